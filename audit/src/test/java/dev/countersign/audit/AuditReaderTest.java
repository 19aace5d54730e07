package dev.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.audit.AuditReader.Count;
import dev.countersign.audit.AuditRecord.Judged;
import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.Decision;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditReaderTest {

  private static final Verdict DENY = new Verdict.Deny("r", "");

  private final List<RecordedCall> calls = new ArrayList<>();

  private static String line(AuditRecord entry) {
    return new String(
            RecordJson.line(RecordJson.members(entry), Chain.GENESIS), StandardCharsets.US_ASCII)
        + "\n";
  }

  private Count read(String text) throws IOException {
    return AuditReader.stream(
        "log", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), calls::add);
  }

  private RecordedCall readOne(String text) throws IOException {
    assertThat(read(text).calls()).isEqualTo(1);
    return calls.getFirst();
  }

  private static AwsCall call(List<String> resources, Set<Fact> unknown) {
    return new AwsCall(
        "ec2",
        "EC2",
        "RunInstances",
        true,
        new Account("111111111111", "prod"),
        "cn-north-1",
        "aws-cn",
        resources.isEmpty() ? "" : resources.getFirst(),
        resources,
        true,
        "POST",
        "/\u2028\"",
        "ec2.cn-north-1.amazonaws.com.cn",
        Auth.MINT,
        List.of("ec2:RunInstances", "iam:PassRole"),
        Access.PERMISSIONS,
        true,
        true,
        Map.of(),
        true,
        ErrorFormat.JSON,
        unknown);
  }

  private static AuditRecord denied(AwsCall call) {
    return Records.intent("d1", call, new Judged(Decision.of(DENY), "v", 77));
  }

  @Test
  void whatTheRulesSawComesBackAndTheRestIsUnknown() throws IOException {
    AwsCall call = call(List.of("a\n\ud83d\ude00", "b"), Set.of(Fact.PARAMS, Fact.DRY_RUN));
    RecordedCall read = readOne(line(denied(call)));
    assertThat(read.call()).isEqualTo(call);
    assertThat(read.decided()).contains(DENY);
    assertThat(read.size()).isEqualTo(77);
    assertThat(read.agent()).isEqualTo(Records.intent("x").agent().orElseThrow());
    assertThat(read.answered()).isFalse();
  }

  @Test
  void anIntentAndItsOutcomeAreOneCall() throws IOException {
    String intent = line(Records.intent("e1"));
    String outcome = line(Records.outcome("e1")).replace("12:00:00", "12:00:09");
    Count count =
        read(
            line(Records.unreadable("no"))
                + intent
                + line(Records.intent("e2"))
                + "{"
                + RecordJson.notice(Records.TIME, "torn").substring(1)
                + "}\n"
                + outcome);
    assertThat(count).isEqualTo(new Count(2, 1));
    assertThat(calls).extracting(RecordedCall::id).containsExactly("e1", "e2");
    assertThat(calls).extracting(RecordedCall::answered).containsExactly(true, false);
    assertThat(calls).extracting(RecordedCall::time).containsOnly(Records.TIME);
  }

  @Test
  void intentsWithoutAnOutcomeAreNotKeptForEver() throws IOException {
    int many = AuditReader.MAX_OPEN + 10;
    String log =
        IntStream.range(0, many)
            .mapToObj(i -> line(Records.intent("e" + i)))
            .collect(Collectors.joining());
    assertThat(read(log).calls()).isEqualTo(many);
    assertThat(calls).extracting(RecordedCall::id).doesNotHaveDuplicates().startsWith("e0", "e1");
  }

  @Test
  void aRecordOfAnOlderGatewayHasMoreUnknownFacts() throws IOException {
    String line = line(Records.intent("e1"));
    for (String member :
        List.of(
            "known\":true",
            "partition\":\"aws\"",
            "foreign_account\":false",
            "returns_credentials\":false",
            "runs_code\":false",
            "dry_run\":false",
            "size\":12")) {
      assertThat(line).contains(member);
      line = line.replace("\"" + member + ",", "");
    }
    RecordedCall read = readOne(line.replace(",\"unknown\":[]", ""));
    assertThat(read.call().unknown())
        .containsExactlyInAnyOrder(
            Fact.PARAMS,
            Fact.PARTITION,
            Fact.FOREIGN_ACCOUNT,
            Fact.RETURNS_CREDENTIALS,
            Fact.RUNS_CODE,
            Fact.DRY_RUN);
    assertThat(read.call().known()).isTrue();
    assertThat(read.size()).isEqualTo(-1);
  }

  @Test
  void whatWasCutIsUnknown() throws IOException {
    String large = "x".repeat(RecordJson.MAX_TEXT + 1);
    RecordedCall cut = readOne(line(Records.intent("e1", "/" + large, List.of(large, "b"))));
    assertThat(cut.call().unknown())
        .containsExactlyInAnyOrder(Fact.PARAMS, Fact.PATH, Fact.RESOURCES);
    assertThat(cut.call().resource()).isEmpty();
    assertThat(cut.call().resources()).containsExactly("b");
    calls.clear();
    List<String> many = IntStream.range(0, 101).mapToObj(i -> "r" + i).toList();
    assertThat(readOne(line(Records.intent("e1", "/", many))).call().unknown())
        .containsExactlyInAnyOrder(Fact.PARAMS, Fact.RESOURCES);
    calls.clear();
    String longest = "x".repeat(RecordJson.MAX_TEXT);
    assertThat(readOne(line(Records.intent("e1", longest, List.of(longest)))).call().unknown())
        .containsExactly(Fact.PARAMS);
  }

  @Test
  void anUnfinishedLastLineIsReadWhereItIsWhole() throws IOException {
    String line = line(Records.intent("e1"));
    assertThat(read(line + line.substring(0, line.length() / 2)).calls()).isEqualTo(1);
    assertThat(read(line.stripTrailing()).calls()).isEqualTo(1);
    assertThat(read("").calls()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          not json            |              | it is not JSON
          {"id"               | {"id":1,"id" | it is not JSON
          }                   | }}           | it is not JSON
          "phase":"intent"    | "phase":"x"  | it has a Phase that this gateway does not know
          "phase":"intent",   | ``           | "phase" is missing
          "id":"e1"           | "id":1       | "id" is missing
          2026-01-31          | 2026-13-31   | "time" is no time
          "service":"s3",     | ``           | "service" is missing
          "resources":[       | "xs":[       | "resources" is missing
          "account":"2        | "account":"x | account id: "x22222222222" (expected: 12 digits)
          "access":"Read"     | "access":"X" | "access" is no access level
          "verdict":"allow"   | "verdict":"" | "verdict" is none
          "unknown":[         | "unknown":["x" | it has a Fact that this gateway does not know
          "action":"GetObject"| "action":""  | an operation is known exactly when it has a name
          """)
  void aLineThatIsNoRecordIsNamed(String what, String instead, String message) {
    String line = line(Records.intent("e1"));
    String wrong = instead == null ? what + "\n" : line.replace(what, instead);
    assertThat(wrong).isNotEqualTo(line);
    assertThatThrownBy(() -> read(line + wrong + line))
        .isInstanceOf(InvalidFileException.class)
        .hasMessage("log:2:1: the line is not an audit record: " + message);
  }

  @Test
  void aLineWithoutAnEndIsNotGathered() {
    assertThatThrownBy(() -> read("x".repeat(Tail.MAX_LENGTH + 2)))
        .hasMessageContaining("log:1:1: the line is not an audit record: it is longer");
  }

  @Test
  void filesThatWereClosedAreReadFirst(@TempDir Path directory) throws IOException {
    Path current = directory.resolve("audit.jsonl");
    Files.writeString(current, line(Records.outcome("e1")) + line(Records.intent("e2")));
    Path closed = directory.resolve("audit-20260131T235959123Z.jsonl");
    Files.writeString(closed, line(Records.intent("e1")));
    Files.writeString(directory.resolve("audit.torn-20260131T235959123Z"), "torn");
    assertThat(AuditReader.trail(current, calls::add).calls()).isEqualTo(2);
    assertThat(calls).extracting(RecordedCall::id).containsExactly("e1", "e2");
    assertThat(AuditReader.trail(closed, calls::add).calls()).isEqualTo(1);
  }
}
