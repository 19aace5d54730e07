package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Secret;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** AWS repeats what a call was signed with; the agent does not see it. */
@ExtendWith(LeakExtension.class)
class RedactionTest {

  private static final AwsCredentials CREDENTIALS =
      new AwsCredentials("ASIAREAL", Secret.of("real-secret"), Secret.of("real-token"), null);

  private static final String ERROR =
      "<AWSAccessKeyId>ASIAREAL</AWSAccessKeyId><CanonicalRequest>x-amz-security-token:real-token"
          + "</CanonicalRequest><Token-0>rreal-tokenreal-token</Token-0>real-tok ASIAREA real-";

  private static final String SHOWN =
      "<AWSAccessKeyId>********</AWSAccessKeyId><CanonicalRequest>x-amz-security-token:**********"
          + "</CanonicalRequest><Token-0>r********************</Token-0>real-tok ASIAREA real-";

  @TempDir Path state;

  @Test
  void whereverTheAnswerIsCutItHidesTheSame() {
    for (int first = 0; first <= ERROR.length(); first++) {
      for (int second = first; second <= ERROR.length(); second += 7) {
        Redaction redaction = new Redaction(CREDENTIALS);
        String shown =
            text(redaction.pass(bytes(ERROR.substring(0, first))))
                + text(redaction.pass(bytes(ERROR.substring(first, second))))
                + text(redaction.pass(bytes(ERROR.substring(second))))
                + text(redaction.rest());
        assertThat(shown).isEqualTo(SHOWN);
      }
    }
  }

  /** S3 shows bytes as pairs of digits, and a form's policy, which holds a token, in base64. */
  @Test
  void otherSpellingsAreHiddenToo() {
    for (int before = 0; before < 6; before++) {
      String policy = "x".repeat(before) + "{\"x-amz-security-token\": \"real-token\"}";
      String base64 =
          Base64.getEncoder().encodeToString(policy.getBytes(StandardCharsets.US_ASCII));
      String pairs =
          HexFormat.ofDelimiter(" ").formatHex(base64.getBytes(StandardCharsets.US_ASCII));
      Redaction redaction = new Redaction(CREDENTIALS);
      String shown = text(redaction.pass(bytes(base64 + "!" + pairs))) + text(redaction.rest());
      assertThat(shown.length()).isEqualTo(base64.length() + 1 + pairs.length());
      String visible = shown.substring(0, base64.length()).replace('*', 'A');
      assertThat(new String(Base64.getDecoder().decode(visible), StandardCharsets.ISO_8859_1))
          .contains("security-token")
          .doesNotContain("eal-toke");
      assertThat(shown.substring(base64.length())).contains("*".repeat(30));
    }
  }

  @Test
  void anErrorIsShownWithoutCredentialsAndInItsLength() throws Exception {
    String head = "HTTP/1.1 403 Forbidden\r\nContent-Length: " + ERROR.length() + "\r\n\r\n";
    try (ScriptedAws aws = ScriptedAws.always(head + ERROR);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      for (int i = 0; i < 2; i++) {
        Wire.Message answer = client.send(Fixture.get("/" + i)).message();
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).isEqualTo(SHOWN);
      }
    }
  }

  @Test
  void anErrorInChunksIsShownWithoutCredentialsToo() throws Exception {
    String head = "HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n";
    StringBuilder chunks = new StringBuilder();
    ERROR.chars().forEach(c -> chunks.append("1\r\n").append((char) c).append("\r\n"));
    try (ScriptedAws aws = ScriptedAws.always(head + chunks + "0\r\n\r\n");
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      assertThat(client.send(Fixture.get("/")).message().text()).isEqualTo(SHOWN);
    }
  }

  @Test
  void anErrorThatCannotBeLookedThroughIsNotShown() throws Exception {
    String head = "HTTP/1.1 403 Forbidden\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n";
    try (ScriptedAws aws = ScriptedAws.always(head + "pack");
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      Wire.Message answer = client.send(Fixture.get("/")).message();
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.text()).contains("Accept-Encoding: identity");
      assertThat(fixture.outcomes(1).getFirst().refused().orElseThrow().failure())
          .isEqualTo(Failure.UPSTREAM_UNREACHABLE);
    }
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private static String text(ByteBuf bytes) {
    String text = bytes.toString(StandardCharsets.US_ASCII);
    bytes.release();
    return text;
  }
}
