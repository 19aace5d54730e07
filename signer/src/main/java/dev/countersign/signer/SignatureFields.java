package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.SigningScope;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a signature says of itself wherever it stands ("Create a signed AWS API request", "Add the
 * signature to the request"). Everything is strict.
 *
 * @param date day of the credential scope, 8 digits
 */
record SignatureFields(
    String accessKeyId,
    String date,
    SigningScope scope,
    List<String> signedHeaders,
    String signature) {

  private static final Pattern ACCESS_KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Pattern DATE = Pattern.compile("[0-9]{8}");
  private static final Pattern SCOPE_WORD = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{64}");

  /** A field name of RFC 9110, 5.1, in lower case. */
  private static final Pattern HEADER_NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");

  /**
   * @param credential {@code AKID/20150830/us-east-1/iam/aws4_request}
   * @param signedHeaders {@code host;x-amz-date}
   * @param where the signature stands, for messages
   * @throws Refusal UNREADABLE
   */
  static SignatureFields of(
      String credential, String signedHeaders, String signature, String where) {
    String[] parts = credential.split("/", -1);
    if (parts.length != 5
        || !ACCESS_KEY_ID.matcher(parts[0]).matches()
        || !DATE.matcher(parts[1]).matches()
        || !SCOPE_WORD.matcher(parts[2]).matches()
        || !SCOPE_WORD.matcher(parts[3]).matches()
        || !parts[4].equals(SigV4.TERMINATOR)) {
      throw unreadable(where, "Credential: expected KEY/YYYYMMDD/REGION/SERVICE/aws4_request");
    }
    if (!SIGNATURE.matcher(signature).matches()) {
      throw unreadable(where, "Signature: expected 64 lower-case hexadecimal digits");
    }
    return new SignatureFields(
        parts[0],
        parts[1],
        new SigningScope(parts[2], parts[3]),
        signedHeaders(signedHeaders, where),
        signature);
  }

  private static List<String> signedHeaders(String text, String where) {
    List<String> names = List.of(text.split(";", -1));
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (!(HEADER_NAME.matcher(name).matches() || name.equals(CanonicalHeaders.AUTHORITY))
          || (i > 0 && names.get(i - 1).compareTo(name) >= 0)) {
        throw unreadable(
            where, "SignedHeaders: expected lower-case names, sorted, each of them once");
      }
    }
    if (names.contains("host") == names.contains(CanonicalHeaders.AUTHORITY)) {
      throw unreadable(
          where, "SignedHeaders: expected host among them, or :authority in its place");
    }
    return names;
  }

  private static Refusal unreadable(String where, String message) {
    return new Refusal(Failure.UNREADABLE, where + ": " + message);
  }
}
