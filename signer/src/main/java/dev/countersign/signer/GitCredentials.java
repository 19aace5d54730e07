package dev.countersign.signer;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.time.Instant;
import java.util.List;

/**
 * User name and password of Git over HTTPS at AWS CodeCommit, which are a signature of no request:
 * over the method {@code GIT}, the repository's path and its host, without a query, without the
 * hash of a body, and with a date that has no {@code Z} (AWS CodeCommit User Guide, "Setup steps
 * for HTTPS connections with the AWS CLI credential helper", and that helper's source).
 */
final class GitCredentials {

  /** What stands in the place of an HTTP method. */
  static final String METHOD = "GIT";

  private GitCredentials() {}

  /**
   * The repository's URL with both in it, percent-encoded: {@code https://USER:PASSWORD@HOST/PATH}.
   */
  static String sign(
      RequestHead repository, SigningScope scope, Instant now, AwsCredentials credentials) {
    String timestamp = SigV4.timestamp(now);
    String time = timestamp.substring(0, timestamp.length() - 1);
    CanonicalRequest canonical =
        CanonicalRequest.of(repository, repository.headers(), List.of("host"), scope.service(), "");
    String signature =
        HmacKey.derive(credentials.secretAccessKey(), SigV4.date(timestamp), scope)
            .sign(SigV4.stringToSign(time, scope, canonical));
    String user =
        credentials.sessionToken() == null
            ? credentials.accessKeyId()
            : credentials.accessKeyId() + "%" + credentials.sessionToken().reveal();
    return "https://"
        + UriText.encode(user, false)
        + ":"
        + timestamp
        + signature
        + "@"
        + repository.host()
        + repository.rawPath();
  }
}
