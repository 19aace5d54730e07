package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms that upload a file: what they stand for, what is refused, and what goes upstream. */
class UploadFormTest {

  private static final Secret SECRET = Secret.of("the-agents-secret");
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final SigningScope SCOPE = new SigningScope("us-east-1", "s3");
  private static final String CREDENTIAL =
      "AKIA222222222222CLDE/20260301/us-east-1/s3/aws4_request";
  private static final String CONDITIONS =
      """
      {"bucket":"b"},["starts-with","$key","up/"],{"acl":"private"},["content-length-range",0,10],
      {"x-amz-credential":"%s"},{"x-amz-date":"20260301T120000Z"}"""
          .formatted(CREDENTIAL);

  /** A form as a table's changes make it. */
  private static final class Form {
    private final Map<String, String> fields = new LinkedHashMap<>();
    private String type = "multipart/form-data; boundary=B";
    private String conditions = CONDITIONS;
    private String from = "";
    private String to = "";

    Form(String changes) {
      fields.put("key", "up/${filename}");
      fields.put("acl", "private");
      fields.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
      fields.put("x-amz-credential", CREDENTIAL);
      fields.put("x-amz-date", "20260301T120000Z");
      fields.put("policy", "");
      fields.put("x-amz-signature", "");
      if (!changes.isEmpty()) {
        Stream.of(changes.split(" & ")).forEach(this::change);
      }
      String policy = policy();
      fields.replace("policy", policy);
      fields.replace("x-amz-signature", HmacKey.derive(SECRET, "20260301", SCOPE).sign(policy));
    }

    private void change(String change) {
      if (change.startsWith("-")) {
        fields.remove(change.substring(1));
      } else if (change.startsWith("policy:")) {
        conditions += "," + change.substring(7);
      } else if (change.startsWith("type:")) {
        type = change.substring(5);
      } else if (change.startsWith("raw:")) {
        from = change.substring(4).split("=>")[0];
        to = change.split("=>")[1];
      } else {
        fields.put(change.split("=")[0], change.substring(change.indexOf('=') + 1));
      }
    }

    private String policy() {
      boolean algorithm = fields.containsKey("x-amz-algorithm");
      String stated =
          algorithm ? ",{\"x-amz-algorithm\":\"%s\"}".formatted(fields.get("x-amz-algorithm")) : "";
      String document =
          "{\"expiration\":\"2026-03-01T12:10:00Z\",\"conditions\":[" + conditions + stated + "]}";
      return Base64.getEncoder().encodeToString(document.getBytes(UTF_8));
    }

    RequestHead head() {
      return new RequestHead(
          "POST", "/", "b.s3.amazonaws.com", 443, Headers.of("Host", "h", "Content-Type", type));
    }

    String body() {
      StringBuilder text = new StringBuilder();
      fields.forEach(
          (name, value) ->
              text.append("--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n")
                  .append(value + "\r\n"));
      text.append("--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n")
          .append("Content-Type: text/x\r\n\r\nFILE\r\n--B--\r\n");
      return from.isEmpty()
          ? text.toString()
          : text.toString().replaceFirst(quoted(from), Matcher.quoteReplacement(to));
    }

    private static String quoted(String text) {
      return Pattern.quote(text);
    }

    InboundSignature parse() {
      return InboundSignature.parse(head(), RequestBody.of(body().getBytes(UTF_8)));
    }
  }

