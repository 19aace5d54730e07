package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.LongText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is inside the parameters, and how much is written down of it. */
class LeafTest {

  @Test
  void everyValueHasItsPath() {
    List<Leaf> leaves =
        Leaf.of(Map.of("A", List.of(Map.of("B", 7L), Map.of("C", LongText.LEFT_OUT))));
    assertThat(leaves)
        .extracting(leaf -> leaf.path() + "=" + leaf.text())
        .containsExactly("A{}=B", "A.B=7", "A{}=C", "A.C=");
    assertThat(leaves).filteredOn(Leaf::leftOut).hasSize(1);
  }

  /** A long name around many values is not written out for each of them. */
  @Test
  void whatASenderChoosesIsCut() {
    String longest = "K".repeat(100_000);
    Map<String, Object> many = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      many.put("k" + i, "");
    }
    Object nested = many;
    for (int i = 0; i < 90; i++) {
      nested = Map.of("n".repeat(200), nested);
    }
    List<Leaf> leaves = Leaf.of(Map.of("Item", Map.of(longest, many, "deep", nested)));
    assertThat(leaves).hasSizeGreaterThan(40_000);
    assertThat(leaves).allMatch(leaf -> leaf.path().length() < 1200 && leaf.name().length() < 140);
    assertThat(leaves).extracting(Leaf::text).contains(longest);
    // The parts that are shared are there once.
    assertThat(
            leaves.stream()
                .map(leaf -> System.identityHashCode(leaf.parent()))
                .collect(Collectors.toSet()))
        .hasSizeLessThan(200);
  }

  @Test
  void nothingThatIsCutIsAMember() {
    MemberPattern pattern = MemberPattern.of("M." + "K".repeat(128));
    assertThat(Leaf.of(Map.of("M", Map.of("K".repeat(128), "v")))).anyMatch(pattern::fits);
    assertThat(Leaf.of(Map.of("M", Map.of("K".repeat(200), "v")))).noneMatch(pattern::fits);
  }
}
