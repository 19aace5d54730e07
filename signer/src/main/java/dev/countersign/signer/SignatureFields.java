package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.SigningAlgorithm;
import dev.countersign.model.SigningScope;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  /** The header or parameter for the regions of a SigV4A signature. */
  static final String REGION_SET = "X-Amz-Region-Set";

  private static final Pattern ACCESS_KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Pattern DATE = Pattern.compile("[0-9]{8}");
  private static final Pattern SCOPE_WORD = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /** All of them, or at most 32 by name. A name with an asterisk in it is no region. */
  private static final Pattern REGIONS =
      Pattern.compile("\\*|[a-z0-9-]{1,64}(,[a-z0-9-]{1,64}){0,31}");

  private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{64}");

  /** A field name of RFC 9110, 5.1, in lower case. */
  private static final Pattern HEADER_NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");

  /**
   * @param regions SigV4A's set of regions, which stands outside of the credential; SigV4 has none
   * @param credential {@code AKID/20150830/us-east-1/iam/aws4_request}, for SigV4A without a region
   * @param signedHeaders {@code host;x-amz-date}
   * @param where the signature stands, for messages
   * @throws Refusal UNREADABLE, or AMBIGUOUS for a set of regions beside a region
   */
  static SignatureFields of(
      SigningAlgorithm algorithm,
      Optional<String> regions,
      String credential,
      String signedHeaders,
      String signature,
      String where) {
    String[] parts = credential.split("/", -1);
    int parted = algorithm == SigningAlgorithm.SIGV4 ? 5 : 4;
    if (parts.length != parted
        || !ACCESS_KEY_ID.matcher(parts[0]).matches()
        || !DATE.matcher(parts[1]).matches()
        || !Arrays.stream(parts, 2, parted - 1).allMatch(SCOPE_WORD.asMatchPredicate())
        || !parts[parted - 1].equals(SigV4.TERMINATOR)) {
      String region = algorithm == SigningAlgorithm.SIGV4 ? "/REGION" : "";
      throw unreadable(
          where, "Credential: expected KEY/YYYYMMDD" + region + "/SERVICE/aws4_request");
    }
    requireForm(algorithm, signature, where);
    return new SignatureFields(
        parts[0],
        parts[1],
        scope(algorithm, regions, parts, where),
        signedHeaders(signedHeaders, where),
        signature);
  }

  private static SigningScope scope(
      SigningAlgorithm algorithm, Optional<String> regions, String[] parts, String where) {
    return switch (algorithm) {
      case SIGV4 -> {
        if (regions.isPresent()) {
          throw new Refusal(
              Failure.AMBIGUOUS, where + ": " + REGION_SET + " beside a signature for one region");
        }
        yield new SigningScope(parts[2], parts[3]);
      }
      case SIGV4A -> new SigningScope(algorithm, regionSet(regions, where), parts[2]);
    };
  }

  private static String regionSet(Optional<String> regions, String where) {
    String set = regions.orElse("");
    if (!REGIONS.matcher(set).matches() || !allDiffer(set.split(","))) {
      throw unreadable(
          where,
          REGION_SET + ": expected * or names of regions with nothing but commas between them");
    }
    return set;
  }

  private static boolean allDiffer(String[] words) {
    return Arrays.stream(words).distinct().count() == words.length;
  }

  private static void requireForm(SigningAlgorithm algorithm, String signature, String where) {
    switch (algorithm) {
      case SIGV4 -> {
        if (!SIGNATURE.matcher(signature).matches()) {
          throw unreadable(where, "Signature: expected 64 lower-case hexadecimal digits");
        }
      }
      case SIGV4A -> {
        if (!DerSignature.isWellFormed(signature)) {
          throw unreadable(
              where,
              "Signature: expected an ECDSA signature on P-256, DER in lower-case hexadecimal");
        }
      }
    }
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
