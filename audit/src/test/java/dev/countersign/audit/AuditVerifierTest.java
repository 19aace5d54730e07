package dev.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditVerifier.Result;
import dev.countersign.config.GatewayConfig.AuditConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifierTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void fiveRecords() {
    file = directory.resolve("audit.jsonl");
    try (JsonAuditLog log =
        JsonAuditLog.open(new AuditConfig(file, 1_000_000, Duration.ofDays(1)))) {
      for (int i = 1; i <= 5; i++) {
        log.write(Records.intent("e" + i));
      }
    }
  }

  private Result after(Consumer<List<String>> change) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    change.accept(lines);
    Files.writeString(file, String.join("\n", lines) + "\n");
    return AuditVerifier.verify(file);
  }

  private void brokenAt(long line, Consumer<List<String>> change) throws IOException {
    assertThat(after(change))
        .isInstanceOfSatisfying(
            Result.Broken.class, broken -> assertThat(broken.line()).isEqualTo(line));
  }

  @Test
  void anUntouchedTrailIsIntact() throws IOException {
    Result result = after(_ -> {});
    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Intact.class,
            intact -> {
              assertThat(intact.lines()).isEqualTo(5);
              assertThat(intact.complete()).isTrue();
              assertThat(intact.head()).matches("[0-9a-f]{64}");
            });
  }

  @Test
  void aChangedLineShows() throws IOException {
    brokenAt(3, lines -> lines.set(1, lines.get(1).replace("allow", "deny")));
  }

  @Test
  void aChangedSpaceShows() throws IOException {
    brokenAt(3, lines -> lines.set(1, lines.get(1) + " "));
  }

  @Test
  void aLineThatWasCutOutShows() throws IOException {
    brokenAt(3, lines -> lines.remove(2));
  }

  @Test
  void aLineThatWasInsertedShowsByTheNextOne() throws IOException {
    brokenAt(4, lines -> lines.add(2, lines.get(2).replace("e3", "e9")));
  }

  @Test
  void aRepeatedLineShows() throws IOException {
    brokenAt(4, lines -> lines.add(3, lines.get(2)));
  }

  @Test
  void linesThatWereExchangedShow() throws IOException {
    brokenAt(2, lines -> Collections.swap(lines, 1, 2));
  }

  @Test
  void anEmptyLineShows() throws IOException {
    brokenAt(2, lines -> lines.add(1, ""));
  }

  @Test
  void textThatIsNoRecordShows() throws IOException {
    brokenAt(5, lines -> lines.set(4, "not json"));
    brokenAt(5, lines -> lines.set(4, "{\"chain\":1}"));
    brokenAt(5, lines -> lines.set(4, "{\"chain\":\"" + Chain.GENESIS + "\"}{}"));
  }

  @Test
  void twoChainsInOneLineShow() throws IOException {
    brokenAt(2, lines -> lines.set(1, lines.get(1).replace("{\"id\"", "{\"chain\":\"x\",\"id\"")));
  }

  @Test
  void aMissingBeginningShowsAsIncomplete() throws IOException {
    assertThat(after(lines -> lines.remove(0)))
        .isInstanceOfSatisfying(
            Result.Intact.class, intact -> assertThat(intact.complete()).isFalse());
  }

  @Test
  void aMissingEndShowsAgainstAHeadThatWasKept() throws IOException {
    Result before = AuditVerifier.verify(file);
    assertThat(after(lines -> lines.remove(4))).isNotEqualTo(before);
  }

  @Test
  void anUnfinishedLineShows() throws IOException {
    Files.writeString(file, Files.readString(file).stripTrailing());
    assertThat(AuditVerifier.verify(file))
        .isInstanceOfSatisfying(
            Result.Broken.class, broken -> assertThat(broken.message()).contains("not finished"));
  }
}
