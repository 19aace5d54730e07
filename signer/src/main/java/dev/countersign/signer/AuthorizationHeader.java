package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.SigningScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code AWS4-HMAC-SHA256 Credential=AKID/20150830/us-east-1/iam/aws4_request,
 * SignedHeaders=host;x-amz-date, Signature=5d67...}, as "Add the signature to the request" has it.
 * SDKs differ in the spaces after the commas; everything else is strict.
 *
 * @param date day of the credential scope, 8 digits
 */
record AuthorizationHeader(
    String accessKeyId,
    String date,
    SigningScope scope,
    List<String> signedHeaders,
    String signature) {

  private static final Set<String> FIELDS = Set.of("Credential", "SignedHeaders", "Signature");

  private static final Pattern ACCESS_KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Pattern DATE = Pattern.compile("[0-9]{8}");
  private static final Pattern SCOPE_WORD = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{64}");

  /** A field name of RFC 9110, 5.1, in lower case. */
  private static final Pattern HEADER_NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");

  /**
   * @param value starts with {@link SigV4#ALGORITHM} and a space
   * @throws Refusal UNREADABLE, or AMBIGUOUS for a field that is repeated
   */
  static AuthorizationHeader parse(String value) {
    Map<String, String> fields = fields(value.substring(SigV4.ALGORITHM.length()));
    String[] credential = require(fields, "Credential").split("/", -1);
    if (credential.length != 5
        || !ACCESS_KEY_ID.matcher(credential[0]).matches()
        || !DATE.matcher(credential[1]).matches()
        || !SCOPE_WORD.matcher(credential[2]).matches()
        || !SCOPE_WORD.matcher(credential[3]).matches()
        || !credential[4].equals(SigV4.TERMINATOR)) {
      throw unreadable("Credential: expected KEY/YYYYMMDD/REGION/SERVICE/aws4_request");
    }
    return new AuthorizationHeader(
        credential[0],
        credential[1],
        new SigningScope(credential[2], credential[3]),
        signedHeaders(require(fields, "SignedHeaders")),
        signature(require(fields, "Signature")));
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

  private static List<String> signedHeaders(String text) {
    List<String> names = List.of(text.split(";", -1));
    for (int i = 0; i < names.size(); i++) {
      if (!HEADER_NAME.matcher(names.get(i)).matches()
          || (i > 0 && names.get(i - 1).compareTo(names.get(i)) >= 0)) {
        throw unreadable("SignedHeaders: expected lower-case names, sorted, each of them once");
      }
    }
    if (!names.contains("host")) {
      throw unreadable("SignedHeaders: expected host among them");
    }
    return names;
  }

  private static String signature(String text) {
    if (!SIGNATURE.matcher(text).matches()) {
      throw unreadable("Signature: expected 64 lower-case hexadecimal digits");
    }
    return text;
  }

  private static Refusal unreadable(String message) {
    return new Refusal(Failure.UNREADABLE, "Authorization: " + message);
  }
}
