package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The steps after the canonical request, one method each, in the order of "Create a signed AWS API
 * request": string to sign and signing key; the signature is a {@link SigningKey}'s.
 */
final class SigV4 {

  /** Last part of every credential scope. */
  static final String TERMINATOR = "aws4_request";

  private static final String HMAC = "HmacSHA256";

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT)
          .withZone(ZoneOffset.UTC);

  private SigV4() {}

  /** RequestDateTime: {@code 20150830T123600Z}. */
  static String timestamp(Instant instant) {
    return TIMESTAMP.format(instant);
  }

  /**
   * The instant of a RequestDateTime.
   *
   * @throws java.time.format.DateTimeParseException where it is none
   */
  static Instant instant(String timestamp) {
    return TIMESTAMP.parse(timestamp, Instant::from);
  }

  /** The day of a RequestDateTime: its first 8 digits. */
  static String date(String timestamp) {
    return timestamp.substring(0, 8);
  }

  /** CredentialScope: {@code 20150830/us-east-1/iam/aws4_request}; SigV4A's has no region. */
  static String credentialScope(String date, SigningScope scope) {
    return switch (scope.algorithm()) {
      case SIGV4 -> String.join("/", date, scope.region(), scope.service(), TERMINATOR);
      case SIGV4A -> String.join("/", date, scope.service(), TERMINATOR);
    };
  }

  /** "Create a string to sign". */
  static String stringToSign(String timestamp, SigningScope scope, CanonicalRequest request) {
    return String.join(
        "\n",
        scope.algorithm().word(),
        timestamp,
        credentialScope(date(timestamp), scope),
        request.hash());
  }

  /** "Derive a signing key". The result is as good as the secret for one day: never write it. */
  static byte[] signingKey(Secret secret, String date, SigningScope scope) {
    byte[] dateKey = hmac(("AWS4" + secret.reveal()).getBytes(UTF_8), date.getBytes(UTF_8));
    byte[] regionKey = hmac(dateKey, scope.region().getBytes(UTF_8));
    byte[] serviceKey = hmac(regionKey, scope.service().getBytes(UTF_8));
    return hmac(serviceKey, TERMINATOR.getBytes(UTF_8));
  }

  /** SHA-256 as 64 lower-case hexadecimal digits. */
  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static byte[] hmac(byte[] key, byte[] data) {
    return mac(key).doFinal(data);
  }

  /** HMAC-SHA256 with this key, with nothing fed into it. */
  static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
