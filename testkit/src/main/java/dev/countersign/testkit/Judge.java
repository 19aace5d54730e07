package dev.countersign.testkit;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.RequestHead;
import java.time.Clock;
import java.util.Optional;

/**
 * The stand-in's verifier without a network: says to one request what AWS would, for a world in
 * which one credential exists.
 */
public final class Judge {

  private final Verifier verifier;

  /**
   * @param credentials the only ones that are known
   * @param clock against which signatures age
   */
  public Judge(AwsCredentials credentials, Clock clock) {
    Caller caller =
        new Caller("999999999999", "arn:aws:iam::999999999999:user/judged", "AIDASTANDINJUDGED000");
    this.verifier = new Verifier(new KeyRing(new Credential(credentials, caller)), clock);
  }

  /**
   * Why the request is not believed; empty where it is.
   *
   * @param body as it arrived, with HTTP's own framing undone
   */
  public Optional<String> objection(RequestHead head, byte[] body) {
    try {
      verifier.verify(
          head,
          body,
          AwsEndpoint.of(head.host())
              .orElseThrow(() -> Claim.malformed("no host of AWS: " + head.host())));
      return Optional.empty();
    } catch (Rejected e) {
      return Optional.of(e.reason() + ": " + e.text());
    }
  }
}
