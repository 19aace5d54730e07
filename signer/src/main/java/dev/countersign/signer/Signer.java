package dev.countersign.signer;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import java.time.Clock;

/** Signs requests again with real credentials (SigV4). Safe for any number of threads. */
public final class Signer {

  private final Clock clock;

  public Signer(Clock clock) {
    this.clock = clock;
  }

  /**
   * Signs {@code head} in the scope of {@code inbound}, over what the client signed, the host,
   * every {@code x-amz-*} header and {@code content-md5}. Reads the body only where its hash is
   * needed and was not promised.
   *
   * @throws dev.countersign.model.Refusal AMBIGUOUS for an {@code x-amz-*} header that the client
   *     did not sign
   */
  public SignedRequest sign(
      RequestHead head, InboundSignature inbound, RequestBody body, AwsCredentials credentials) {
    throw new UnsupportedOperationException(head + "" + inbound + body + credentials + clock);
  }
}
