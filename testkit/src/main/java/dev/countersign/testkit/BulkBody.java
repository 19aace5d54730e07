package dev.countersign.testkit;

import dev.countersign.model.RequestHead;
import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body that is verified as it arrives and of which nothing is kept: its hash where the signature
 * covers one, its chunks where they are signed. Belongs to one event loop.
 */
final class BulkBody {

  private final RequestHead head;
  private final AwsEndpoint endpoint;
  private final Verifier verifier;
  private final String declared;
  private final @Nullable MessageDigest digest;
  private final @Nullable ChunkStream chunks;

  /**
   * @throws Rejected where the head, as far as it can be judged without its body, is not believed
   */
  BulkBody(RequestHead head, AwsEndpoint endpoint, Verifier verifier) {
    this.head = head;
    this.endpoint = endpoint;
    this.verifier = verifier;
    List<String> values = head.headers().all("x-amz-content-sha256");
    this.declared = values.size() == 1 ? values.getFirst() : "";
    boolean streaming = declared.startsWith("STREAMING-");
    this.digest = streaming || declared.startsWith("UNSIGNED") ? null : sha256();
    // Without a declaration the hash is the last line of what is signed, and known at the end.
    ChunkChain chain = declared.isEmpty() ? null : verifier.verifyHead(head, declared, endpoint);
    this.chunks =
        chain == null || !streaming || declared.equals(AwsChunked.UNSIGNED_TRAILER)
            ? null
            : new ChunkStream(chain, declared.endsWith("-TRAILER"));
  }

  /**
   * @throws Rejected at the first chunk that is not believed
   */
  void take(ByteBuf bytes) {
    if (digest != null) {
      digest.update(bytes.nioBuffer());
    }
    if (chunks != null) {
      chunks.take(bytes.nioBuffer());
    }
  }

  /**
   * @throws Rejected where the whole is not what was signed
   */
  void end() {
    if (chunks != null) {
      chunks.end();
    }
    if (digest == null) {
      return;
    }
    String hash = HexFormat.of().formatHex(digest.digest());
    if (declared.isEmpty()) {
      verifier.verifyHead(head, hash, endpoint);
    } else if (!declared.equals(hash)) {
      throw new Rejected(
          Rejection.WRONG_BODY,
          "The provided 'x-amz-content-sha256' header does not match what was computed.");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
