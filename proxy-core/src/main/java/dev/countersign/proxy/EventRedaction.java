package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import dev.countersign.signer.EventHeader;
import dev.countersign.signer.EventHeaders;
import dev.countersign.signer.EventPrelude;
import dev.countersign.signer.EventValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Hides, in a stream of events that AWS answers with, the credentials that the call was signed
 * with: status and head have gone by when such a stream breaks, so its errors come as messages.
 *
 * <p>A message that is an event passes as it comes, and only its first bytes are waited for: those
 * that say what it is. Any other message (an exception, an error, one that says nothing) is held
 * until it is whole, and goes on with what it repeats hidden and its checksum made anew. Messages
 * keep their lengths. Belongs to the event loop.
 */
final class EventRedaction implements AnswerFilter {

  /** Of a message that is no event, in bytes; AWS's exceptions have some hundreds. */
  static final int LARGEST_ERROR = 1 << 20;

  private static final String STREAM = "application/vnd.amazon.eventstream";

  private final Redaction redaction;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();

  /** How many bytes to hold before there is something to decide. */
  private int wanted = EventPrelude.LENGTH;

  /** How many bytes of the event in progress still pass. */
  private int passing;

  EventRedaction(Redaction redaction) {
    this.redaction = redaction;
  }

  /** S3 sends the answer to SelectObjectContent without a content type. */
  static boolean appliesTo(RequestHead request, HttpResponse response) {
    boolean selection =
        request.method().equals("POST") && request.rawQuery().contains("select-type=2");
    String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    return selection || type.split(";", 2)[0].strip().equalsIgnoreCase(STREAM);
  }

  @Override
  public ByteBuf pass(ByteBuf bytes) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.readableBytes() + held.size());
      while (bytes.isReadable()) {
        if (passing > 0) {
          int taken = Math.min(passing, bytes.readableBytes());
          passing -= taken;
          out.writeBytes(take(bytes, taken));
        } else {
          held.writeBytes(take(bytes, Math.min(wanted - held.size(), bytes.readableBytes())));
          if (held.size() == wanted) {
            decide(out);
          }
        }
      }
      return Unpooled.wrappedBuffer(out.toByteArray());
    } finally {
      bytes.release();
    }
  }

  /**
   * A message that came by itself, and is all of it.
   *
   * @throws Refusal UPSTREAM_UNREACHABLE where it is not exactly one
   */
  ByteBuf whole(ByteBuf message) {
    int length = message.readableBytes();
    ByteBuf shown = pass(message);
    if (shown.readableBytes() != length || passing > 0) {
      shown.release();
      throw unreadable();
    }
    return shown;
  }

  private static byte[] take(ByteBuf bytes, int length) {
    byte[] taken = new byte[length];
    bytes.readBytes(taken);
    return taken;
  }

  /** The prelude is there, or the headers, or the whole of a message that is no event. */
  private void decide(ByteArrayOutputStream out) {
    byte[] bytes = held.toByteArray();
    EventPrelude prelude = prelude(bytes);
    int headersEnd = EventPrelude.LENGTH + prelude.headers();
    if (bytes.length < headersEnd) {
      wanted = headersEnd;
    } else if (bytes.length == headersEnd && isEvent(bytes)) {
      passing = prelude.total() - headersEnd;
      out.writeBytes(bytes);
      next();
    } else if (bytes.length < prelude.total()) {
      wanted = bounded(prelude.total());
    } else {
      out.writeBytes(hidden(bytes));
      next();
    }
  }

  private void next() {
    held.reset();
    wanted = EventPrelude.LENGTH;
  }

  private static EventPrelude prelude(byte[] bytes) {
    try {
      return EventPrelude.read(ByteBuffer.wrap(bytes));
    } catch (Refusal malformed) {
      throw unreadable();
    }
  }

  private static boolean isEvent(byte[] bytes) {
    try {
      List<EventHeader> headers =
          EventHeaders.read(ByteBuffer.wrap(bytes).position(EventPrelude.LENGTH));
      return headers.stream()
          .filter(header -> header.name().equals(":message-type"))
          .anyMatch(header -> header.value().equals(new EventValue.Text("event")));
    } catch (Refusal malformed) {
      throw unreadable();
    }
  }

  private static int bounded(int length) {
    if (length > LARGEST_ERROR) {
      throw unreadable();
    }
    return length;
  }

  private static Refusal unreadable() {
    return new Refusal(
        Failure.UPSTREAM_UNREACHABLE,
        "AWS answered with events that the gateway cannot look through for credentials");
  }

  /** Lengths stay, so the prelude does; names and types of headers are no credentials. */
  private byte[] hidden(byte[] message) {
    int end = message.length - EventPrelude.CHECKSUM;
    byte[] shown = Arrays.copyOf(message, end);
    redaction.hide(shown);
    if (Arrays.equals(shown, 0, end, message, 0, end)) {
      return message;
    }
    return ByteBuffer.allocate(message.length)
        .put(shown)
        .putInt(EventPrelude.checksum(ByteBuffer.wrap(shown)))
        .array();
  }

  /** Of a message that breaks off nothing more is shown than it would have been whole. */
  @Override
  public ByteBuf rest() {
    byte[] begun = held.toByteArray();
    redaction.hide(begun);
    return Unpooled.wrappedBuffer(begun);
  }
}
