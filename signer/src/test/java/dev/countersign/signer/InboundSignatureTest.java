package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.SigningScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads that are refused or tolerated, as src/test/resources/refused.txt and tolerated.txt. */
class InboundSignatureTest {

  private static final String SIGNATURE = "5d672d79c15b13162d9279b0855cfba6".repeat(2);
  private static final String HASH =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static final String DER =
      "3045022100f4c37457a8978d07fa07044d5724237f8c30f8529c4c4cd1f30a4c0e6486"
          + "303f02207968f80296f1ac3808e3cb45ae1f31c479d071dcad4f0621084cd6d1b6a912bd";

  record Row(String name, String expect, HttpText request) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Row> refused() throws IOException {
    return rows("refused.txt");
  }

  static List<Row> tolerated() throws IOException {
    return rows("tolerated.txt");
  }

  private static List<Row> rows(String file) throws IOException {
    String text = Files.readString(Path.of("src/test/resources", file));
    return Arrays.stream(text.split("\n== ")).skip(1).map(InboundSignatureTest::row).toList();
  }

  private static Row row(String block) {
    int line = block.indexOf('\n');
    int colon = block.lastIndexOf(':', line);
    String head =
        block
            .substring(line + 1)
            .strip()
            .replace("$SIG", SIGNATURE)
            .replace("$HASH", HASH)
            .replace("$DER", DER)
            .replace("@date", "X-Amz-Date: 20150830T123600Z")
            .replaceAll(
                "@auth (.*)",
                "Authorization: AWS4-HMAC-SHA256 Credential=AKIA222222222222CLDE/20150830/us-east-1"
                    + "/s3/aws4_request, SignedHeaders=$1, Signature="
                    + SIGNATURE);
    return new Row(
        block.substring(0, colon),
        block.substring(colon + 1, line).strip(),
        HttpText.parse(head + "\n\n"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(Row row) {
    assertThatThrownBy(() -> InboundSignature.parse(row.request().head()))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.failure()).isEqualTo(Failure.valueOf(row.expect()));
              assertThat(refusal.getMessage()).isNotBlank().doesNotContain(SIGNATURE);
            });
  }

  @ParameterizedTest
  @MethodSource("tolerated")
  void isTolerated(Row row) {
    InboundSignature signature = InboundSignature.parse(row.request().head());
    assertThat(signature.payload().getClass().getSimpleName()).isEqualTo(row.expect());
    assertThat(signature.accessKeyId()).isEqualTo("AKIA222222222222CLDE");
    assertThat(signature.scope()).isEqualTo(new SigningScope("us-east-1", "s3"));
    assertThat(signature.signedAt()).isEqualTo(Instant.parse("2015-08-30T12:36:00Z"));
    assertThat(signature.signature()).isEqualTo(SIGNATURE);
  }

  @Test
  void whatIsNotSignedAgainSaysWhatToDo() {
    HttpText chunks =
        row("""
                chunks: SIGNATURE_UNSUPPORTED
                PUT /k HTTP/1.1
                Host: h
                @auth host;x-amz-date
                @date
                x-amz-content-sha256: STREAMING-AWS4-ECDSA-P256-SHA256-EVENTS
                """)
            .request();
    assertThatThrownBy(() -> InboundSignature.parse(chunks.head()))
        .hasMessage(
            "the body is a stream of events signed with SigV4A, which this gateway does not sign"
                + " again: sign for one region with SigV4");
  }
}
