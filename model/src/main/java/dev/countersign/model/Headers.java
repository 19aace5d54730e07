package dev.countersign.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Header fields in the order of the wire, repeated ones included. Names are compared without regard
 * to case (RFC 9110, 5.1). Immutable.
 *
 * @param fields all of them, first to last
 */
public record Headers(List<Header> fields) implements Iterable<Header> {

  public static final Headers EMPTY = new Headers(List.of());

  public Headers {
    fields = List.copyOf(fields);
  }

  /** Names and values in turn: {@code Headers.of("Host", "h", "Date", "d")}. */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a header's value is missing");
    }
    List<Header> fields = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new Header(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new Headers(fields);
  }

  /**
   * The value of a header that may stand once at the most.
   *
   * @throws Refusal with {@link Failure#AMBIGUOUS} where it is repeated: two readers could pick
   *     different ones
   */
  public Optional<String> single(String name) {
    List<String> all = all(name);
    if (all.size() > 1) {
      throw new Refusal(Failure.AMBIGUOUS, "the header " + name + " is repeated");
    }
    return all.stream().findFirst();
  }

  /** Every value of a header, in order. */
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  public boolean contains(String name) {
    return fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
  }

  /** These fields without those whose name satisfies {@code name}. */
  public Headers without(Predicate<String> name) {
    return new Headers(fields.stream().filter(field -> !name.test(field.name())).toList());
  }

  /** These fields and one more at the end. */
  public Headers plus(String name, String value) {
    List<Header> more = new ArrayList<>(fields);
    more.add(new Header(name, value));
    return new Headers(more);
  }

  @Override
  public Iterator<Header> iterator() {
    return fields.iterator();
  }
}
