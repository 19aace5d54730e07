package dev.countersign.testkit;

import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Query authentication, as in presigned URLs ("Authenticating requests: query parameters"). */
final class QueryClaim {

  private static final Duration LONGEST = Duration.ofDays(7);

  private QueryClaim() {}

  static boolean isIn(RequestHead head) {
    return parameters(head).keySet().stream()
        .anyMatch(
            name ->
                name.equalsIgnoreCase("X-Amz-Signature")
                    || name.equalsIgnoreCase("X-Amz-Algorithm")
                    || name.equalsIgnoreCase("X-Amz-Credential"));
  }

  static Claim read(RequestHead head) {
    Map<String, String> parameters = parameters(head);
    Claim.Credential credential =
        Claim.Credential.parse(
            Claim.algorithm(required(parameters, "X-Amz-Algorithm")),
            required(parameters, "X-Amz-Credential"),
            Optional.ofNullable(parameters.get(Claim.REGION_SET)));
    return new Claim(
        credential.accessKeyId(),
        credential.scope(),
        required(parameters, "X-Amz-Date"),
        List.of(required(parameters, "X-Amz-SignedHeaders").split(";", -1)),
        required(parameters, "X-Amz-Signature"),
        Optional.ofNullable(parameters.get("X-Amz-Security-Token"))
            .filter(token -> !token.isEmpty())
            .map(Secret::of),
        Optional.of(lifetime(parameters.getOrDefault("X-Amz-Expires", "900"))));
  }

  private static Duration lifetime(String seconds) {
    if (!seconds.matches("[0-9]{1,6}")) {
      throw Claim.malformed("X-Amz-Expires should be a number.");
    }
    Duration lifetime = Duration.ofSeconds(Long.parseLong(seconds));
    if (lifetime.isZero() || lifetime.compareTo(LONGEST) > 0) {
      throw Claim.malformed("X-Amz-Expires must be between 1 second and a week.");
    }
    return lifetime;
  }

  private static String required(Map<String, String> parameters, String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw Claim.malformed("The query parameter " + name + " is missing.");
    }
    return value;
  }

  /** Only those of authentication; repeating one of them is an error. */
  private static Map<String, String> parameters(RequestHead head) {
    Map<String, String> parameters = new HashMap<>();
    for (String part : head.rawQuery().split("&")) {
      int equals = part.indexOf('=');
      String name = text(equals < 0 ? part : part.substring(0, equals));
      if (!name.regionMatches(true, 0, "X-Amz-", 0, 6)) {
        continue;
      }
      if (parameters.put(name, equals < 0 ? "" : text(part.substring(equals + 1))) != null) {
        throw Claim.malformed("The query parameter " + name + " is repeated.");
      }
    }
    return parameters;
  }

  private static String text(String wire) {
    return PercentEncoding.decodeUtf8(wire.replace('+', ' '))
        .orElseThrow(() -> Claim.malformed("The query is not UTF-8."));
  }
}
