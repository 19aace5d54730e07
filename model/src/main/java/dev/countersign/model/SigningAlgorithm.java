package dev.countersign.model;

/** How a request is signed ("AWS Signature Version 4 for API requests" of the IAM user guide). */
public enum SigningAlgorithm {
  /** For one region, with a key that both sides derive. */
  SIGV4("AWS4-HMAC-SHA256"),
  /** SigV4A: for a set of regions, with an elliptic curve. */
  SIGV4A("AWS4-ECDSA-P256-SHA256");

  private final String word;

  SigningAlgorithm(String word) {
    this.word = word;
  }

  /** Its name in requests. */
  public String word() {
    return word;
  }
}
