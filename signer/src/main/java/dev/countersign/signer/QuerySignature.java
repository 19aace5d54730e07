package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningAlgorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A signature in the query: a presigned URL ("Authenticating Requests: Using Query Parameters" of
 * the S3 API reference, which holds for every service).
 *
 * <p>AWS IoT's message broker has two ways of its own: the session token is added behind the
 * signature, which does not cover it, and a URL need not say how long it holds (AWS IoT Core
 * Developer Guide, "IAM users, groups, and roles").
 *
 * <p>Such a request is understood as the one that it stands for: without the parameters that sign
 * it, and with each {@code x-amz-*} parameter as the header that S3 takes it for. As that request
 * it is judged, and signed again in its headers, at once; how long the URL would still hold plays
 * no further part.
 *
 * @param timestamp {@code X-Amz-Date}
 * @param lifetime {@code X-Amz-Expires}
 * @param covered what the signature covers: the request without the signature itself
 * @param request what is called
 */
record QuerySignature(
    SignatureFields fields,
    String timestamp,
    Duration lifetime,
    RequestHead covered,
    RequestHead request) {

  private static final String WHERE = "the signature in the query";
  private static final String SIGNATURE = "X-Amz-Signature";
  private static final String CONTENT_SHA256 = "X-Amz-Content-Sha256";
  private static final String TOKEN = "X-Amz-Security-Token";
  private static final String EXPIRES_IN = "X-Amz-Expires";

  private static final List<String> REQUIRED =
      List.of(
          "X-Amz-Algorithm",
          "X-Amz-Credential",
          "X-Amz-Date",
          EXPIRES_IN,
          "X-Amz-SignedHeaders",
          SIGNATURE);

  private static final Set<String> OPTIONAL =
      Set.of(CONTENT_SHA256, TOKEN, SignatureFields.REGION_SET);

  /** Whose signatures do not cover the session token. */
  static final String TOKEN_BEHIND = "iotdevicegateway";

  /** What every service takes for the header of that name, and not only S3. */
  private static final List<String> HEADERS_ANYWHERE =
      List.of(CONTENT_SHA256, SignatureFields.REGION_SET);

  /** A week at the most, in seconds. */
  private static final Pattern EXPIRES = Pattern.compile("[1-9][0-9]{0,5}");

  private static final int LONGEST = 604_800;

  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9-]{1,128}");

  /** What may stand in a header (RFC 9110, 5.5), as far as it is ASCII. */
  static final Pattern HEADER_VALUE =
      Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?|");

  /**
   * @throws Refusal UNREADABLE where a parameter is missing or malformed; AMBIGUOUS where one is
   *     repeated, is spelt in another way, or stands in a header as well; SIGNATURE_UNSUPPORTED for
   *     another algorithm
   */
  static QuerySignature parse(RequestHead head) {
    for (String name : List.of("X-Amz-Date", TOKEN, SignatureFields.REGION_SET)) {
      if (head.headers().contains(name)) {
        throw new Refusal(
            Failure.AMBIGUOUS, "the request is signed in its query, and has a header " + name);
      }
    }
    Map<String, String> signing = new LinkedHashMap<>();
    Map<String, String> hoisted = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    List<String> unsigned = new ArrayList<>();
    for (String raw : head.rawQuery().split("&", -1)) {
      CanonicalQuery.Parameter parameter = CanonicalQuery.parameters(raw).getFirst();
      String name = parameter.name();
      String value = UriText.decode(parameter.value());
      if (!name.equals(SIGNATURE)) {
        unsigned.add(raw);
      }
      if (!name.toLowerCase(Locale.ROOT).startsWith("x-amz-")) {
        others.add(raw);
      } else if (REQUIRED.contains(name) || OPTIONAL.contains(name)) {
        once(signing, name, value);
      } else {
        once(hoisted, name, value);
      }
    }
    for (String name : REQUIRED) {
      if (!signing.containsKey(name) && !(name.equals(EXPIRES_IN) && isForIot(signing))) {
        throw unreadable(name + " is missing");
      }
    }
    for (String name : HEADERS_ANYWHERE) {
      if (signing.containsKey(name)) {
        hoisted.put(name, signing.getOrDefault(name, ""));
      }
    }
    if (isForIot(signing)) {
      unsigned.removeIf(raw -> CanonicalQuery.parameters(raw).getFirst().name().equals(TOKEN));
    }
    return of(head, signing, hoisted, String.join("&", unsigned), String.join("&", others));
  }

  private static boolean isForIot(Map<String, String> signing) {
    return signing.getOrDefault("X-Amz-Credential", "").contains("/" + TOKEN_BEHIND + "/");
  }

  private static QuerySignature of(
      RequestHead head,
      Map<String, String> signing,
      Map<String, String> hoisted,
      String unsigned,
      String others) {
    String name = signing.getOrDefault("X-Amz-Algorithm", "");
    SigningAlgorithm algorithm = SignatureCarrier.algorithm(name);
    if (!name.equals(algorithm.word())) {
      throw unreadable("X-Amz-Algorithm: expected " + algorithm.word());
    }
    SignatureFields fields =
        SignatureFields.of(
            algorithm,
            Optional.ofNullable(signing.get(SignatureFields.REGION_SET)),
            signing.getOrDefault("X-Amz-Credential", ""),
            signing.getOrDefault("X-Amz-SignedHeaders", ""),
            signing.getOrDefault(SIGNATURE, ""),
            WHERE);
    return new QuerySignature(
        fields,
        signing.getOrDefault("X-Amz-Date", ""),
        Optional.ofNullable(signing.get(EXPIRES_IN))
            .map(QuerySignature::lifetime)
            .orElse(InboundSignature.MAX_SKEW),
        head.withQuery(unsigned),
        head.withQuery(others).withHeaders(headers(head.headers(), hoisted, fields)));
  }

  private static void once(Map<String, String> parameters, String name, String value) {
    if (parameters.keySet().stream().anyMatch(name::equalsIgnoreCase)) {
      throw new Refusal(Failure.AMBIGUOUS, "the query's parameter " + name + " is repeated");
    }
    if (REQUIRED.stream().anyMatch(known -> known.equalsIgnoreCase(name) && !known.equals(name))) {
      throw new Refusal(
          Failure.AMBIGUOUS, "the query's parameter " + name + " is spelt in another way");
    }
    parameters.put(name, value);
  }

  /** The client's headers, and what stood in the query for want of them. */
  private static Headers headers(
      Headers headers, Map<String, String> hoisted, SignatureFields fields) {
    if (!hoisted.isEmpty() && !CanonicalPath.isS3Family(fields.scope().service())) {
      hoisted.keySet().stream()
          .filter(name -> !HEADERS_ANYWHERE.contains(name))
          .findFirst()
          .ifPresent(
              name -> {
                throw new Refusal(
                    Failure.AMBIGUOUS,
                    "the query's parameter " + name + " is a header to S3 only: send it as one");
              });
    }
    Headers all = headers;
    for (Map.Entry<String, String> parameter : hoisted.entrySet()) {
      if (headers.contains(parameter.getKey())) {
        throw new Refusal(
            Failure.AMBIGUOUS, parameter.getKey() + " stands in the query and in a header");
      }
      if (!HEADER_NAME.matcher(parameter.getKey()).matches()
          || !HEADER_VALUE.matcher(parameter.getValue()).matches()) {
        throw unreadable(parameter.getKey() + " is no header's name, or has no header's value");
      }
      all = all.plus(parameter.getKey(), parameter.getValue());
    }
    // S3 does not have the body covered by a URL; the others hash it, and mostly there is none.
    return all.contains(CONTENT_SHA256) || !CanonicalPath.isS3Family(fields.scope().service())
        ? all
        : all.plus(ContentSha256.HEADER, ContentSha256.UNSIGNED);
  }

  private static Duration lifetime(String seconds) {
    if (!EXPIRES.matcher(seconds).matches() || Integer.parseInt(seconds) > LONGEST) {
      throw unreadable("X-Amz-Expires: expected 1 to " + LONGEST + " seconds");
    }
    return Duration.ofSeconds(Integer.parseInt(seconds));
  }

  private static Refusal unreadable(String message) {
    return new Refusal(Failure.UNREADABLE, WHERE + ": " + message);
  }
}
