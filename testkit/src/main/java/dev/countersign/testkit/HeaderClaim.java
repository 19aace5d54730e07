package dev.countersign.testkit;

import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningAlgorithm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code Authorization} header's grammar: three parts, each exactly once, nothing else. */
final class HeaderClaim {

  private HeaderClaim() {}

  static Claim read(RequestHead head) {
    String value = once(head, "Authorization").orElseThrow();
    int space = Math.max(0, value.indexOf(' '));
    SigningAlgorithm algorithm = Claim.algorithm(value.substring(0, space));
    Map<String, String> parts = parts(value.substring(space + 1));
    Claim.Credential credential =
        Claim.Credential.parse(algorithm, part(parts, "Credential"), once(head, Claim.REGION_SET));
    return new Claim(
        credential.accessKeyId(),
        credential.scope(),
        once(head, "X-Amz-Date")
            .orElseThrow(() -> Claim.malformed("The header X-Amz-Date is missing.")),
        List.of(part(parts, "SignedHeaders").split(";", -1)),
        part(parts, "Signature"),
        once(head, "X-Amz-Security-Token").map(Secret::of),
        Optional.empty());
  }

  private static Map<String, String> parts(String text) {
    Map<String, String> parts = new HashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0
          || parts.put(part.substring(0, equals).strip(), valueAt(part, equals)) != null) {
        throw Claim.malformed("The authorization header is malformed at \"" + part + "\".");
      }
    }
    if (parts.size() != 3) {
      throw Claim.malformed("The authorization header must have three parts.");
    }
    return parts;
  }

  private static String valueAt(String part, int equals) {
    return part.substring(equals + 1).strip();
  }

  private static String part(Map<String, String> parts, String name) {
    String value = parts.get(name);
    if (value == null) {
      throw Claim.malformed("The authorization header has no " + name + ".");
    }
    return value;
  }

  /** A header that may not be repeated and, where it stands, may not be empty. */
  private static Optional<String> once(RequestHead head, String name) {
    List<String> values = head.headers().all(name);
    if (values.size() > 1 || values.contains("")) {
      throw Claim.malformed("The header " + name + " is repeated or empty.");
    }
    return values.stream().findFirst();
  }
}
