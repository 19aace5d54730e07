package dev.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.audit.AuditVerifier.Result;
import dev.countersign.config.GatewayConfig.AuditConfig;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class JsonAuditLogTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("state").resolve("audit.jsonl");
  }

  private JsonAuditLog open(long rotateBytes, Instant now) {
    return JsonAuditLog.open(
        new AuditConfig(file, rotateBytes, Duration.ofDays(30)), Clock.fixed(now, ZoneOffset.UTC));
  }

  private JsonAuditLog open() {
    return open(1_000_000, Records.TIME);
  }

  private void write(String... ids) {
    try (JsonAuditLog log = open()) {
      for (String id : ids) {
        log.write(Records.intent(id));
      }
    }
  }

  private List<String> ids(Path path) throws IOException {
    List<String> ids = new ArrayList<>();
    for (String line : Files.readAllLines(path)) {
      JsonNode id = MAPPER.readTree(line).get("id");
      ids.add(id == null ? "-" : id.textValue());
    }
    return ids;
  }

  private long intactLines() throws IOException {
    assertThat(AuditVerifier.verify(file)).isInstanceOf(Result.Intact.class);
    return ((Result.Intact) AuditVerifier.verify(file)).lines();
  }

  @Test
  void aRecordStandsInTheFileWhenWriteReturns() throws IOException {
    try (JsonAuditLog log = open()) {
      log.write(Records.intent("e1"));
      assertThat(ids(file)).containsExactly("e1");
      log.write(Records.outcome("e1"));
      assertThat(ids(file)).containsExactly("e1", "e1");
    }
    assertThat(intactLines()).isEqualTo(2);
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    write("e1");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(file.getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aFileThatOthersCouldReadIsClosedToThem() throws IOException {
    write("e1");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    write("e2");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void theChainGoesOnWhereItStopped() throws IOException {
    write("e1", "e2");
    write("e3");
    assertThat(ids(file)).containsExactly("e1", "e2", "e3");
    assertThat(intactLines()).isEqualTo(3);
  }

  @Test
  void twoHundredThreadsGetTheirRecordsEachOnce() throws Exception {
    try (JsonAuditLog log = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> written = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String id = "e" + i;
        written.add(
            threads.submit(
                () -> {
                  log.write(Records.intent(id));
                  log.write(Records.outcome(id));
                }));
      }
      for (Future<?> one : written) {
        one.get();
      }
    }
    assertThat(ids(file)).hasSize(400);
    assertThat(ids(file).stream().distinct()).hasSize(200);
    assertThat(intactLines()).isEqualTo(400);
  }

  @Test
  void anInterruptedThreadStillWritesItsRecordAndStaysInterrupted() throws Exception {
    try (JsonAuditLog log = open()) {
      Thread.currentThread().interrupt();
      log.write(Records.intent("e1"));
      assertThat(Thread.interrupted()).isTrue();
      log.write(Records.intent("e2"));
    }
    assertThat(ids(file)).containsExactly("e1", "e2");
  }

  @Test
  void afterClosingNothingIsWritten() {
    JsonAuditLog log = open();
    log.close();
    assertThatThrownBy(() -> log.write(Records.intent("e1")))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.AUDIT_UNAVAILABLE));
    log.close();
  }

  @Test
  void aFullFileIsClosedAndTheChainGoesOnInTheNext() throws IOException {
    try (JsonAuditLog log = open(1500, Records.TIME)) {
      for (int i = 0; i < 7; i++) {
        log.write(Records.intent("e" + i));
      }
    }
    List<Path> closed = new RotatedFiles(file).list();
    assertThat(closed).hasSizeGreaterThan(1);
    assertThat(closed.getFirst()).hasFileName("audit-20260131T120000123Z.jsonl");
    assertThat(ids(closed.getFirst())).startsWith("e0");
    assertThat(intactLines()).isEqualTo(7);

    write("after a restart");
    assertThat(intactLines()).isEqualTo(8);
  }

  @Test
  void aRestartRightAfterAFileWasClosedContinuesItsChain() throws IOException {
    try (JsonAuditLog log = open(1, Records.TIME)) {
      log.write(Records.intent("e1"));
    }
    Files.delete(file);
    write("e2");
    assertThat(intactLines()).isEqualTo(2);
  }

  @Test
  void closedFilesAreKeptForTheirTimeAndThenDeleted() throws IOException {
    try (JsonAuditLog log = open(1, Records.TIME)) {
      log.write(Records.intent("old"));
    }
    Instant later = Records.TIME.plus(Duration.ofDays(29));
    try (JsonAuditLog log = open(1, later)) {
      log.write(Records.intent("young"));
    }
    assertThat(new RotatedFiles(file).list()).hasSize(2);

    open(1000, Records.TIME.plus(Duration.ofDays(31))).close();
    assertThat(new RotatedFiles(file).list()).hasSize(1);
    assertThat(AuditVerifier.verify(file))
        .isInstanceOfSatisfying(
            Result.Intact.class, intact -> assertThat(intact.complete()).isFalse());
  }

  @Test
  void aClockThatGoesBackDoesNotChangeTheOrderOfFiles() throws IOException {
    for (int i = 0; i < 3; i++) {
      try (JsonAuditLog log = open(1, Records.TIME.minus(Duration.ofHours(i)))) {
        log.write(Records.intent("e" + i));
      }
    }
    assertThat(new RotatedFiles(file).list()).hasSize(3);
    assertThat(intactLines()).isEqualTo(3);
  }

  @Test
  void anUnfinishedLineIsSetAsideAndNoted() throws IOException {
    write("e1");
    Files.writeString(file, "{\"id\":\"e2\",\"ti", StandardOpenOption.APPEND);
    write("e3");
    assertThat(ids(file)).containsExactly("e1", "-", "e3");
    assertThat(Files.readAllLines(file).get(1))
        .contains("\"phase\":\"notice\"", "14 bytes of an unfinished line");
    assertThat(intactLines()).isEqualTo(3);
    try (Stream<Path> entries = Files.list(file.getParent())) {
      Path aside =
          entries
              .filter(e -> e.getFileName().toString().contains(".torn-"))
              .findFirst()
              .orElseThrow();
      assertThat(aside).hasContent("{\"id\":\"e2\",\"ti");
    }
  }

  @Test
  void anUnfinishedFirstLineIsSetAsideToo() throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[1000]);
    write("e1");
    assertThat(ids(file)).containsExactly("-", "e1");
    assertThat(intactLines()).isEqualTo(2);
  }

  @Test
  void aFileThatIsNoLogIsLeftAlone() throws IOException {
    Files.createDirectories(file.getParent());
    byte[] other = "x".repeat(Tail.MAX_LENGTH + 1).getBytes(StandardCharsets.US_ASCII);
    Files.write(file, other);
    assertThatThrownBy(this::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("no audit log");
    assertThat(Files.size(file)).isEqualTo(other.length);
  }

  @Test
  void aFileThatSomebodyRemovesIsMadeAgainAndTheGapShows() throws IOException {
    try (JsonAuditLog log = open()) {
      log.write(Records.intent("e1"));
      Files.delete(file);
      log.write(Records.intent("e2"));
      assertThat(ids(file)).containsExactly("-", "e2");
      assertThat(AuditVerifier.verify(file))
          .isInstanceOfSatisfying(
              Result.Intact.class, intact -> assertThat(intact.complete()).isFalse());
    }
  }

  @Test
  void aFileThatSomebodyPutsInItsPlaceBreaksTheChain() throws IOException {
    try (JsonAuditLog log = open()) {
      log.write(Records.intent("e1"));
      List<String> lines = Files.readAllLines(file);
      log.write(Records.intent("e2"));
      Files.delete(file);
      Files.writeString(file, lines.getFirst() + "\n");
      log.write(Records.intent("e3"));
      assertThat(ids(file)).containsExactly("e1", "-", "e3");
      assertThat(AuditVerifier.verify(file))
          .isInstanceOfSatisfying(
              Result.Broken.class, broken -> assertThat(broken.line()).isEqualTo(2));
    }
  }

  @Test
  void twoGatewaysCannotWriteOneLog() throws IOException {
    try (JsonAuditLog first = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("another gateway");
      first.write(Records.intent("e1"));
    }
    write("e2");
    assertThat(intactLines()).isEqualTo(2);
  }

  @Test
  void aDirectoryThatCannotBeMadeIsAClearError() throws IOException {
    Files.writeString(directory.resolve("state"), "a file where the directory should be");
    assertThatThrownBy(this::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("cannot be opened");
  }

  @Test
  void aDirectoryInThePlaceOfTheFileIsAClearError() throws IOException {
    Files.createDirectories(file);
    assertThatThrownBy(this::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
  }
}
