package dev.countersign.bench;

import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The ways in which a signature covers, or does not cover, the body of an upload to S3. */
enum BodyForm {
  UNSIGNED("not signed", false, false, false),
  UNSIGNED_TRAILER("not signed, checksum in a trailer", false, true, true),
  PROMISED("hash in the head", true, false, false),
  SIGNED_CHUNKS("signed chunks", true, true, false),
  SIGNED_CHUNKS_TRAILER("signed chunks and trailer", true, true, true);

  private final String title;
  private final boolean signed;
  private final boolean chunked;
  private final boolean trailer;

  BodyForm(String title, boolean signed, boolean chunked, boolean trailer) {
    this.title = title;
    this.signed = signed;
    this.chunked = chunked;
    this.trailer = trailer;
  }

  String title() {
    return title;
  }

  /** Sets the properties by which the SDK's signer chooses this form. */
  void choose(SignRequest.Builder<AwsCredentialsIdentity> request) {
    request
        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, signed)
        .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, chunked);
    if (trailer) {
      request.putProperty(AwsV4HttpSigner.CHECKSUM_ALGORITHM, DefaultChecksumAlgorithm.CRC32);
    }
  }
}
