package dev.countersign.signer;

import dev.countersign.model.SigningAlgorithm;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How signatures stand in a body, where all have one length so that the length of the body is known
 * before it is signed: those of SigV4A, which vary, have asterisks after them up to the longest.
 */
final class ChunkSignature {

  private static final Pattern PADDED = Pattern.compile("([0-9a-f]+)(\\**)");

  private ChunkSignature() {}

  /** As it stands in the body. */
  static String pad(String signature, SigningAlgorithm algorithm) {
    return signature + "*".repeat(length(algorithm) - signature.length());
  }

  /** The signature itself; empty where {@code text} has not the length that it must have. */
  static Optional<String> unpad(String text, SigningAlgorithm algorithm) {
    Matcher padded = PADDED.matcher(text);
    boolean whole = text.length() == length(algorithm) && padded.matches();
    boolean mayVary = algorithm == SigningAlgorithm.SIGV4A;
    return whole && (mayVary || padded.group(2).isEmpty())
        ? Optional.of(padded.group(1))
        : Optional.empty();
  }

  private static int length(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case SIGV4 -> 64;
      case SIGV4A -> DerSignature.LONGEST;
    };
  }
}
