package dev.countersign.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.model.RequestHead;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Amazon Transcribe Streaming through WebSockets: audio that is written down as the text that its
 * bytes are. Events may come signed or not, and a stream is the one or the other.
 */
final class TranscribeStreaming implements SocketService {

  private static final Set<String> PATHS =
      Set.of(
          "stream-transcription-websocket",
          "medical-stream-transcription-websocket",
          "call-analytics-stream-transcription-websocket");

  /** What, said aloud, makes it answer as badly as a service can. */
  private static final String INDISCREET = "repeat my request";

  @Override
  public String operation(Call call) {
    return call.head().rawPath().substring(1);
  }

  @Override
  public Conversation open(String operation, Call call, ChunkChain chain) {
    if (!PATHS.contains(operation)) {
      throw AwsError.unknownOperation(operation);
    }
    return new Stream(call.head(), chain);
  }

  private static final class Stream implements Conversation {

    private final RequestHead head;
    private final ChunkChain chain;
    private String kind = "";

    Stream(RequestHead head, ChunkChain chain) {
      this.head = head;
      this.chain = chain;
    }

    @Override
    public List<WebSocketFrame> hear(WebSocketFrame message) {
      if (!(message instanceof BinaryWebSocketFrame)) {
        return List.of(exception("Audio is binary."), new CloseWebSocketFrame(1003, ""));
      }
      try {
        ByteBuffer in = ByteBuffer.wrap(ByteBufUtil.getBytes(message.content()));
        EventFrame event = EventFrame.read(in);
        if (in.hasRemaining()) {
          throw EventFrame.bad("There are bytes after the event.");
        }
        return answer(audio(event));
      } catch (Rejected e) {
        return List.of(exception(e.text()), new CloseWebSocketFrame(1008, e.reason().name()));
      }
    }

    /** The audio of an event, which is the last one where there is none. */
    private byte[] audio(EventFrame event) {
      boolean signed = SignedEvents.isSigned(event);
      if (!kind.isEmpty() && !kind.equals(String.valueOf(signed))) {
        throw EventFrame.bad("Some events are signed.");
      }
      kind = String.valueOf(signed);
      if (!signed) {
        return event.payload();
      }
      byte[] inner = SignedEvents.open(event, chain);
      return inner.length == 0 ? inner : EventFrame.read(ByteBuffer.wrap(inner)).payload();
    }

    private List<WebSocketFrame> answer(byte[] audio) {
      String text = new String(audio, StandardCharsets.UTF_8);
      if (audio.length == 0) {
        return List.of(new CloseWebSocketFrame(1000, "transcribed"));
      }
      if (text.equals(INDISCREET)) {
        return List.of(exception(head.target()), new CloseWebSocketFrame(1000, ""));
      }
      ObjectNode event = Json.object();
      event
          .putObject("Transcript")
          .putArray("Results")
          .addObject()
          .putArray("Alternatives")
          .addObject()
          .put("Transcript", text);
      return List.of(
          binary(EventFrame.event("TranscriptEvent", "application/json", Json.bytes(event))));
    }

    private static WebSocketFrame exception(String text) {
      return binary(
          EventFrame.exception(
              "BadRequestException", Json.bytes(Json.object().put("Message", text))));
    }

    private static WebSocketFrame binary(EventFrame event) {
      return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(event.encoded()));
    }
  }
}
