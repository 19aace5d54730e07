package dev.countersign.catalog;

import dev.countersign.catalog.Shape.Field;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The members of a structure. A name that no model has means nothing to AWS and is passed over; one
 * that differs from the model's in the case of its letters only is refused, since a reader that is
 * lenient there would see a member that the rules do not.
 */
final class FieldSet implements Iterable<Field> {

  private final List<Field> fields;
  private final Set<String> wires = new HashSet<>();
  private final Set<String> folded = new HashSet<>();

  FieldSet(List<Field> fields) {
    this.fields = List.copyOf(fields);
    for (Field field : fields) {
      wires.add(field.wire());
      folded.add(fold(field.wire()));
    }
  }

  @Override
  public Iterator<Field> iterator() {
    return fields.iterator();
  }

  boolean has(String wire) {
    return wires.contains(wire);
  }

  /**
   * @throws Refusal AMBIGUOUS where one of {@code names} is a member in another spelling
   */
  void check(Iterable<String> names) {
    for (String name : names) {
      if (!wires.contains(name) && folded.contains(fold(name))) {
        throw new Refusal(
            Failure.AMBIGUOUS,
            "the member " + name + " is spelt in another way than the API has it");
      }
    }
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
