package dev.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.audit.AuditRecord.Judged;
import dev.countersign.model.Decision;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordJsonTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static String line(AuditRecord entry) {
    return new String(
        RecordJson.line(RecordJson.members(entry), Chain.GENESIS), StandardCharsets.US_ASCII);
  }

  @Test
  void anOutcomeHasAllThatThereIsToSay() {
    assertThat(line(Records.outcome("e1")))
        .isEqualTo(
            """
            {"id":"e1","time":"2026-01-31T12:00:00.123456Z","phase":"outcome","agent":"claude",\
            "verified":true,"address":"127.0.0.1",\
            "call":{"service":"s3","api":"S3","action":"GetObject","known":true,"account":"222222222222",\
            "account_name":"staging","region":"eu-west-1","partition":"aws","resource":"arn:aws:s3:::bucket/key",\
            "resources":["arn:aws:s3:::bucket/key"],"foreign_account":false,"access":"Read",\
            "iam_actions":["s3:GetObject"],"returns_credentials":false,"runs_code":false,\
            "dry_run":false,"host":"bucket.s3.eu-west-1.amazonaws.com","auth":"sigv4",\
            "method":"GET","path":"/key","unknown":[]},\
            "verdict":"allow","rule":"reads","rules_version":"v1","size":12,\
            "approval":{"id":"ap-1","by":["ana","raj"],"comment":"go on","grant":"gr-1"},\
            "session":{"role":"arn:aws:iam::222222222222:role/countersign",\
            "name":"countersign-claude"},\
            "upstream":{"status":200,"error":"","request_id":"REQ1"},\
            "bytes_in":12,"bytes_out":3456,\
            "timing":{"decide_us":345,"approve_ms":56,"credentials_ms":67,"upstream_ms":89},\
            "chain":"0000000000000000000000000000000000000000000000000000000000000000"}""");
  }

  @Test
  void aRequestThatNobodyCouldReadHasItsHostAndTheReason() {
    assertThat(line(Records.unreadable("no operation")))
        .isEqualTo(
            """
            {"id":"x1","time":"2026-01-31T12:00:00.123456Z","phase":"outcome",\
            "address":"127.0.0.1","host":"example.org",\
            "failure":"unreadable","message":"no operation","bytes_in":0,"bytes_out":0,\
            "timing":{"decide_us":0,"approve_ms":0,"credentials_ms":0,"upstream_ms":0},\
            "chain":"0000000000000000000000000000000000000000000000000000000000000000"}""");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a\nb",
        "/a\r\n{\"id\":\"forged\"}",
        "/\u0000\u0001\u001f\u007f",
        "/\u2028\u2029\u0085\u000b\u000c",
        "/\",\"verdict\":\"allow\",\"x\":\"",
        "/\\",
        "/\\\"",
        "/\ud800",
        "/\udc00x\ud800",
        "/💥é\u202e\ufeff",
        "",
      })
  void whateverAnAgentSendsStaysOneValueOnOneLine(String text) throws IOException {
    String line = line(Records.intent("e1", text, List.of(text)));
    assertThat(line.chars()).allMatch(c -> c >= ' ' && c < 128);
    JsonNode read = MAPPER.readTree(line);
    assertThat(read.at("/call/path").textValue()).isEqualTo(text);
    assertThat(read.at("/call/resources/0").textValue()).isEqualTo(text);
    assertThat(read.get("verdict").textValue()).isEqualTo("allow");
    assertThat(read.size()).isEqualTo(15);
  }

  @Test
  void longTextsAreCutAndSaySo() throws IOException {
    JsonNode read = MAPPER.readTree(line(Records.intent("e1", "/" + "x".repeat(5000), List.of())));
    assertThat(read.at("/call/path").textValue())
        .hasSize(RecordJson.MAX_TEXT + "[2953 more]".length())
        .startsWith("/xxx")
        .endsWith("x[2953 more]");
  }

  @Test
  void longListsAreCutAndSaySo() throws IOException {
    List<String> many = IntStream.range(0, 250).mapToObj(i -> "arn:" + i).toList();
    JsonNode call = MAPPER.readTree(line(Records.intent("e1", "/", many))).get("call");
    assertThat(call.get("resources")).hasSize(100);
    assertThat(call.get("resources_omitted").intValue()).isEqualTo(150);
  }

  @Test
  void listsOfLongTextsAreCutEarlier() throws IOException {
    List<String> big = IntStream.range(0, 50).mapToObj(i -> i + "\ud800".repeat(3000)).toList();
    String line = line(Records.intent("e1", "/", big));
    JsonNode call = MAPPER.readTree(line).get("call");
    assertThat(call.get("resources").size() + call.get("resources_omitted").intValue())
        .isEqualTo(50);
    assertThat(line).hasSizeLessThan(Tail.MAX_LENGTH / 16);
  }

  @Test
  void rulesOnTrialAreNamedAndSoIsWhatWouldHold() throws IOException {
    Verdict allow = new Verdict.Allow("reads", "", Narrowing.NONE);
    List<Verdict> many =
        IntStream.range(0, 120).<Verdict>mapToObj(i -> new Verdict.Deny("trial " + i, "")).toList();
    JsonNode read =
        MAPPER.readTree(
            line(
                Records.intent(
                    "e1",
                    Records.call("/", List.of()),
                    new Judged(new Decision(allow, many, many.get(0)), "v", -1))));
    assertThat(read.at("/shadow/0"))
        .isEqualTo(MAPPER.readTree("{\"verdict\":\"deny\",\"rule\":\"trial 0\"}"));
    assertThat(read.get("shadow")).hasSize(100);
    assertThat(read.get("shadow_omitted").intValue()).isEqualTo(20);
    assertThat(read.get("would"))
        .isEqualTo(MAPPER.readTree("{\"verdict\":\"deny\",\"rule\":\"trial 0\"}"));
    assertThat(read.get("verdict").textValue()).isEqualTo("allow");
    assertThat(read.has("size")).isFalse();
  }

  @Test
  void inputMembersAreNotInARecord() {
    assertThat(line(Records.intent("e1"))).doesNotContain(Records.PLANTED, "SSECustomerKey");
  }
}
