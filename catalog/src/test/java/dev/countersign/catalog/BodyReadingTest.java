package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.LongText;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are compressed, binary, too long or broken. */
class BodyReadingTest {

  private static final Catalog CATALOG = Catalog.bundled();
  private static final Account ACCOUNT = new Account("111122223333", "test");
  private static final String MONITORING = "monitoring.eu-west-1.amazonaws.com";

  @Test
  void unpacksAForm() throws IOException {
    byte[] packed = gzip("Action=PutMetricData&Version=2010-08-01&Namespace=n");
    AwsCall call = read(form().plus("Content-Encoding", "gzip"), packed);
    assertThat(call.action()).isEqualTo("PutMetricData");
    assertThat(call.params()).containsEntry("Namespace", "n");
  }

  @Test
  void unpacksNoMoreThanAForm() throws IOException {
    byte[] bomb = gzip("Action=PutMetricData&x=" + "0".repeat(WireRequest.FORM_LIMIT));
    assertRefused(Failure.BODY_TOO_LARGE, form().plus("Content-Encoding", "gzip"), bomb);
  }

  @Test
  void refusesAnEncodingThatItDoesNotRead() {
    assertRefused(
        Failure.UNREADABLE,
        form().plus("Content-Encoding", "br"),
        "Action=ListMetrics".getBytes(StandardCharsets.UTF_8));
    assertRefused(
        Failure.UNREADABLE,
        form().plus("Content-Encoding", "gzip"),
        "Action=ListMetrics".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesAFormThatIsNotAscii() {
    assertRefused(
        Failure.UNREADABLE, form(), "Action=ListMetrics&a=é".getBytes(StandardCharsets.UTF_8));
    assertRefused(
        Failure.UNREADABLE, form(), "Action=ListMetrics&a=%C3".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsCbor() throws IOException {
    AwsCall call =
        CATALOG.read(rpc(), scope(), ACCOUNT, RequestBody.of(cbor("AlarmNames", "Other")));
    assertThat(call.action()).isEqualTo("DeleteAlarms");
    assertThat(call.params())
        .containsOnlyKeys("AlarmNames")
        .containsEntry("AlarmNames", List.of("a"));
  }

  @Test
  void refusesCborThatRepeatsAMember() throws IOException {
    byte[] twice = cbor("AlarmNames", "AlarmNames");
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> CATALOG.read(rpc(), scope(), ACCOUNT, RequestBody.of(twice)))
        .extracting(Refusal::failure)
        .isEqualTo(Failure.AMBIGUOUS);
  }

  @Test
  void refusesADocumentThatIsNestedTooDeep() {
    String deep = "{\"a\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}";
    assertRefused(Failure.UNREADABLE, json(), deep.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsALongDocumentWithoutItsLongTexts() {
    String code = "a".repeat(WireRequest.MEMBERS_LIMIT);
    AwsCall call = read(json(), utf8("{\"AlarmNames\": [\"x\\\"y\", \"" + code + "\", \"z\"]}"));
    assertThat(call.action()).isEqualTo("DeleteAlarms");
    assertThat(call.params()).containsEntry("AlarmNames", List.of("x\"y", LongText.LEFT_OUT, "z"));
    assertThat(call.unknown()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"arn:aws:iam::999988887777:role/x", "arn\\u003aaws"})
  void aLongTextThatMightHoldAnArnMightNameAnotherAccount(String inside) {
    String text = "a".repeat(WireRequest.MEMBERS_LIMIT) + inside;
    AwsCall call = read(json(), utf8("{\"AlarmNames\": [\"" + text + "\"]}"));
    assertThat(call.unknown()).containsExactly(Fact.FOREIGN_ACCOUNT);
  }

  /** Nobody can send what stands for a text that was left out. */
  @Test
  void whatIsSentIsNeverTakenForALongText() {
    AwsCall call = read(json(), utf8("{\"AlarmNames\": [\"LEFT_OUT\"]}"));
    assertThat(call.params()).containsEntry("AlarmNames", List.of("LEFT_OUT"));
  }

  @Test
  void aLongDocumentIsReadAsStrictlyAsAnyOther() {
    String code = "a".repeat(WireRequest.MEMBERS_LIMIT);
    assertRefused(
        Failure.AMBIGUOUS,
        json(),
        utf8("{\"AlarmNames\": [\"" + code + "\"], \"AlarmNames\": [\"b\"]}"));
    assertRefused(Failure.UNREADABLE, json(), utf8("{\"AlarmNames\": [\"" + code));
    assertRefused(Failure.AMBIGUOUS, json(), utf8("{\"AlarmNames\": [\"" + code + "\"]} {}"));
  }

  @Test
  void aBodyThatIsTooLongLeavesEverythingButTheHeadUnknown() {
    String many = "\"" + "a".repeat(1_000) + "\",";
    AwsCall call = read(json(), utf8("{\"AlarmNames\": [" + many.repeat(1_000) + "\"b\"]}"));
    assertThat(call.action()).isEqualTo("DeleteAlarms");
    assertThat(call.params()).isEmpty();
    assertThat(call.unknown())
        .contains(Fact.PARAMS, Fact.RESOURCES, Fact.FOREIGN_ACCOUNT, Fact.IAM_ACTIONS);
  }

  @Test
  void soDoesABodyThatNobodyCanHold() {
    RequestBody endless =
        new RequestBody() {
          @Override
          public byte[] bytes(int limit) {
            throw new Refusal(Failure.BODY_TOO_LARGE, "more than " + limit);
          }

          @Override
          public String sha256() {
            throw new AssertionError("nobody needs its hash here");
          }
        };
    RequestHead head =
        new RequestHead("POST", "/", MONITORING, 443, json().plus("Transfer-Encoding", "chunked"));
    AwsCall call = CATALOG.read(head, scope(), ACCOUNT, endless);
    assertThat(call.action()).isEqualTo("DeleteAlarms");
    assertThat(call.unknown()).contains(Fact.PARAMS, Fact.RESOURCES);
  }

  @Test
  void packedDocumentsAreReadAlike() throws IOException {
    byte[] packed = gzip("{\"AlarmNames\": [\"" + "a".repeat(WireRequest.MEMBERS_LIMIT) + "\"]}");
    AwsCall call = read(json().plus("Content-Encoding", "gzip"), packed);
    assertThat(call.params()).containsEntry("AlarmNames", List.of(LongText.LEFT_OUT));
  }

  @ParameterizedTest
  @CsvSource({
    "bucket.s3.eu-west-1.amazonaws.com, , , S3_XML",
    "ec2.eu-west-1.amazonaws.com, , , EC2_XML",
    "sts.amazonaws.com, , , QUERY_XML",
    "route53.amazonaws.com, , , QUERY_XML",
    "lambda.eu-west-1.amazonaws.com, , , JSON",
    "dynamodb.eu-west-1.amazonaws.com, , , JSON",
    "monitoring.eu-west-1.amazonaws.com, smithy-protocol, rpc-v2-cbor, CBOR",
    "monitoring.eu-west-1.amazonaws.com, X-Amz-Target, a.b, JSON",
    "monitoring.eu-west-1.amazonaws.com, Content-Type, application/x-www-form-urlencoded, QUERY_XML",
    "sqs.eu-west-1.amazonaws.com, Content-Type, application/x-www-form-urlencoded, QUERY_XML",
    "example.org, , , JSON",
    "example.org, Content-Type, application/x-www-form-urlencoded, QUERY_XML",
    "'', , , JSON"
  })
  void guessesHowErrorsAreRead(String host, String header, String value, ErrorFormat expected) {
    Headers headers = header == null ? Headers.EMPTY : Headers.of(header, value);
    RequestHead head = new RequestHead("POST", "/", host, 443, headers);
    assertThat(CATALOG.errorFormat(head)).isEqualTo(expected);
  }

  private static void assertRefused(Failure failure, Headers headers, byte[] content) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> read(headers, content))
        .extracting(Refusal::failure)
        .isEqualTo(failure);
  }

  private static AwsCall read(Headers headers, byte[] content) {
    RequestHead head =
        new RequestHead(
            "POST",
            "/",
            MONITORING,
            443,
            headers.plus("Content-Length", String.valueOf(content.length)));
    return CATALOG.read(head, scope(), ACCOUNT, RequestBody.of(content));
  }

  private static Headers form() {
    return Headers.of("Content-Type", WireRequest.FORM);
  }

  private static Headers json() {
    return Headers.of(
        "X-Amz-Target",
        "GraniteServiceVersion20100801.DeleteAlarms",
        "Content-Type",
        "application/x-amz-json-1.0");
  }

  private static RequestHead rpc() {
    return new RequestHead(
        "POST",
        "/service/GraniteServiceVersion20100801/operation/DeleteAlarms",
        MONITORING,
        443,
        Headers.of(
            "smithy-protocol",
            "rpc-v2-cbor",
            "Content-Type",
            "application/cbor",
            "Transfer-Encoding",
            "chunked"));
  }

  private static SigningScope scope() {
    return new SigningScope("eu-west-1", "monitoring");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  private static byte[] cbor(String... members) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = new CBORFactory().createGenerator(bytes)) {
      out.writeStartObject();
      for (String member : members) {
        out.writeArrayFieldStart(member);
        out.writeString("a");
        out.writeEndArray();
      }
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
