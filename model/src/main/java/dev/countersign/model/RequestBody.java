package dev.countersign.model;

/**
 * A request's body that may still be on its way. Reading it is only for those who cannot decide by
 * the head alone; whoever calls neither method lets it stream. Both block the calling (virtual)
 * thread until the whole body has arrived, and may be called more than once.
 */
public interface RequestBody {

  /** A body that is known to be empty. */
  RequestBody EMPTY =
      new RequestBody() {
        @Override
        public byte[] bytes(int limit) {
          return new byte[0];
        }

        @Override
        public String sha256() {
          return "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        }
      };

  /**
   * The whole body in memory. The array is shared: do not write to it.
   *
   * @param limit in bytes
   * @throws Refusal with {@link Failure#BODY_TOO_LARGE} where the body is longer than {@code
   *     limit}; it can then still be hashed or streamed
   */
  byte[] bytes(int limit);

  /**
   * SHA-256 over the whole body, 64 lower-case hexadecimal digits. The body is held meanwhile, in
   * memory or spooled to disk, so that it can be sent afterwards.
   *
   * @throws Refusal with {@link Failure#BODY_TOO_LARGE} where it is longer than may be spooled
   */
  String sha256();
}
