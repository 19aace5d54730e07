package dev.countersign.cli;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningAlgorithm;
import dev.countersign.model.SigningScope;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.Payload;
import dev.countersign.signer.Signer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A request that an agent should not get through, as it stands in {@code attacks/*.txt}. What the
 * text leaves out is added so that everything but the attack is right: Host, Content-Length, and a
 * signature by the agent's own secret.
 *
 * <pre>
 * === its name
 * to: the host of the tunnel
 * scope: region/service of the signature; for SigV4A regions/service/set
 * expect: the answer's status, and the failure on record or the operation that AWS then sees
 * (more settings: key, secret, age, unsigned, signature: none)
 * ---
 * the head, line by line; backslash escapes (r, n, t, xHH) for other bytes
 *
 * the body; its lines are joined without anything between them
 * </pre>
 */
record Attack(String name, Map<String, String> settings, List<String> head, String body) {

  private static final Pattern ESCAPE = Pattern.compile("\\\\(r|n|t|x[0-9a-f]{2})");
  private static final Pattern FIELD = Pattern.compile("([A-Za-z0-9_-]+):(.*)");

  static Stream<Attack> all(String file) {
    return Stream.of(Clients.resource("/attacks/" + file).split("(?m)^=== ", -1))
        .skip(1)
        .map(Attack::parse);
  }

  private static Attack parse(String text) {
    List<String> lines = text.lines().filter(line -> !line.startsWith("#")).toList();
    int start = lines.indexOf("---");
    Map<String, String> settings = new HashMap<>();
    for (String line : lines.subList(1, start)) {
      String[] setting = line.split(": ", 2);
      settings.put(setting[0], setting[1]);
    }
    List<String> rest = lines.subList(start + 1, lines.size());
    int end = rest.contains("") ? rest.indexOf("") : rest.size();
    List<String> head = rest.subList(0, end).stream().map(Attack::unescape).toList();
    String body =
        end == rest.size() ? "" : unescape(String.join("", rest.subList(end + 1, rest.size())));
    return new Attack(lines.getFirst(), settings, head, body);
  }

  private static String unescape(String text) {
    Matcher escape = ESCAPE.matcher(text);
    return escape.replaceAll(
        found ->
            Matcher.quoteReplacement(
                switch (found.group(1).charAt(0)) {
                  case 'r' -> "\r";
                  case 'n' -> "\n";
                  case 't' -> "\t";
                  default ->
                      String.valueOf((char) Integer.parseInt(found.group(1).substring(1), 16));
                }));
  }

  /** With the host in place of {@code {OWN}}. */
  Attack at(String own) {
    Map<String, String> there = new HashMap<>(settings);
    there.computeIfPresent("to", (key, host) -> host.replace("{OWN}", own));
    return new Attack(name, there, head, body);
  }

  String setting(String key, String otherwise) {
    return settings.getOrDefault(key, otherwise);
  }

  String host() {
    return Objects.requireNonNull(settings.get("to"));
  }

  int status() {
    return Integer.parseInt(expect()[0]);
  }

  /** A failure's name, or {@code service:Operation} where the call goes through. */
  String outcome() {
    return expect()[1];
  }

  private String[] expect() {
    return Objects.requireNonNull(settings.get("expect")).split(" ");
  }

  /** The bytes, as ISO 8859-1. */
  String wire(String accessKeyId, Secret secret) {
    Map<String, String> added = new LinkedHashMap<>();
    added.put("Host", host());
    if (!body.isEmpty() && !has("transfer-encoding")) {
      added.put("Content-Length", String.valueOf(body.length()));
    }
    if (!setting("signature", "").equals("none")) {
      sign(setting("key", accessKeyId), secretOr(secret)).forEach(added::put);
    }
    StringBuilder wire = new StringBuilder(head.getFirst()).append("\r\n");
    added.forEach(
        (name, value) -> {
          if (!has(name)) {
            wire.append(name).append(": ").append(value).append("\r\n");
          }
        });
    head.stream().skip(1).forEach(line -> wire.append(line).append("\r\n"));
    return wire.append("\r\n").append(body).toString();
  }

  private Secret secretOr(Secret secret) {
    return settings.containsKey("secret") ? Secret.of(setting("secret", "")) : secret;
  }

  private boolean has(String name) {
    return head.stream()
        .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT)));
  }

  private Map<String, String> sign(String key, Secret secret) {
    List<String> unsigned = List.of(setting("unsigned", "").split(" "));
    List<Header> fields = new ArrayList<>();
    for (String line : head.subList(1, head.size())) {
      Matcher field = FIELD.matcher(line);
      if (field.matches() && !unsigned.contains(field.group(1).toLowerCase(Locale.ROOT))) {
        fields.add(new Header(field.group(1), field.group(2).strip()));
      }
    }
    String[] start = head.getFirst().split(" ");
    String[] scope = setting("scope", "us-east-1/s3").split("/");
    boolean set = scope.length == 3;
    if (set && !has("x-amz-region-set")) {
      fields.add(new Header("X-Amz-Region-Set", scope[0]));
    }
    RequestHead request =
        new RequestHead(start[0], start[1], host(), 443, new Headers(List.copyOf(fields)));
    Instant at = Instant.now().minus(Duration.ofMinutes(Long.parseLong(setting("age", "0"))));
    InboundSignature inbound =
        new InboundSignature(
            key,
            new SigningScope(
                set ? SigningAlgorithm.SIGV4A : SigningAlgorithm.SIGV4, scope[0], scope[1]),
            at,
            List.of("host"),
            "0".repeat(64),
            payload(request.headers()),
            Optional.empty(),
            request,
            request);
    Map<String, String> signed = new LinkedHashMap<>();
    try {
      new Signer(Clock.fixed(at, java.time.ZoneOffset.UTC))
          .sign(
              inbound,
              Optional.empty(),
              RequestBody.of(body.getBytes(StandardCharsets.ISO_8859_1)),
              new AwsCredentials(key, secret, null, null))
          .headers()
          .forEach(field -> signed.put(field.name(), field.value()));
    } catch (Refusal noCanonicalForm) {
      signed.put("X-Amz-Date", "20300101T000000Z");
      signed.put(
          "Authorization",
          "AWS4-HMAC-SHA256 Credential=%s/20300101/%s/%s/aws4_request, SignedHeaders=host;x-amz-date, Signature=%s"
              .formatted(key, scope[0], scope[1], "0".repeat(64)));
    }
    unsigned.forEach(signed::remove);
    return signed;
  }

  private static Payload payload(Headers headers) {
    List<String> words = headers.all("x-amz-content-sha256");
    if (words.isEmpty()) {
      return new Payload.Absent();
    }
    return switch (words.getFirst()) {
      case "UNSIGNED-PAYLOAD" -> new Payload.Unsigned();
      case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> new Payload.SignedChunks(0, List.of());
      case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD" ->
          new Payload.SignedChunks(SigningAlgorithm.SIGV4A, 0, List.of());
      case "STREAMING-AWS4-HMAC-SHA256-EVENTS" -> new Payload.Events();
      case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> new Payload.UnsignedTrailer();
      default -> new Payload.Hash(words.getFirst());
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
