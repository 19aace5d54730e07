package dev.countersign.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.model.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amazon Bedrock Runtime, API version 2023-09-30: a model that says again what it is told, in
 * streams of events.
 */
final class Bedrock implements Service {

  private static final Pattern PATH =
      Pattern.compile(
          "/model/[^/]+/(invoke-with-response-stream|invoke-with-bidirectional-stream)");

  /** How many bytes of a prompt one event gives back. */
  private static final int PIECE = 16;

  @Override
  public String operation(Call call) {
    Matcher path = PATH.matcher(call.head().rawPath());
    if (!path.matches() || !call.head().method().equals("POST")) {
      return call.head().method() + " " + call.head().rawPath();
    }
    return path.group(1).equals("invoke-with-response-stream")
        ? "InvokeModelWithResponseStream"
        : "InvokeModelWithBidirectionalStream";
  }

  @Override
  public Reply answer(String operation, Call call) {
    return switch (operation) {
      case "InvokeModelWithResponseStream" -> inPieces(call.content());
      case "InvokeModelWithBidirectionalStream" -> eventByEvent(call.content());
      default -> throw AwsError.unknownOperation(operation);
    };
  }

  private static Reply inPieces(byte[] prompt) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < prompt.length; at += PIECE) {
      byte[] piece = new byte[Math.min(PIECE, prompt.length - at)];
      System.arraycopy(prompt, at, piece, 0, piece.length);
      out.writeBytes(chunk(Json.object().put("bytes", piece)));
    }
    return stream(out);
  }

  private static Reply eventByEvent(byte[] events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuffer in = ByteBuffer.wrap(events); in.hasRemaining(); ) {
      out.writeBytes(chunk(Json.parse(EventFrame.read(in).payload())));
    }
    return stream(out);
  }

  private static byte[] chunk(ObjectNode payload) {
    return EventFrame.event("chunk", "application/json", Json.bytes(payload)).encoded();
  }

  private static Reply stream(ByteArrayOutputStream events) {
    return new Reply(
        200,
        Headers.of("Content-Type", "application/vnd.amazon.eventstream"),
        events.toByteArray());
  }
}
