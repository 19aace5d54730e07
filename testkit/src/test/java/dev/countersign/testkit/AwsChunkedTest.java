package dev.countersign.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Bodies in {@code aws-chunked}, as the AWS SDK for Java makes them, and damaged ones. */
class AwsChunkedTest {

  private static final Map<String, ChecksumAlgorithm> ALGORITHMS =
      Map.of(
          "crc32", DefaultChecksumAlgorithm.CRC32,
          "crc32c", DefaultChecksumAlgorithm.CRC32C,
          "sha1", DefaultChecksumAlgorithm.SHA1,
          "sha256", DefaultChecksumAlgorithm.SHA256);

  private final Verifier verifier = Fixture.verifierAt(Fixture.NOW);

  private static byte[] content() {
    byte[] content = new byte[300_001];
    new Random(2).nextBytes(content);
    return content;
  }

  private static final String BUCKET = "reports.s3.us-east-1.amazonaws.com";
  private static final String MULTI_REGION = "reports.mrap.accesspoint.s3-global.amazonaws.com";

  private static SdkSigned upload(boolean signed, ChecksumAlgorithm algorithm) {
    return upload(BUCKET, signed, algorithm);
  }

  private static SdkSigned upload(String host, boolean signed, ChecksumAlgorithm algorithm) {
    return SdkSigned.sign(
        SdkSigned.request("PUT", host, "/k").build(),
        content(),
        Fixture.SESSION,
        options ->
            options
                .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, true)
                .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, signed)
                .putProperty(AwsV4HttpSigner.CHECKSUM_ALGORITHM, algorithm));
  }

  private static SdkSigned unsigned() {
    return upload(false, DefaultChecksumAlgorithm.CRC32);
  }

  private static SdkSigned edited(SdkSigned request, UnaryOperator<String> change) {
    return request.withBody(
        change.apply(new String(request.body(), ISO_8859_1)).getBytes(ISO_8859_1));
  }

  private Rejection rejection(SdkSigned request) {
    Rejected[] rejected = new Rejected[1];
    assertThatExceptionOfType(Rejected.class)
        .isThrownBy(() -> request.verifiedBy(verifier))
        .satisfies(e -> rejected[0] = e);
    return rejected[0].reason();
  }

  @Test
  void readsChunksOfSigV4a() {
    for (boolean signed : new boolean[] {true, false}) {
      SdkSigned request = upload(MULTI_REGION, signed, DefaultChecksumAlgorithm.CRC32);
      assertThat(request.head().headers().all("x-amz-content-sha256"))
          .containsExactly(
              signed
                  ? "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER"
                  : AwsChunked.UNSIGNED_TRAILER);
      assertThat(request.verifiedBy(verifier).content()).isEqualTo(content());
    }
  }

  @Test
  void believesNoChunkOfSigV4aWithASignatureChangedOrOfAnotherLength() {
    SdkSigned request = upload(MULTI_REGION, true, DefaultChecksumAlgorithm.CRC32);
    assertThat(rejection(edited(request, body -> body.replaceFirst("=30(..)02", "=30$103"))))
        .isEqualTo(Rejection.WRONG_SIGNATURE);
    assertThat(rejection(edited(request, body -> body.replaceFirst("=30", "=*30"))))
        .isEqualTo(Rejection.BAD_CHUNKS);
  }

  @Test
  void readsEveryFormAndChecksum() {
    ALGORITHMS.forEach(
        (name, algorithm) -> {
          for (boolean signed : new boolean[] {true, false}) {
            SdkSigned request = upload(signed, algorithm);
            assertThat(request.head().headers().all("x-amz-content-sha256"))
                .containsExactly(
                    signed
                        ? "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
                        : AwsChunked.UNSIGNED_TRAILER);
            assertThat(request.verifiedBy(verifier).content()).as(name).isEqualTo(content());
          }
        });
  }

  @Test
  void readsSignedChunksWithoutATrailer() {
    SdkSigned request =
        SdkSigned.sign(
            SdkSigned.request("PUT", "reports.s3.us-east-1.amazonaws.com", "/k").build(),
            content(),
            Fixture.SESSION,
            options -> options.putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, true));
    assertThat(request.head().headers().all("x-amz-content-sha256"))
        .containsExactly("STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    assertThat(request.verifiedBy(verifier).content()).isEqualTo(content());
  }

  @Test
  void rejectsATamperedTrailerChecksum() {
    SdkSigned request =
        edited(unsigned(), body -> body.replaceFirst("(x-amz-checksum-crc32:).{8}", "$1AAAAAA=="));
    assertThat(rejection(request)).isEqualTo(Rejection.WRONG_CHECKSUM);
  }

  @Test
  void rejectsContentThatTheTrailerDoesNotMatch() {
    byte[] damaged = unsigned().body().clone();
    damaged[1_000] ^= 1;
    assertThat(rejection(unsigned().withBody(damaged))).isEqualTo(Rejection.WRONG_CHECKSUM);
  }

  @Test
  void rejectsAMissingTrailer() {
    SdkSigned request =
        edited(unsigned(), body -> body.replaceFirst("x-amz-checksum-crc32:.*\r\n", ""));
    assertThat(rejection(request)).isEqualTo(Rejection.BAD_CHUNKS);
  }

  @Test
  void rejectsATrailerThatWasNotAnnounced() {
    SdkSigned request =
        edited(
            unsigned(),
            body ->
                body.replace(
                    "x-amz-checksum-crc32:", "x-amz-meta-more:1\r\nx-amz-checksum-crc32:"));
    assertThat(rejection(request)).isEqualTo(Rejection.BAD_CHUNKS);
  }

  @Test
  void rejectsBytesAfterTheEnd() {
    assertThat(rejection(edited(unsigned(), body -> body + "0\r\n\r\n")))
        .isEqualTo(Rejection.BAD_CHUNKS);
  }

  @Test
  void rejectsABodyThatWasCutOff() {
    SdkSigned whole = unsigned();
    for (int kept : new int[] {0, 1, 5, 1_000, whole.body().length - 1}) {
      SdkSigned request = edited(whole, body -> body.substring(0, kept));
      assertThat(rejection(request)).as("%d bytes", kept).isEqualTo(Rejection.BAD_CHUNKS);
    }
  }

  @Test
  void rejectsChunkSizesThatOverflow() {
    for (String size : new String[] {"ffffffff", "100000000", "80000000", "-1", "0x10", " 1"}) {
      SdkSigned request = unsigned().withBody((size + "\r\nab\r\n0\r\n\r\n").getBytes(ISO_8859_1));
      assertThat(rejection(request)).as(size).isEqualTo(Rejection.BAD_CHUNKS);
    }
  }

  @Test
  void rejectsAChangedChunkAndAChangedTrailerUnderSignatures() {
    SdkSigned signed = upload(true, DefaultChecksumAlgorithm.CRC32);
    byte[] damaged = signed.body().clone();
    damaged[200_000] ^= 1;
    assertThat(rejection(signed.withBody(damaged))).isEqualTo(Rejection.WRONG_SIGNATURE);
    SdkSigned trailer =
        edited(signed, body -> body.replaceFirst("(x-amz-checksum-crc32:).{8}", "$1AAAAAA=="));
    assertThat(rejection(trailer)).isEqualTo(Rejection.WRONG_SIGNATURE);
  }

  @Test
  void computesTheCatalogueValuesOfTheCrcs() {
    // "Check" values over the digits 1 to 9, as catalogues of CRC algorithms list them.
    byte[] digits = "123456789".getBytes(ISO_8859_1);
    assertThat(Checksum.CRC32.compute(digits)).asHexString().isEqualTo("CBF43926");
    assertThat(Checksum.CRC32C.compute(digits)).asHexString().isEqualTo("E3069283");
    assertThat(Checksum.CRC64NVME.compute(digits)).asHexString().isEqualTo("AE8B14860A799888");
  }
}
