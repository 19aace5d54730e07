package dev.countersign.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

  @Test
  void aPlaceholderKeyNamesAccountAndAgent() {
    assertThat(PlaceholderKey.parse("AKIA222222222222CLDE"))
        .contains(new PlaceholderKey("222222222222", "CLDE"));
    assertThat(new PlaceholderKey("222222222222", "CLDE").accessKeyId())
        .isEqualTo("AKIA222222222222CLDE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AKIA",
        "AKIAIOSFODNN7EXAMPLE",
        "ASIA222222222222CLDE",
        "akia222222222222CLDE",
        "AKIA22222222222CLDE",
        "AKIA2222222222222CLDE",
        "AKIA222222222222clde",
        "AKIA222222222222CLD",
        "AKIA222222222222CLDE\n",
        " AKIA222222222222CLDE",
        "AKIA２２２２２２２２２２２２CLDE",
      })
  void nothingElseIsAPlaceholderKey(String accessKeyId) {
    assertThat(PlaceholderKey.parse(accessKeyId)).isEmpty();
  }

  @Test
  void aSecretNeverPrints() {
    Secret secret = Secret.of("wJalrXUtnFEMI");
    AwsCredentials credentials = new AwsCredentials("ASIA", secret, secret, null);
    assertThat(secret + " " + credentials).doesNotContain("wJalr").contains("[redacted]");
    assertThat(secret).isEqualTo(Secret.of("wJalrXUtnFEMI")).isNotEqualTo(Secret.of("x"));
  }

  @Test
  void aRepeatedHeaderHasNoSingleValue() {
    Headers headers = Headers.of("X-Amz-Target", "a", "x-amz-target", "b", "Date", "d");
    assertThat(headers.single("date")).contains("d");
    assertThat(headers.single("absent")).isEmpty();
    assertThatThrownBy(() -> headers.single("X-AMZ-TARGET"))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.AMBIGUOUS));
  }

  @Test
  void aBodyThatHasArrivedIsBoundedAndHashed() {
    RequestBody body = RequestBody.of(new byte[] {'a', 'b', 'c'});
    assertThat(body.bytes(3)).containsExactly('a', 'b', 'c');
    assertThat(body.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThatThrownBy(() -> body.bytes(2))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.BODY_TOO_LARGE));
  }

  @Test
  void theTargetIsKeptAsItCame() {
    RequestHead head =
        new RequestHead("GET", "/a%2Fb//c?x=1?2&y", "s3.amazonaws.com", 443, Headers.EMPTY);
    assertThat(head.rawPath()).isEqualTo("/a%2Fb//c");
    assertThat(head.rawQuery()).isEqualTo("x=1?2&y");
  }
}
