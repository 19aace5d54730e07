package dev.countersign.testkit;

import java.time.Instant;
import java.util.Optional;

/**
 * One request that arrived, and what became of it.
 *
 * @param host that was called
 * @param path with its percent-encoding, without the query
 * @param service the signing name that the host stands for
 * @param region that the host stands for
 * @param action the operation; empty where the request was rejected before it was known
 * @param accessKeyId as claimed, believed or not; empty where none could be read
 * @param account of the verified credential; empty where nothing was verified
 * @param principal ARN of the verified caller; empty where nothing was verified
 * @param rejection why the signature or the body was not believed; empty where it was
 * @param status of the answer
 * @param error the answer's error code; empty for success
 */
public record ReceivedCall(
    Instant time,
    String method,
    String host,
    String path,
    String service,
    String region,
    String action,
    String accessKeyId,
    String account,
    String principal,
    Optional<Rejection> rejection,
    int status,
    String error) {

  /** Whether the signature was right. */
  public boolean verified() {
    return !account.isEmpty();
  }
}
