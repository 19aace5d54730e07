package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveRulesTest {

  private static final Duration OFTEN = Duration.ofMillis(10);
  private static final String ALLOW = "rules: [{name: all, allow: true}]\n";
  private static final String DENY = "rules: [{name: none, deny: true}]\n";
  private static final String BROKEN = "rules: [{name: none, deny: aws.acton == 'x'}]\n";

  @TempDir Path directory;

  @Test
  void aSavedFileIsInForceSoon() throws IOException {
    write("a.yaml", ALLOW);
    try (LiveRules rules = open()) {
      assertThat(deciding(rules)).isEqualTo("all");
      write("a.yaml", DENY);
      await(() -> deciding(rules).equals("none"));
      replace("a.yaml", ALLOW);
      await(() -> deciding(rules).equals("all"));
      write("b.yaml", DENY);
      await(() -> deciding(rules).equals("none"));
      Files.delete(directory.resolve("b.yaml"));
      await(() -> deciding(rules).equals("all"));
    }
  }

  @Test
  void theLastGoodSetStaysInForce() throws IOException {
    write("a.yaml", DENY);
    try (LiveRules rules = open()) {
      RuleSet good = rules.current();
      write("a.yaml", BROKEN);
      await(() -> rules.problem().isPresent());
      assertThat(rules.problem().orElseThrow())
          .hasMessageContaining("did you mean \"aws.action\"?");
      assertThat(rules.current()).isSameAs(good);
      Files.delete(directory.resolve("a.yaml"));
      await(() -> problem(rules).contains("no rule file matches"));
      assertThat(rules.current()).isSameAs(good);
      write("a.yaml", "");
      await(() -> problem(rules).contains("\"rules\" is missing"));
      assertThat(rules.current()).isSameAs(good);
      write("a.yaml", DENY);
      await(() -> rules.problem().isEmpty());
      write("a.yaml", ALLOW);
      await(() -> deciding(rules).equals("all"));
    }
  }

  @Test
  void theFirstSetMustCompile() throws IOException {
    write("a.yaml", BROKEN);
    assertThatThrownBy(this::open).isInstanceOf(InvalidFileException.class);
  }

  @Test
  void afterClosingNothingChanges() throws IOException {
    write("a.yaml", ALLOW);
    LiveRules rules = open();
    rules.close();
    rules.close();
    RuleSet last = rules.current();
    write("a.yaml", DENY);
    assertThat(rules.current()).isSameAs(last);
  }

  private LiveRules open() {
    return LiveRules.open(List.of(directory + "/*.yaml"), Vocabulary.NONE, OFTEN);
  }

  private static String deciding(LiveRules rules) {
    return rules.current().decide(Calls.DELETE, Calls.CLAUDE, Calls.NOON, 0).verdict().rule();
  }

  private static String problem(LiveRules rules) {
    return rules.problem().map(InvalidFileException::getMessage).orElse("");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  /** As careful editors save: a new file takes the place of the old one. */
  private void replace(String name, String text) throws IOException {
    Path temporary = Files.writeString(directory.resolve(".tmp"), text);
    Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it took longer than 20 s").isLessThan(end);
      sleep();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(OFTEN);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
