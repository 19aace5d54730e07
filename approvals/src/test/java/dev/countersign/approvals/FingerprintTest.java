package dev.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  private static final List<String> FIELDS =
      List.of("claude", "222222222222", "role", "s3", "PutObject", "eu-west-1", "c0ffee", "v1");

  private static Fingerprint of(List<String> f) {
    return Fingerprint.of(
        f.get(0), f.get(1), f.get(2), f.get(3), f.get(4), f.get(5), f.get(6), f.get(7));
  }

  @Test
  void theSameIsTheSame() {
    assertThat(of(FIELDS)).isEqualTo(of(List.copyOf(FIELDS)));
  }

  @Test
  void everyFieldCounts() {
    Set<Fingerprint> seen = new HashSet<>(Set.of(of(FIELDS)));
    for (int i = 0; i < FIELDS.size(); i++) {
      List<String> other = new java.util.ArrayList<>(FIELDS);
      other.set(i, other.get(i) + "x");
      assertThat(seen.add(of(other))).isTrue();
      other.set(i, "");
      assertThat(seen.add(of(other))).isTrue();
    }
  }

  @Test
  void nothingMovesFromOneFieldToTheNext() {
    Set<Fingerprint> seen = new HashSet<>();
    for (int cut = 0; cut <= 6; cut++) {
      List<String> fields = new java.util.ArrayList<>(FIELDS);
      fields.set(3, "s3:Put".substring(0, cut));
      fields.set(4, "s3:Put".substring(cut));
      assertThat(seen.add(of(fields))).isTrue();
    }
  }

  @Test
  void isWrittenInOneWay() {
    String value = of(FIELDS).value();
    assertThat(value).matches("[0-9a-f]{64}");
    assertThatThrownBy(() -> new Fingerprint(value.toUpperCase(java.util.Locale.ROOT)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Fingerprint("")).isInstanceOf(IllegalArgumentException.class);
  }
}
