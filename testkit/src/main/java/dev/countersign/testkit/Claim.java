package dev.countersign.testkit;

import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * What a request claims about its sender, before anything of it is believed.
 *
 * @param scope as it stands in the credential
 * @param time the text of {@code X-Amz-Date}, as it is signed
 * @param signedHeaders in the order of the request: lower case, sorted, without repetition
 * @param signature 64 lower-case hexadecimal digits
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

  static final String ALGORITHM = "AWS4-HMAC-SHA256";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /**
   * @param date {@code yyyyMMdd}
   */
  record Scope(String date, String region, String service) {
    @Override
    public String toString() {
      return date + "/" + region + "/" + service + "/aws4_request";
    }
  }

  Claim {
    signedHeaders = List.copyOf(signedHeaders);
    if (!signature.matches("[0-9a-f]{64}")) {
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
    return inHeader ? HeaderClaim.read(head) : QueryClaim.read(head);
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
    return String.join("\n", ALGORITHM, time, scope.toString(), canonicalRequestHash);
  }

  static Rejected malformed(String message) {
    return new Rejected(Rejection.MALFORMED, message);
  }

  /** An access key id and the scope after it. */
  record Credential(String accessKeyId, Scope scope) {

    static Credential parse(String text) {
      String[] parts = text.split("/", -1);
      if (parts.length != 5 || !parts[4].equals("aws4_request") || !parts[1].matches("[0-9]{8}")) {
        throw malformed(
            "The credential must be KEY/yyyyMMdd/REGION/SERVICE/aws4_request, not \""
                + text
                + "\".");
      }
      return new Credential(parts[0], new Scope(parts[1], parts[2], parts[3]));
    }
  }
}
