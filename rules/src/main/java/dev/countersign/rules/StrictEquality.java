package dev.countersign.rules;

import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelFunctionBinding;
import dev.countersign.model.LongText;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code ==}, {@code !=} and {@code in} that fail where CEL's own would say {@code false} of values
 * whose types differ.
 *
 * <p>Such a comparison can only happen with {@code aws.params}, whose types the checker does not
 * know. CEL (Language Definition, "Equality") defines {@code "1" == 1} as false, so {@code deny:
 * aws.params.MaxCount == "1"} would let everything through without a word. Here it fails, and a
 * rule that fails makes the verdict stricter. Numbers compare by value whatever their type, and
 * everything may be compared with null.
 */
final class StrictEquality {

  private StrictEquality() {}

  /** The replacements, under the names that the type checker resolves to. */
  static List<CelFunctionBinding> bindings() {
    return Stream.of(
            CelFunctionBinding.fromOverloads(
                "_==_",
                CelFunctionBinding.from(
                    "equals", Object.class, Object.class, StrictEquality::equal)),
            CelFunctionBinding.fromOverloads(
                "_!=_",
                CelFunctionBinding.from(
                    "not_equals",
                    Object.class,
                    Object.class,
                    (left, right) -> !equal(left, right))),
            CelFunctionBinding.fromOverloads(
                "@in",
                CelFunctionBinding.from(
                    "in_list", Object.class, List.class, StrictEquality::contains),
                CelFunctionBinding.from(
                    "in_map", Object.class, Map.class, (key, map) -> contains(key, map.keySet()))))
        .flatMap(Set::stream)
        .toList();
  }

  /**
   * @throws CelInvalidArgumentException where the two are of different types
   */
  static boolean equal(Object left, Object right) {
    if (!comparable(left, right)) {
      throw mismatch(left, right);
    }
    return switch (left) {
      case Number a when right instanceof Number b -> equalNumbers(a, b);
      case List<?> a when right instanceof List<?> b -> equalLists(a, b);
      case Map<?, ?> a when right instanceof Map<?, ?> b -> equalMaps(a, b);
      default -> left.equals(right);
    };
  }

  /** As {@code exists(x, x == value)}: an equal item makes up for others of another type. */
  static boolean contains(Object value, Collection<?> items) {
    @Nullable Object stranger = null;
    for (Object item : items) {
      if (!comparable(value, item)) {
        stranger = item;
      } else if (equal(value, item)) {
        return true;
      }
    }
    if (stranger != null) {
      throw mismatch(value, stranger);
    }
    return false;
  }

  private static boolean comparable(Object left, Object right) {
    return (left.getClass() == right.getClass() && !(left instanceof LongText))
        || left instanceof NullValue
        || right instanceof NullValue
        || (left instanceof Number && right instanceof Number)
        || (left instanceof List && right instanceof List)
        || (left instanceof Map && right instanceof Map);
  }

  private static boolean equalNumbers(Number left, Number right) {
    if (left instanceof Double || right instanceof Double) {
      double a = left.doubleValue();
      double b = right.doubleValue();
      // Not every long has its double: only the decimals tell apart what rounding makes equal.
      return a == b && (Double.isInfinite(a) || decimal(left).compareTo(decimal(right)) == 0);
    }
    return left.equals(right) || decimal(left).compareTo(decimal(right)) == 0;
  }

  private static BigDecimal decimal(Number number) {
    return number instanceof Double d ? new BigDecimal(d) : new BigDecimal(number.toString());
  }

  private static boolean equalLists(List<?> left, List<?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    Iterator<?> others = right.iterator();
    for (Object item : left) {
      if (!equal(item, others.next())) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalMaps(Map<?, ?> left, Map<?, ?> right) {
    if (!left.keySet().equals(right.keySet())) {
      return false;
    }
    for (Map.Entry<?, ?> entry : left.entrySet()) {
      if (!equal(entry.getValue(), Objects.requireNonNull(right.get(entry.getKey())))) {
        return false;
      }
    }
    return true;
  }

  private static CelInvalidArgumentException mismatch(Object left, Object right) {
    return new CelInvalidArgumentException(
        new IllegalArgumentException(type(left) + " is compared with " + type(right)));
  }

  private static String type(Object value) {
    return switch (value) {
      case String _ -> "a string";
      case Boolean _ -> "a bool";
      case Number _ -> "a number";
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "a map";
      case Instant _ -> "a timestamp";
      case LongText _ -> "a text that is too long to be kept";
      default -> "a " + value.getClass().getSimpleName();
    };
  }
}
