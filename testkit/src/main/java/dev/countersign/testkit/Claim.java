package dev.countersign.testkit;

import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningAlgorithm;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a request claims about its sender, before anything of it is believed.
 *
 * @param scope as it stands in the credential
 * @param time the text of {@code X-Amz-Date}, as it is signed
 * @param signedHeaders in the order of the request: lower case, sorted, without repetition
 * @param signature lower-case hexadecimal digits, 64 of them for SigV4
 * @param token the session token, where one was sent
 * @param lifetime for query authentication only: how long after {@code time} it may be used
 */
record Claim(
    String accessKeyId,
    Scope scope,
    String time,
    List<String> signedHeaders,
    String signature,
    Optional<Secret> token,
    Optional<Duration> lifetime) {

  /** The header or parameter that names the regions of a SigV4A signature. */
  static final String REGION_SET = "X-Amz-Region-Set";

  private static final String REGIONS = "\\*|[a-z0-9-]+(,[a-z0-9-]+)*";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /**
   * @param date {@code yyyyMMdd}
   * @param region for SigV4A the set of regions, which is no part of the scope's text
   */
  record Scope(SigningAlgorithm algorithm, String date, String region, String service) {

    Scope onDay(String day) {
      return new Scope(algorithm, day, region, service);
    }

    /** Whether a signature of this scope is good in the region. */
    boolean covers(String name) {
      return switch (algorithm) {
        case SIGV4 -> region.equals(name);
        case SIGV4A -> region.equals("*") || List.of(region.split(",")).contains(name);
      };
    }

    @Override
    public String toString() {
      String where = algorithm == SigningAlgorithm.SIGV4 ? region + "/" : "";
      return date + "/" + where + service + "/aws4_request";
    }
  }

  Claim {
    signedHeaders = List.copyOf(signedHeaders);
    if (scope.algorithm() == SigningAlgorithm.SIGV4 && !signature.matches("[0-9a-f]{64}")) {
      throw malformed("The signature is not 64 lower-case hexadecimal digits.");
    }
    List<String> canonical =
        signedHeaders.stream().map(String::toLowerCase).sorted().distinct().toList();
    if (!canonical.equals(signedHeaders)) {
      throw malformed("SignedHeaders must be lower case, sorted and without repetition.");
    }
  }

  /**
   * Reads the claim out of the {@code Authorization} header or the query.
   *
   * @throws Rejected NO_SIGNATURE or MALFORMED
   */
  static Claim of(RequestHead head) {
    boolean inHeader = head.headers().contains("Authorization");
    boolean inQuery = QueryClaim.isIn(head);
    if (inHeader && inQuery) {
      throw malformed("Only one auth mechanism allowed: header or query.");
    }
    if (!inHeader && !inQuery) {
      throw new Rejected(Rejection.NO_SIGNATURE, "Request is missing Authentication Token");
    }
    Claim claim = inHeader ? HeaderClaim.read(head) : QueryClaim.read(head);
    return claim.inSession(head.headers().all(KeyRing.EXPRESS_TOKEN));
  }

  /** The same claim, with the token of a session of S3 Express, which is the only one then. */
  private Claim inSession(List<String> tokens) {
    if (tokens.isEmpty()) {
      return this;
    }
    if (tokens.size() > 1 || token.isPresent()) {
      throw malformed("Only one security token allowed.");
    }
    Optional<Secret> express = Optional.of(Secret.of(tokens.getFirst()));
    return new Claim(accessKeyId, scope, time, signedHeaders, signature, express, lifetime);
  }

  /** When it was signed, by the sender's clock. */
  Instant instant() {
    try {
      return TIME.parse(time, Instant::from);
    } catch (DateTimeException e) {
      throw malformed("X-Amz-Date must be yyyyMMddTHHmmssZ.");
    }
  }

  /** As in {@code X-Amz-Date}. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  boolean isPresigned() {
    return lifetime.isPresent();
  }

  /** The string to sign ("Create a string to sign"). */
  String stringToSign(String canonicalRequestHash) {
    return String.join(
        "\n", scope.algorithm().word(), time, scope.toString(), canonicalRequestHash);
  }

  /** The algorithm of that name. */
  static SigningAlgorithm algorithm(String name) {
    return Arrays.stream(SigningAlgorithm.values())
        .filter(algorithm -> algorithm.word().equals(name))
        .findFirst()
        .orElseThrow(() -> malformed("The algorithm " + name + " is not known."));
  }

  static Rejected malformed(String message) {
    return new Rejected(Rejection.MALFORMED, message);
  }

  /** An access key id and the scope after it. */
  record Credential(String accessKeyId, Scope scope) {

    /**
     * @param regions SigV4A's, which no other signature may have beside it
     */
    static Credential parse(SigningAlgorithm algorithm, String text, Optional<String> regions) {
      String[] parts = text.split("/", -1);
      int most = algorithm == SigningAlgorithm.SIGV4 ? 5 : 4;
      if (parts.length != most
          || !parts[most - 1].equals("aws4_request")
          || !parts[1].matches("[0-9]{8}")) {
        throw malformed(
            "The credential must be KEY/yyyyMMdd/[REGION/]SERVICE/aws4_request, not \""
                + text
                + "\".");
      }
      if (regions.isPresent() != (algorithm == SigningAlgorithm.SIGV4A)
          || !regions.orElse("*").matches(REGIONS)) {
        throw malformed(REGION_SET + " is missing, malformed, or not for this algorithm.");
      }
      String region = regions.orElse(parts[2]);
      return new Credential(parts[0], new Scope(algorithm, parts[1], region, parts[most - 2]));
    }
  }
}
