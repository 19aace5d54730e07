package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningAlgorithm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the one place where a request carries its signature. Two places are refused, since AWS
 * might believe the other one; a kind that is not signed again is refused by its name.
 */
final class SignatureCarrier {

  private static final Set<String> SIGV2_PARAMETERS =
      Set.of("awsaccesskeyid", "signature", "signaturemethod", "signatureversion");

  private SignatureCarrier() {}

  /** The one place. */
  sealed interface Place {

    /**
     * @param authorization starts with the algorithm's word and a space
     */
    record Header(SigningAlgorithm algorithm, String authorization) implements Place {}

    record Query() implements Place {}

    record Form() implements Place {}
  }

  /**
   * @throws Refusal AMBIGUOUS for two carriers, SIGNATURE_UNSUPPORTED for none or for another kind
   */
  static Place find(RequestHead head) {
    Optional<String> header = head.headers().single("Authorization");
    Optional<String> old = head.headers().single("X-Amzn-Authorization");
    List<String> parameters = signatureParameters(head.rawQuery());
    int carriers =
        (header.isPresent() ? 1 : 0) + (old.isPresent() ? 1 : 0) + (parameters.isEmpty() ? 0 : 1);
    if (carriers > 1) {
      throw new Refusal(
          Failure.AMBIGUOUS, "the request is signed twice: in its headers and elsewhere");
    }
    if (parameters.stream().anyMatch(SIGV2_PARAMETERS::contains)) {
      throw unsupported("a query signed with Signature Version 2", "sign with Signature Version 4");
    }
    if (!parameters.isEmpty()) {
      return new Place.Query();
    }
    Optional<String> authorization = header.or(() -> old);
    return authorization.isEmpty() && UploadForm.isAnnouncedBy(head.method(), head.headers())
        ? new Place.Form()
        : supported(authorization.orElseThrow(SignatureCarrier::none));
  }

  /** Whether something other than {@code Authorization} signs the request, or is there to. */
  static boolean isSignedElsewhere(RequestHead head) {
    return head.headers().contains("X-Amzn-Authorization")
        || !signatureParameters(head.rawQuery()).isEmpty()
        || UploadForm.isAnnouncedBy(head.method(), head.headers());
  }

  /**
   * Lower-case names of the parameters that sign a request. No modelled operation has a parameter
   * that starts with {@code x-amz-}; S3 reads such a one as if it were the header of that name, so
   * beside a signature in the headers none of them may stand.
   */
  private static List<String> signatureParameters(String rawQuery) {
    return CanonicalQuery.parameters(rawQuery).stream()
        .map(parameter -> parameter.name().toLowerCase(Locale.ROOT))
        .filter(name -> name.startsWith("x-amz-") || SIGV2_PARAMETERS.contains(name))
        .toList();
  }

  private static Place supported(String authorization) {
    int space = authorization.indexOf(' ');
    String scheme = space < 0 ? authorization : authorization.substring(0, space);
    SigningAlgorithm algorithm = algorithm(scheme);
    if (space < 0 || !scheme.equals(algorithm.word())) {
      throw new Refusal(
          Failure.UNREADABLE,
          "Authorization: expected \"" + algorithm.word() + " Credential=...\"");
    }
    return new Place.Header(algorithm, authorization);
  }

  /**
   * @param name in any case, which the caller may object to
   * @throws Refusal SIGNATURE_UNSUPPORTED for an algorithm that is not signed again
   */
  static SigningAlgorithm algorithm(String name) {
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      if (algorithm.word().equalsIgnoreCase(name)) {
        return algorithm;
      }
    }
    throw otherAlgorithm(name);
  }

  /** What to say of a signature that is no SigV4. */
  static Refusal otherAlgorithm(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "AWS", "AWS3", "AWS3-HTTPS" ->
          unsupported("a signature older than Version 4", "sign with Signature Version 4");
      case "BEARER" ->
          unsupported("a bearer token", "use the placeholder profile, which signs with SigV4");
      default ->
          unsupported(
              "a signature of another kind than AWS4-HMAC-SHA256",
              "use the placeholder profile, which signs with SigV4");
    };
  }

  private static Refusal none() {
    return new Refusal(
        Failure.SIGNATURE_UNSUPPORTED,
        "the request is not signed, so it names no account:"
            + " use the placeholder profile of the account that is meant");
  }

  private static Refusal unsupported(String what, String instead) {
    return new Refusal(
        Failure.SIGNATURE_UNSUPPORTED,
        "the request has " + what + ", which this gateway does not sign again: " + instead);
  }
}
