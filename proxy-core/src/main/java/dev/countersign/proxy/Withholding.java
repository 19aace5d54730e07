package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A streamed body whose hash the signature promises. Bytes pass, but the last ones that came are
 * always kept back until more follow, and the very last ones until the hash holds: where it does
 * not, AWS never sees the end of the request and so cannot act on it. Belongs to the event loop.
 */
final class Withholding implements BodyFilter {

  private final byte[] promised;
  private final MessageDigest digest;
  private ByteBuf withheld = Unpooled.EMPTY_BUFFER;

  /**
   * @param sha256 64 lower-case hexadecimal digits
   * @param digest has taken what came before the stream
   */
  Withholding(String sha256, MessageDigest digest) {
    this.promised = HexFormat.of().parseHex(sha256);
    this.digest = digest;
  }

  @Override
  public ByteBuf pass(ByteBuf bytes, boolean last) {
    for (var part : bytes.nioBuffers()) {
      digest.update(part);
    }
    if (last) {
      ByteBuf rest = Unpooled.wrappedBuffer(withheld, bytes);
      withheld = Unpooled.EMPTY_BUFFER;
      if (!MessageDigest.isEqual(digest.digest(), promised)) {
        rest.release();
        throw mismatch();
      }
      return rest;
    }
    if (!bytes.isReadable()) {
      return bytes;
    }
    ByteBuf ready = withheld;
    withheld = bytes;
    return ready;
  }

  static Refusal mismatch() {
    return new Refusal(
        Failure.BODY_MISMATCH,
        "the body is not the one whose hash x-amz-content-sha256 promises; the call was not made");
  }

  @Override
  public void close() {
    withheld.release();
    withheld = Unpooled.EMPTY_BUFFER;
  }
}
