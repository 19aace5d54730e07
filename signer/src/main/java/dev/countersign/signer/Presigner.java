package dev.countersign.signer;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningAlgorithm;
import dev.countersign.model.SigningScope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes presigned URLs ("Authenticating Requests: Using Query Parameters" of the S3 API reference,
 * which holds for every service). Safe for any number of threads.
 */
public final class Presigner {

  /** What is written anew; everything else in the query stays as it is, byte for byte. */
  private static final Set<String> REPLACED =
      Set.of(
          "X-Amz-Algorithm",
          "X-Amz-Credential",
          "X-Amz-Date",
          "X-Amz-Expires",
          "X-Amz-SignedHeaders",
          "X-Amz-Security-Token");

  private final Clock clock;

  public Presigner(Clock clock) {
    this.clock = clock;
  }

  /**
   * Signs the URL that is asked for, over what its sender signed, from now on for as long as it was
   * asked for. For Git it is the repository's, with user and password in it.
   */
  public Presigned sign(InboundMint mint, AwsCredentials credentials) {
    InboundSignature asked = mint.presigned();
    RequestHead covered = asked.covered();
    if (covered.method().equals(GitCredentials.METHOD)) {
      Instant now = clock.instant();
      return until(
          GitCredentials.sign(covered.withQuery(""), asked.scope(), now, credentials),
          now.plus(mint.lifetime()),
          credentials);
    }
    String query =
        List.of(covered.rawQuery().split("&", -1)).stream()
            .filter(raw -> !REPLACED.contains(CanonicalQuery.parameters(raw).getFirst().name()))
            .collect(Collectors.joining("&"));
    return sign(
        covered.withQuery(query),
        asked.scope(),
        asked.signedHeaders(),
        CanonicalRequest.payload(asked.payload(), RequestBody.EMPTY),
        mint.lifetime(),
        credentials);
  }

  /**
   * Signs a request that has no signature yet, over all of its headers, Host among them.
   *
   * @throws dev.countersign.model.Refusal UNREADABLE or AMBIGUOUS where it has no single canonical
   *     form
   */
  public Presigned sign(
      RequestHead request, SigningScope scope, Duration lifetime, AwsCredentials credentials) {
    Set<String> names =
        request.headers().fields().stream()
            .map(header -> header.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    String payload =
        CanonicalPath.isS3Family(scope.service())
            ? ContentSha256.UNSIGNED
            : RequestBody.EMPTY.sha256();
    return sign(request, scope, names, payload, lifetime, credentials);
  }

  private Presigned sign(
      RequestHead request,
      SigningScope scope,
      Collection<String> signed,
      String payload,
      Duration lifetime,
      AwsCredentials credentials) {
    Instant now = clock.instant();
    String timestamp = SigV4.timestamp(now);
    String date = SigV4.date(timestamp);
    List<String> query =
        parameters(
            request.rawQuery(),
            credentials.accessKeyId() + "/" + SigV4.credentialScope(date, scope),
            timestamp,
            lifetime,
            signed,
            scope.algorithm());
    if (credentials.sessionToken() != null) {
      add(query, "X-Amz-Security-Token", credentials.sessionToken().reveal());
    }
    RequestHead unsigned = request.withQuery(String.join("&", query));
    CanonicalRequest canonical =
        CanonicalRequest.of(unsigned, unsigned.headers(), signed, scope.service(), payload);
    String signature =
        HmacKey.derive(credentials.secretAccessKey(), date, scope)
            .sign(SigV4.stringToSign(timestamp, scope, canonical));
    String url =
        "https://"
            + request.headers().single("Host").orElse(request.host())
            + unsigned.target()
            + "&X-Amz-Signature="
            + signature;
    return until(url, SigV4.instant(timestamp).plus(lifetime), credentials);
  }

  /** The query before there is a token or a signature in it. */
  static List<String> parameters(
      String rawQuery,
      String credential,
      String timestamp,
      Duration lifetime,
      Collection<String> signed,
      SigningAlgorithm algorithm) {
    List<String> query = new ArrayList<>();
    if (!rawQuery.isEmpty()) {
      query.add(rawQuery);
    }
    add(query, "X-Amz-Algorithm", algorithm.word());
    add(query, "X-Amz-Credential", credential);
    add(query, "X-Amz-Date", timestamp);
    add(query, "X-Amz-Expires", Long.toString(lifetime.toSeconds()));
    add(query, "X-Amz-SignedHeaders", signed.stream().sorted().collect(Collectors.joining(";")));
    return query;
  }

  private static Presigned until(String url, Instant end, AwsCredentials credentials) {
    Instant session = credentials.expiration();
    return new Presigned(url, session != null && session.isBefore(end) ? session : end);
  }

  static void add(List<String> query, String name, String value) {
    query.add(name + "=" + UriText.encode(value, false));
  }
}
