package dev.countersign.config;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an unquoted scalar is (YAML 1.2.2, section 10.3), less the forms that YAML 1.1 reads
 * otherwise: {@code 010}, {@code 0o10} and {@code 0x1F} stay texts, which a number's {@link Shape}
 * then refuses.
 */
final class CoreSchema {

  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final Pattern DECIMAL =
      Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?");

  private CoreSchema() {}

  static boolean isNull(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> true;
      default -> false;
    };
  }

  static Optional<Boolean> bool(String text) {
    return switch (text) {
      case "true", "True", "TRUE" -> Optional.of(true);
      case "false", "False", "FALSE" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  static Optional<Long> integer(String text) {
    return INTEGER.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  /** Null, Boolean, Long, Double or the text itself. */
  static @Nullable Object value(String text) {
    if (isNull(text)) {
      return null;
    }
    if (bool(text).isPresent()) {
      return bool(text).get();
    }
    if (integer(text).isPresent()) {
      return integer(text).get();
    }
    return DECIMAL.matcher(text).matches() ? (Object) Double.valueOf(text) : text;
  }
}
