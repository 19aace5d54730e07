package dev.countersign.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.Secret;
import dev.countersign.signer.InboundSignature;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sessions of S3 Express as agents hold them: worth nothing at AWS, and good for one placeholder
 * key, one directory bucket and five minutes, as AWS's are.
 *
 * <p>Nothing is remembered of them. A token says what it is for and carries a code that only this
 * process can make; the secret follows from the token. So there is no bound to reach, and after a
 * restart the sessions before it are no longer good. Safe for any number of threads.
 */
public final class PlaceholderSessions {

  /** "CreateSession": sessions last five minutes. */
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,1024}\\.[A-Za-z0-9_-]{43}");
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  /**
   * What the agent gets.
   *
   * @param accessKeyId the placeholder key itself, which names account and agent
   */
  public record Granted(String accessKeyId, Secret secret, Secret token, Instant expiration) {}

  /** A session that a request belongs to. */
  record Held(SessionMode mode, Secret secret) {}

  private final byte[] key = new byte[32];
  private final SecureRandom random = new SecureRandom();
  private final Clock clock;

  PlaceholderSessions(Clock clock) {
    this.clock = clock;
    random.nextBytes(key);
  }

  /** A new session for the key and the host of the request that asks for one. */
  Granted grant(InboundSignature request, SessionMode mode) {
    Instant expiration = clock.instant().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    String content =
        String.join(
            "\n",
            request.accessKeyId(),
            request.request().host(),
            mode.name(),
            String.valueOf(expiration.getEpochSecond()),
            TEXT.encodeToString(nonce));
    String said = TEXT.encodeToString(content.getBytes(UTF_8));
    String token = said + "." + code("token", said);
    return new Granted(request.accessKeyId(), secret(content), Secret.of(token), expiration);
  }

  /**
   * The session of a request that carries a token.
   *
   * @throws Refusal SIGNATURE_MISMATCH for a token that is not of this process's making, is for
   *     another key or bucket, or has expired
   */
  Held held(InboundSignature request, String token) {
    if (!FORM.matcher(token).matches()) {
      throw notOurs();
    }
    int dot = token.indexOf('.');
    String text = token.substring(0, dot);
    byte[] code = token.substring(dot + 1).getBytes(UTF_8);
    if (!MessageDigest.isEqual(code, code("token", text).getBytes(UTF_8))) {
      throw notOurs();
    }
    String content = new String(Base64.getUrlDecoder().decode(text), UTF_8);
    String[] said = content.split("\n", -1);
    if (!said[0].equals(request.accessKeyId()) || !said[1].equals(request.request().host())) {
      throw new Refusal(
          Failure.SIGNATURE_MISMATCH, "the S3 Express session is for another key or bucket");
    }
    if (!clock.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(said[3])))) {
      throw new Refusal(
          Failure.SIGNATURE_MISMATCH, "the S3 Express session has expired: create another");
    }
    return new Held(SessionMode.valueOf(said[2]), secret(content));
  }

  private Secret secret(String content) {
    return Secret.of(code("secret", content));
  }

  private String code(String purpose, String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return TEXT.encodeToString(mac.doFinal((purpose + "\n" + content).getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static Refusal notOurs() {
    return new Refusal(
        Failure.SIGNATURE_MISMATCH,
        "the S3 Express session is none that this gateway gave: create another");
  }
}
