package dev.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.LongText;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Redacted;
import dev.countersign.model.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a person sees of a call that somebody hostile has made. */
class CardTest {

  private static final Verdict.Approve ASKS =
      new Verdict.Approve("careful", "Look.", "oncall", GrantTerms.ONCE, Narrowing.NONE);

  private static Card card(List<String> resources, Map<String, Object> params) {
    return card(resources, params, params);
  }

  private static Card card(
      List<String> resources, Map<String, Object> params, Map<String, Object> shown) {
    AwsCall call =
        new AwsCall(
            "s3",
            "S3",
            "PutObject",
            true,
            new Account("222222222222", "staging"),
            "eu-west-1",
            "aws",
            resources.isEmpty() ? "" : resources.getFirst(),
            resources,
            false,
            "PUT",
            "/",
            "s3.eu-west-1.amazonaws.com",
            Auth.SIGV4,
            List.of("s3:PutObject"),
            Access.WRITE,
            false,
            false,
            params,
            false,
            ErrorFormat.S3_XML,
            Set.of());
    return Card.of(new Agent("claude", "10.0.0.1", true), call, ASKS, shown);
  }

  @Test
  void whatWouldNotBeSeenIsSeen() {
    Card card =
        card(
            List.of("arn:aws:s3:::a\u202egnp\u0000\r\n\u200b\ud800|\\u{a}\u00a0"),
            Map.of("Key\n", "x\u2028y\u001b[2J\u3164\u2800\ufe0f"));
    assertThat(card.resource())
        .isEqualTo(
            "arn:aws:s3:::a\\u{202e}gnp\\u{0}\\u{d}\\u{a}\\u{200b}\\u{d800}|\\\\u{a}\\u{a0}");
    assertThat(card.params())
        .containsExactly(
            new Card.Param("Key\\u{a}", "x\\u{2028}y\\u{1b}[2J\\u{3164}\\u{2800}\\u{fe0f}", false));
    assertThat(Text.printable(card.resource())).isEqualTo(card.resource());
    assertThat(Text.printable("a\u001b[2J\n\\u{a}")).isEqualTo("a\\u{1b}[2J\\u{a}\\u{a}");
  }

  @Test
  void onlyWhatMayBeShownIs() {
    Map<String, Object> call = Map.of("Password", "hunter2", "Plain", "hunter2");
    Map<String, Object> shown =
        Map.of(
            "Password",
            Redacted.REDACTED,
            "Plain",
            List.of(Map.of("A", Redacted.REDACTED, "B", 1)));
    Card card = card(List.of(), call, shown);
    assertThat(card.toString()).doesNotContain("hunter2");
    assertThat(card.params())
        .containsExactly(
            new Card.Param("Password", "(redacted)", true),
            new Card.Param("Plain", "[{A: (redacted), B: 1}]", true));
  }

  @Test
  void whatIsLeftOutIsCountedAndUnknown() {
    List<String> resources =
        IntStream.range(0, 60).mapToObj(n -> "arn:aws:s3:::bucket-" + n).toList();
    Map<String, Object> params = new HashMap<>();
    IntStream.range(0, 70).forEach(n -> params.put("P" + n, n));
    Card card = card(resources, params);
    assertThat(card.resources()).hasSize(50);
    assertThat(card.moreResources()).isEqualTo(10);
    assertThat(card.params()).hasSize(50);
    assertThat(card.moreParams()).isEqualTo(20);
    assertThat(card.unknown()).contains(Fact.RESOURCES, Fact.PARAMS);
    assertThat(new ResourcePattern("arn:aws:s3:::bucket-*").covers(card)).isFalse();
  }

  @Test
  void aLongValueIsCutAndSaysSo() {
    Map<String, Object> params = new HashMap<>();
    IntStream.range(0, 10).forEach(n -> params.put("P" + n, "\u0000".repeat(100_000)));
    params.put("Policy", LongText.LEFT_OUT);
    Card card = card(List.of(), params);
    assertThat(card.unknown()).contains(Fact.PARAMS);
    assertThat(card.params().getFirst().value()).endsWith("...");
    assertThat(card.params().stream().mapToInt(param -> param.value().length()).sum())
        .isLessThan(100_000);
  }

  @Test
  void aNameThatIsCutMatchesNothing() {
    String name = "arn:aws:s3:::bucket/" + "a".repeat(3_000);
    assertThat(new ResourcePattern("arn:aws:s3:::bucket/*").covers(card(List.of(name), Map.of())))
        .isFalse();
  }

  @Test
  void whatIsStoredIsWhatWasShown() {
    Card card = card(List.of("arn:aws:s3:::a"), Map.of("A", Map.of("B", List.of(1L, true))));
    assertThat(Json.read(Json.write(card), Card.class)).isEqualTo(card);
  }

  @Test
  void deepValuesEnd() {
    Object deep = "end";
    for (int n = 0; n < 1_000; n++) {
      deep = List.of(deep);
    }
    assertThat(card(List.of(), Map.of("Deep", deep)).unknown()).contains(Fact.PARAMS);
  }
}
