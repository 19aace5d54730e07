package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.catalog.Classifier.Facts;
import dev.countersign.catalog.Classifier.Ground;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation has a level on some ground, and the reviewed lists are as they say. */
class ClassificationTest {

  private final OperationIndex index = OperationIndex.bundled();
  private final Classifier classifier = new Classifier();

  @Test
  void nothingIsLeftUnclassified() {
    Map<Ground, Integer> grounds = new EnumMap<>(Ground.class);
    Map<String, List<String>> open = new TreeMap<>();
    each(
        (service, operation) -> {
          Ground ground = classifier.facts(service, operation).ground();
          grounds.merge(ground, 1, Integer::sum);
          if (ground == Ground.NONE) {
            open.computeIfAbsent(service.id(), id -> new ArrayList<>()).add(operation.name());
          }
        });
    for (Ground ground : Ground.values()) {
      System.out.printf("%-10s %6d%n", ground, grounds.getOrDefault(ground, 0));
    }
    open.forEach((service, names) -> System.out.println("unclassified: " + service + " " + names));
    assertThat(open).isEmpty();
  }

  @Test
  void everyLineFitsAnOperation() throws IOException {
    for (String table :
        List.of(
            "access.txt",
            "access-gaps.txt",
            "iam-actions.txt",
            "iam-members.txt",
            "credentials.txt",
            "runs-code.txt",
            "resources.txt")) {
      for (String line : lines(table)) {
        String[] words = line.split("\\s+");
        if (!words[0].equals("*")) {
          ServiceModel service =
              index.service(words[0]).orElseThrow(() -> new AssertionError(line));
          String pattern = "\\Q" + words[1].replace("*", "\\E.*\\Q") + "\\E";
          assertThat(service.operations().keySet())
              .as(table + ": " + line)
              .anyMatch(name -> name.matches(pattern));
        }
      }
    }
  }

  /** A path that no member begins would be a slip of the pen. */
  @ParameterizedTest
  @ValueSource(strings = {"resources.txt", "iam-members.txt"})
  void everyPathFitsAMember(String table) {
    for (List<String> words : Table.words(table)) {
      if (!words.getFirst().equals("*") && !words.get(2).equals("/")) {
        String pattern = "\\Q" + words.get(1).replace("*", "\\E.*\\Q") + "\\E";
        String path = words.get(2).split("=", 2)[0];
        MemberPattern members =
            table.equals("resources.txt") ? MemberPattern.of(path) : MemberPattern.ofAnyCase(path);
        assertThat(index.service(words.getFirst()).orElseThrow().operations().values())
            .as(table + ": " + words)
            .filteredOn(operation -> operation.name().matches(pattern))
            .flatExtracting(OperationModel::members)
            .anyMatch(members::fitsWithin);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "access.txt",
        "access-gaps.txt",
        "iam-actions.txt",
        "iam-members.txt",
        "credentials.txt",
        "runs-code.txt"
      })
  void everyLineHasItsReason(String table) throws IOException {
    assertThat(lines(table)).isNotEmpty().allMatch(line -> line.matches(".*\\s# \\S.*"));
  }

  /** The index was compiled with the list of names as it stands. */
  @Test
  void theIndexKnowsTheReviewedActions() {
    IamNames names = new IamNames();
    each(
        (service, operation) -> {
          List<List<String>> candidates = names.candidates(service, operation);
          operation
              .iam()
              .ifPresent(
                  iam ->
                      assertThat(candidates)
                          .as(service.id() + " " + operation.name())
                          .anyMatch(
                              candidate ->
                                  String.join(" ", candidate)
                                      .equalsIgnoreCase(String.join(" ", iam.actions()))));
        });
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvFileSource(resources = "classification.csv", numLinesToSkip = 1)
  void isWhatThePeopleWhoReviewedItSay(
      String id, String name, String access, String iam, String flags) {
    ServiceModel service = index.service(id).orElseThrow();
    Facts facts = classifier.facts(service, service.operation(name).orElseThrow());
    assertThat(facts.access().word()).isEqualTo(access);
    assertThat(String.join(" ", facts.iamActions())).isEqualTo(iam);
    assertThat((facts.returnsCredentials() ? "secret" : "") + (facts.runsCode() ? "code" : ""))
        .isEqualTo(flags);
  }

  private void each(BiConsumer<ServiceModel, OperationModel> consumer) {
    for (String id : index.ids()) {
      ServiceModel service = index.service(id).orElseThrow();
      service.operations().values().forEach(operation -> consumer.accept(service, operation));
    }
  }

  private static List<String> lines(String table) throws IOException {
    try (InputStream in = Objects.requireNonNull(Table.class.getResourceAsStream(table))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }
}
