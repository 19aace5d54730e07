package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningAlgorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A signature in the fields of a form that uploads a file to S3 ("Authenticating Requests:
 * Browser-Based Uploads Using POST", Amazon S3 API reference). It covers the form's policy, and the
 * policy the other fields.
 *
 * <p>Such an upload is understood as the {@code PutObject} that it stands for, with each field as
 * the header of that meaning, and judged as that. Upstream goes a form again.
 *
 * @param timestamp {@code x-amz-date}
 * @param payload the form, for who signs it again
 * @param request what is called
 */
record FormSignature(
    SignatureFields fields, String timestamp, Payload.Form payload, RequestHead request) {

  private static final String WHERE = "the form's signature";
  private static final String FILENAME = "${filename}";

  /** "Deriving the signing key": seven days from its date. */
  private static final Duration KEY_LIFETIME = Duration.ofDays(7);

  /** What a signature is made of; written anew. */
  static final Set<String> SIGNING =
      Set.of(
          "policy",
          "x-amz-signature",
          "x-amz-algorithm",
          "x-amz-credential",
          "x-amz-date",
          "x-amz-security-token");

  /** The object's place, and how S3 should answer. */
  private static final Set<String> NO_HEADERS =
      Set.of("key", "bucket", "success_action_status", "success_action_redirect", "redirect");

  /** About the form as a body, and not about the object. */
  private static final Set<String> OF_THE_FORM =
      Set.of("content-type", "content-length", "transfer-encoding", "expect");

  private static final Pattern HEADER_FIELD =
      Pattern.compile(
          "cache-control|content-(type|disposition|encoding)|expires"
              + "|x-amz-(storage-class|website-redirect-location|checksum-[a-z0-9-]{1,32}"
              + "|server-side-encryption[a-z0-9-]{0,64}|meta-[a-z0-9._-]{1,128})");

  private static final Pattern SAFE_NAME = Pattern.compile("[^\\p{Cntrl}/\\\\${}]+");
  private static final Pattern ROOT = Pattern.compile("/[A-Za-z0-9._-]{0,255}/?");

  private static final Pattern TAGGING =
      Pattern.compile(
          "\\s*<Tagging>\\s*<TagSet>((?:\\s*<Tag>\\s*<Key>[^<&]*</Key>\\s*<Value>[^<&]*</Value>"
              + "\\s*</Tag>){0,10})\\s*</TagSet>\\s*</Tagging>\\s*");
  private static final Pattern TAG =
      Pattern.compile("<Key>([^<&]*)</Key>\\s*<Value>([^<&]*)</Value>");

  /**
   * Reads the form's beginning, and no more of the body.
   *
   * @throws Refusal UNREADABLE, AMBIGUOUS, DENIED where the form does not keep to its policy, or
   *     SIGNATURE_UNSUPPORTED for another signature
   */
  static FormSignature parse(RequestHead head, RequestBody body) {
    if (!head.rawQuery().isEmpty() || !ROOT.matcher(head.rawPath()).matches()) {
      throw unreadable("a form is posted to a bucket, without a query");
    }
    head.headers().fields().stream()
        .filter(header -> header.name().toLowerCase(Locale.ROOT).startsWith("x-amz-"))
        .findFirst()
        .ifPresent(
            header -> {
              throw new Refusal(
                  Failure.AMBIGUOUS,
                  "the header " + header.name() + " stands beside a form, which has fields for it");
            });
    HopByHop.refuseDeclared(head.headers());
    UploadForm form = UploadForm.parse(head.headers(), body.beginning(UploadForm.LONGEST));
    Map<String, String> fields = resolved(form);
    String algorithm = required(fields, "x-amz-algorithm");
    if (algorithm.equals(SigningAlgorithm.SIGV4A.word())) {
      throw new Refusal(
          Failure.SIGNATURE_UNSUPPORTED,
          "the form is signed with SigV4A: sign it for one region with SigV4");
    }
    if (!algorithm.equals(SigningAlgorithm.SIGV4.word())) {
      throw SignatureCarrier.otherAlgorithm(algorithm);
    }
    UploadPolicy policy = UploadPolicy.checked(required(fields, "policy"), fields);
    return new FormSignature(
        SignatureFields.of(
            SigningAlgorithm.SIGV4,
            Optional.empty(),
            required(fields, "x-amz-credential"),
            "host",
            required(fields, "x-amz-signature"),
            WHERE),
        required(fields, "x-amz-date"),
        new Payload.Form(form, fields, policy),
        request(head, fields));
  }

  /** How long it holds, counted from the signature: until the policy ends, or the signing key. */
  Duration lifetime(Instant signedAt) {
    Duration policy = Duration.between(signedAt, payload.policy().expiration());
    return policy.compareTo(KEY_LIFETIME) < 0 ? policy : KEY_LIFETIME;
  }

  /** By their names in lower case, with the file's name in its place and nowhere else. */
  private static Map<String, String> resolved(UploadForm form) {
    Map<String, String> fields = new LinkedHashMap<>();
    form.fields().forEach((name, value) -> fields.put(name.toLowerCase(Locale.ROOT), value));
    String key = required(fields, "key");
    if (key.contains(FILENAME)) {
      fields.put("key", key.replace(FILENAME, safe(form.fileName())));
    }
    if (fields.values().stream().anyMatch(value -> value.contains(FILENAME))) {
      throw unreadable(FILENAME + " stands in another field than key");
    }
    return fields;
  }

  private static String safe(Optional<String> fileName) {
    return fileName
        .filter(name -> SAFE_NAME.matcher(name).matches())
        .orElseThrow(
            () -> unreadable("the key has " + FILENAME + ", and the file's name is no plain name"));
  }

  private static String required(Map<String, String> fields, String name) {
    String value = fields.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw unreadable("the field " + name + " is missing");
    }
    return value;
  }

  private static RequestHead request(RequestHead head, Map<String, String> fields) {
    Headers headers =
        head.headers().without(name -> OF_THE_FORM.contains(name.toLowerCase(Locale.ROOT)));
    for (Map.Entry<String, String> field : fields.entrySet()) {
      Optional<String> header = header(field.getKey());
      if (header.isPresent()) {
        headers = headers.plus(header.get(), value(field.getKey(), field.getValue()));
      }
    }
    String root = head.rawPath().endsWith("/") ? head.rawPath() : head.rawPath() + "/";
    String key = new String(required(fields, "key").getBytes(UTF_8), ISO_8859_1);
    return new RequestHead(
        "PUT", root + UriText.encode(key, true), head.host(), head.port(), headers);
  }

  private static Optional<String> header(String field) {
    if (SIGNING.contains(field) || NO_HEADERS.contains(field) || field.startsWith("x-ignore-")) {
      return Optional.empty();
    }
    if (field.equals("acl") || field.equals("tagging")) {
      return Optional.of("x-amz-" + field);
    }
    if (field.equals("awsaccesskeyid") || field.equals("signature")) {
      throw new Refusal(
          Failure.SIGNATURE_UNSUPPORTED,
          "the form is signed with Signature Version 2: sign it with Signature Version 4");
    }
    if (!HEADER_FIELD.matcher(field).matches()) {
      throw unreadable("the field " + field + " is none that S3 describes");
    }
    return Optional.of(field);
  }

  private static String value(String field, String value) {
    String header = field.equals("tagging") ? tags(value) : value;
    if (!QuerySignature.HEADER_VALUE.matcher(header).matches()) {
      throw unreadable("the field " + field + " has no header's value");
    }
    return header;
  }

  /** The document as the header of PutObject has it: {@code key=value&...}. */
  private static String tags(String document) {
    Matcher whole = TAGGING.matcher(document);
    if (!whole.matches()) {
      throw unreadable("the field tagging is not the document that S3 describes");
    }
    StringBuilder tags = new StringBuilder();
    TAG.matcher(whole.group(1))
        .results()
        .forEach(
            tag ->
                tags.append(tags.isEmpty() ? "" : "&")
                    .append(encoded(tag.group(1)))
                    .append("=")
                    .append(encoded(tag.group(2))));
    return tags.toString();
  }

  private static String encoded(String text) {
    return UriText.encode(new String(text.getBytes(UTF_8), ISO_8859_1), false);
  }

  private static Refusal unreadable(String message) {
    return new Refusal(Failure.UNREADABLE, "the form: " + message);
  }
}
