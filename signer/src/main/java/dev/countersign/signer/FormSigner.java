package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Signs a form again: the fields as they were judged, under a policy that permits them and nothing
 * else. The file behind them goes through untouched.
 */
final class FormSigner {

  /** S3 looks at the clock when the form arrives. */
  private static final Duration LIFETIME = Duration.ofHours(1);

  private FormSigner() {}

  /**
   * @param head of the form's request, as it came
   * @param key derived for {@code now} and {@code scope}
   */
  static SignedRequest sign(
      RequestHead head,
      Payload.Form payload,
      SigningScope scope,
      AwsCredentials credentials,
      SigningKey key,
      Instant now) {
    String timestamp = SigV4.timestamp(now);
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name : payload.form().fields().keySet()) {
      String plain = name.toLowerCase(Locale.ROOT);
      if (!plain.startsWith("x-ignore-") && !FormSignature.SIGNING.contains(plain)) {
        fields.put(name, payload.fields().getOrDefault(plain, ""));
      }
    }
    fields.put("x-amz-algorithm", scope.algorithm().word());
    fields.put(
        "x-amz-credential",
        credentials.accessKeyId() + "/" + SigV4.credentialScope(SigV4.date(timestamp), scope));
    fields.put("x-amz-date", timestamp);
    if (credentials.sessionToken() != null) {
      fields.put("x-amz-security-token", credentials.sessionToken().reveal());
    }
    Instant expiration = payload.policy().expiration();
    Instant latest = now.plus(LIFETIME);
    String policy =
        payload.policy().forExactly(fields, expiration.isBefore(latest) ? expiration : latest);
    fields.put("policy", policy);
    fields.put("x-amz-signature", key.sign(policy));
    return new SignedRequest(
        head.method(),
        head.target(),
        head.host(),
        head.port(),
        new Headers(OutboundHeaders.kept(head)),
        new BodyPlan.Form(
            written(fields, payload.form().boundary()),
            payload.form().length(),
            payload.form().boundary()));
  }

  private static byte[] written(Map<String, String> fields, String boundary) {
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (name, value) -> {
          if (value.contains("--" + boundary)) {
            throw new Refusal(
                Failure.UNREADABLE,
                "the form's boundary stands in what goes to S3: choose another");
          }
          text.append(part(boundary, name)).append("\"\r\n\r\n").append(value).append("\r\n");
        });
    return text.append(part(boundary, "file"))
        .append("\"; filename=\"file\"\r\nContent-Type: application/octet-stream\r\n\r\n")
        .toString()
        .getBytes(UTF_8);
  }

  private static String part(String boundary, String name) {
    return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name;
  }
}
