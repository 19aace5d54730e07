package dev.countersign.signer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * CanonicalURI ("Create a signed AWS API request"), computed from the bytes on the wire, since
 * those are what AWS computes it from.
 *
 * <p>Two families. S3 decodes the path before it verifies, and keys are arbitrary bytes: one
 * decoding, one encoding, and neither dot segments nor empty ones are touched. Every other service
 * does not decode: dot segments and empty ones are taken out (RFC 3986, 5.2.4), and the text is
 * encoded as it stands, which encodes what the client had encoded a second time ({@code %3A}
 * becomes {@code %253A}).
 */
final class CanonicalPath {

  /** S3 Control signs as {@code s3}. */
  private static final Set<String> S3_FAMILY =
      Set.of("s3", "s3-outposts", "s3-object-lambda", "s3express");

  private CanonicalPath() {}

  static boolean isS3Family(String service) {
    return S3_FAMILY.contains(service);
  }

  /**
   * @throws dev.countersign.model.Refusal UNREADABLE or AMBIGUOUS, see {@link UriText}
   */
  static String of(String rawPath, String service) {
    UriText.requireStrict(rawPath, "path");
    return isS3Family(service)
        ? UriText.recode(rawPath, true)
        : UriText.encode(withoutDotSegments(rawPath), true);
  }

  private static String withoutDotSegments(String path) {
    if (!path.contains("//") && !path.contains("/.")) {
      return path;
    }
    List<String> kept = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> {
          if (!kept.isEmpty()) {
            kept.removeLast();
          }
        }
        default -> kept.add(segment);
      }
    }
    boolean trailing = path.endsWith("/") && !kept.isEmpty();
    return "/" + String.join("/", kept) + (trailing ? "/" : "");
  }
}
