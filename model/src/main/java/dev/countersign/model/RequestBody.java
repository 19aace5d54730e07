package dev.countersign.model;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A request's body that may still be on its way. Reading it is only for those who cannot decide by
 * the head alone; whoever calls no method lets it stream. They block the calling (virtual) thread
 * until the whole body has arrived, and may be called more than once.
 */
public interface RequestBody {

  /** A body that is known to be empty. */
  RequestBody EMPTY = of(new byte[0]);

  /** A body that has arrived already; the array is not copied. */
  static RequestBody of(byte[] whole) {
    return new RequestBody() {
      @Override
      public byte[] bytes(int limit) {
        if (whole.length > limit) {
          throw new Refusal(
              Failure.BODY_TOO_LARGE,
              "the body has " + whole.length + " bytes (expected: at most " + limit + ")");
        }
        return whole;
      }

      @Override
      public String sha256() {
        try {
          return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(whole));
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException("every JDK has SHA-256", e);
        }
      }
    };
  }

  /**
   * The whole body in memory. The array is shared: do not write to it.
   *
   * @param limit in bytes
   * @throws Refusal with {@link Failure#BODY_TOO_LARGE} where the body is longer than {@code
   *     limit}; it can then still be hashed or streamed
   */
  byte[] bytes(int limit);

  /**
   * The body's first bytes, of which the rest can be streamed afterwards.
   *
   * @param length how many are enough; fewer only where the body is shorter
   */
  default byte[] beginning(int length) {
    return bytes(Integer.MAX_VALUE);
  }

  /**
   * The whole body from its beginning, for who need not hold it at once. It is spooled to disk
   * meanwhile where it is too long for memory, so that it can be sent afterwards.
   *
   * @param limit in bytes
   * @throws Refusal as {@link #bytes}
   */
  default InputStream open(long limit) {
    return new ByteArrayInputStream(bytes((int) Math.min(limit, Integer.MAX_VALUE)));
  }

  /**
   * SHA-256 over the whole body, 64 lower-case hexadecimal digits. The body is held meanwhile, in
   * memory or spooled to disk, so that it can be sent afterwards.
   *
   * @throws Refusal with {@link Failure#BODY_TOO_LARGE} where it is longer than may be spooled
   */
  String sha256();
}
