package dev.countersign.testkit;

import dev.countersign.model.Headers;
import java.util.Optional;

/** The checksums that came with an upload, in a header or announced for the trailer. */
final class Checksums {

  private Checksums() {}

  /**
   * Every {@code x-amz-checksum-*} of this call, found right.
   *
   * @throws Rejected WRONG_CHECKSUM
   */
  static Headers of(Call call, byte[] content) {
    Headers checksums = Headers.EMPTY;
    for (Checksum checksum : Checksum.values()) {
      Optional<String> declared = call.header(checksum.header());
      boolean trailing = call.header("x-amz-trailer").equals(Optional.of(checksum.header()));
      if (declared.isEmpty() && !trailing) {
        continue;
      }
      String computed = checksum.base64(content);
      if (!declared.orElse(computed).equals(computed)) {
        throw mismatch(checksum);
      }
      checksums = checksums.plus(checksum.header(), computed);
    }
    return checksums.fields().isEmpty()
        ? checksums
        : checksums.plus("x-amz-checksum-type", "FULL_OBJECT");
  }

  /**
   * When a multipart upload is completed, a checksum in the head is the whole object's; one over
   * the parts' checksums has their count at its end and is not judged.
   *
   * @throws Rejected WRONG_CHECKSUM
   */
  static void ofWhole(Call call, byte[] content) {
    for (Checksum checksum : Checksum.values()) {
      boolean wrong =
          call.header(checksum.header())
              .filter(declared -> !declared.contains("-"))
              .filter(declared -> !declared.equals(checksum.base64(content)))
              .isPresent();
      if (wrong) {
        throw mismatch(checksum);
      }
    }
  }

  private static Rejected mismatch(Checksum checksum) {
    return new Rejected(
        Rejection.WRONG_CHECKSUM,
        "The " + checksum + " you specified did not match the calculated checksum.");
  }
}