  static Stream<String[]> forms() throws IOException {
    try (InputStream in = UploadFormTest.class.getResourceAsStream("/forms.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.replace("\\r", "\r").replace("\\n", "\n").split(" \\| "))
              .toList()
              .stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void isReadOrRefused(String name, String changes, String expected) {
    Form form = new Form(changes);
    if (expected.equals("OK")) {
      assertThat(form.parse().request().target()).isEqualTo("/up/f");
      return;
    }
    String[] words = expected.split(" ", 2);
    assertThatThrownBy(form::parse)
        .hasMessageContaining(words[1])
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.valueOf(words[0])));
  }

  @Test
  void standsForAPutObject() {
    Form form =
        new Form(
            "policy:{\"x-amz-meta-a\":\"1\"},[\"starts-with\",\"$tagging\",\"\"],"
                + "{\"Content-Type\":\"x/y\"} & x-amz-meta-a=1 & Content-Type=x/y &"
                + " tagging=<Tagging><TagSet><Tag><Key>a b</Key><Value>ü</Value></Tag></TagSet>"
                + "</Tagging>");
    RequestHead request = form.parse().request();
    assertThat(request.method()).isEqualTo("PUT");
    assertThat(request.headers().single("x-amz-acl")).hasValue("private");
    assertThat(request.headers().single("x-amz-meta-a")).hasValue("1");
    assertThat(request.headers().single("x-amz-tagging")).hasValue("a%20b=%C3%BC");
    assertThat(request.headers().all("Content-Type")).containsExactly("x/y");
  }

  @Test
  void isVerifiedAndHoldsAsLongAsItsPolicy() {
    InboundSignature signature = new Form("").parse();
    signature.verify(RequestBody.EMPTY, SECRET, NOW.plusSeconds(600));
    assertThatThrownBy(() -> signature.verify(RequestBody.EMPTY, SECRET, NOW.plusSeconds(601)))
        .hasMessageContaining("expired");
    assertThatThrownBy(() -> signature.verify(RequestBody.EMPTY, Secret.of("other"), NOW))
        .isInstanceOf(Refusal.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/?acl", "/b/c", "/b?x-id=PutObject"})
  void isPostedToABucketAndNowhereElse(String target) {
    Form form = new Form("");
    RequestHead elsewhere = new RequestHead("POST", target, "h", 443, form.head().headers());
    assertThatThrownBy(
            () -> InboundSignature.parse(elsewhere, RequestBody.of(form.body().getBytes(UTF_8))))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void headersBesideTheFieldsAreRefused() {
    Form form = new Form("");
    RequestHead more =
        new RequestHead(
            "POST", "/", "h", 443, form.head().headers().plus("x-amz-acl", "public-read"));
    assertThatThrownBy(
            () -> InboundSignature.parse(more, RequestBody.of(form.body().getBytes(UTF_8))))
        .hasMessageContaining("x-amz-acl");
  }

  @Test
  void goesUpstreamUnderAPolicyForThisFormAlone() {
    InboundSignature inbound = new Form("x-ignore-me=1").parse();
    AwsCredentials real =
        new AwsCredentials("ASIAREAL", Secret.of("real"), Secret.of("token"), null);
    SignedRequest signed =
        new Signer(Clock.fixed(NOW, ZoneOffset.UTC))
            .sign(inbound, Optional.empty(), RequestBody.EMPTY, real);
    BodyPlan.Form plan = (BodyPlan.Form) signed.body();
    assertThat(signed.headers().contains("Authorization")).isFalse();
    String beginning = new String(plan.beginning(), UTF_8);
    UploadForm sent =
        UploadForm.parse(
            Headers.of("Content-Type", "multipart/form-data; boundary=B"), plan.beginning());
    assertThat(sent.length()).isEqualTo(plan.beginning().length);
    assertThat(beginning).doesNotContain("CLDE").doesNotContain("x-ignore").doesNotContain("${");
    assertThat(
            new String(Base64.getDecoder().decode(sent.fields().getOrDefault("policy", "")), UTF_8))
        .isEqualTo(
            """
            {"expiration":"2026-03-01T12:10:00Z","conditions":[["eq","$bucket","b"],\
            ["content-length-range",0,10],{"key":"up/f"},{"acl":"private"},\
            {"x-amz-algorithm":"AWS4-HMAC-SHA256"},\
            {"x-amz-credential":"ASIAREAL/20260301/us-east-1/s3/aws4_request"},\
            {"x-amz-date":"20260301T120000Z"},{"x-amz-security-token":"token"}]}""");
    assertThat(new Form("x-ignore-me=1").body().substring(plan.replaced())).startsWith("FILE\r\n");
  }
}
