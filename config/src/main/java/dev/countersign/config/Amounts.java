package dev.countersign.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts with a unit: {@code 64KiB}, {@code 1h30m}. */
public final class Amounts {

  private static final Pattern SIZE =
      Pattern.compile("(0|[1-9][0-9]{0,17})(B|kB|KB|KiB|MB|MiB|GB|GiB|TB|TiB)?");
  private static final Map<String, Long> BYTES =
      Map.of(
          "B", 1L,
          "kB", 1_000L,
          "KB", 1_000L,
          "KiB", 1L << 10,
          "MB", 1_000_000L,
          "MiB", 1L << 20,
          "GB", 1_000_000_000L,
          "GiB", 1L << 30,
          "TB", 1_000_000_000_000L,
          "TiB", 1L << 40);

  private static final Pattern DURATION =
      Pattern.compile(
          "(?=.)(?:([0-9]{1,5})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,5})s)?");

  private Amounts() {}

  /** A length in bytes, from {@code least} to {@code most}. */
  static Shape<Long> size(String least, String most) {
    long from = size(least).orElseThrow();
    long to = size(most).orElseThrow();
    return Shapes.parsed(
        Shapes.map("type", List.of("string", "integer"), "pattern", "^(?:" + SIZE.pattern() + ")$"),
        "a size from " + least + " to " + most + ", such as 64KiB or 100MB",
        text -> size(text).filter(bytes -> bytes >= from && bytes <= to));
  }

  /** A time, from {@code least} to {@code most}. */
  public static Shape<Duration> duration(String least, String most) {
    Duration from = duration(least).orElseThrow();
    Duration to = duration(most).orElseThrow();
    return Shapes.parsed(
        Map.of("type", "string", "pattern", "^(?:" + DURATION.pattern() + ")$"),
        "a duration from " + least + " to " + most + ", such as 45s, 1h30m or 30d",
        text -> duration(text).filter(it -> it.compareTo(from) >= 0 && it.compareTo(to) <= 0));
  }

  private static Optional<Long> size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    BigInteger bytes =
        new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(BYTES.getOrDefault(unit, 1L)));
    return bytes.bitLength() < Long.SIZE ? Optional.of(bytes.longValue()) : Optional.empty();
  }

  /** What {@code 1h30m} means; empty where it means nothing. */
  public static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    return matcher.matches()
        ? Optional.of(
            Duration.ofDays(number(matcher, 1))
                .plusHours(number(matcher, 2))
                .plusMinutes(number(matcher, 3))
                .plusSeconds(number(matcher, 4)))
        : Optional.empty();
  }

  private static long number(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
