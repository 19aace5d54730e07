package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.SigningAlgorithm;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code AWS4-HMAC-SHA256 Credential=AKID/20150830/us-east-1/iam/aws4_request,
 * SignedHeaders=host;x-amz-date, Signature=5d67...}, as "Add the signature to the request" has it;
 * SigV4A's differs in the algorithm, the scope, which has no region, and the signature's length.
 * SDKs differ in the spaces after the commas; everything else is strict.
 */
final class AuthorizationHeader {

  private static final String WHERE = "Authorization";

  private static final Set<String> FIELDS = Set.of("Credential", "SignedHeaders", "Signature");

  private AuthorizationHeader() {}

  /**
   * @param value starts with the algorithm's word and a space
   * @param regions {@code X-Amz-Region-Set}, where there is one
   * @throws Refusal UNREADABLE, or AMBIGUOUS for a field that is repeated
   */
  static SignatureFields parse(SigningAlgorithm algorithm, String value, Optional<String> regions) {
    Map<String, String> fields = fields(value.substring(algorithm.word().length()));
    return SignatureFields.of(
        algorithm,
        regions,
        require(fields, "Credential"),
        require(fields, "SignedHeaders"),
        require(fields, "Signature"),
        WHERE);
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String field : text.split(",", -1)) {
      String stripped = field.strip();
      int equals = stripped.indexOf('=');
      String name = equals < 0 ? stripped : stripped.substring(0, equals);
      if (!FIELDS.contains(name) || equals < 0) {
        throw unreadable("expected Credential, SignedHeaders and Signature and nothing else");
      }
      if (fields.put(name, stripped.substring(equals + 1)) != null) {
        throw new Refusal(Failure.AMBIGUOUS, "Authorization: " + name + " is repeated");
      }
    }
    return fields;
  }

  private static String require(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw unreadable(name + " is missing");
    }
    return value;
  }

  private static Refusal unreadable(String message) {
    return new Refusal(Failure.UNREADABLE, WHERE + ": " + message);
  }
}
