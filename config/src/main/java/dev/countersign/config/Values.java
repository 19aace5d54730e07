package dev.countersign.config;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shapes of the configuration's single values: sizes, durations, addresses. */
final class Values {

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})(B|kB|KB|KiB|MB|MiB|GB|GiB)?");
  private static final Map<String, Long> UNITS =
      Map.of(
          "B",
          1L,
          "kB",
          1_000L,
          "KB",
          1_000L,
          "KiB",
          1L << 10,
          "MB",
          1_000_000L,
          "MiB",
          1L << 20,
          "GB",
          1_000_000_000L,
          "GiB",
          1L << 30);
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(s|m|h|d)");
  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]/@]+):([0-9]{1,5})");

  private Values() {}

  /** A size in bytes between two: {@code 64KiB}, {@code 100MB}, {@code 4096}. */
  static Shape<Long> size(long least, long most) {
    return Shapes.parsed(
        Shapes.map("type", List.of("string", "integer"), "pattern", "^" + SIZE + "$"),
        "a size like 64KiB or 100MB, from " + least + " to " + most + " bytes",
        text -> {
          Matcher matcher = SIZE.matcher(text);
          if (!matcher.matches()) {
            return Optional.empty();
          }
          BigInteger unit =
              BigInteger.valueOf(matcher.group(2) == null ? 1 : UNITS.getOrDefault(matcher.group(2), 1L));
          BigInteger bytes = new BigInteger(matcher.group(1)).multiply(unit);
          return bytes.compareTo(BigInteger.valueOf(least)) < 0
                  || bytes.compareTo(BigInteger.valueOf(most)) > 0
              ? Optional.empty()
              : Optional.of(bytes.longValueExact());
        });
  }

  /** A duration between two: {@code 90s}, {@code 15m}, {@code 1h}, {@code 30d}. */
  static Shape<Duration> duration(Duration least, Duration most) {
    return Shapes.parsed(
        Shapes.map("type", "string", "pattern", "^" + DURATION + "$"),
        "a duration like 90s, 15m, 1h or 30d, from " + shown(least) + " to " + shown(most),
        text -> {
          Matcher matcher = DURATION.matcher(text);
          if (!matcher.matches()) {
            return Optional.empty();
          }
          long count = Long.parseLong(matcher.group(1));
          Duration value =
              switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
              };
          return value.compareTo(least) < 0 || value.compareTo(most) > 0
              ? Optional.empty()
              : Optional.of(value);
        });
  }

  private static String shown(Duration duration) {
    return duration.toDays() > 0 && duration.toHoursPart() == 0
        ? duration.toDays() + "d"
        : duration.toHours() > 0 && duration.toMinutesPart() == 0
            ? duration.toHours() + "h"
            : duration.toMinutes() + "m";
  }

  /** An address of this machine to listen on: an IP literal or localhost, and a port. */
  static Shape<InetSocketAddress> listen() {
    return Shapes.parsed(
        Shapes.map("type", "string", "pattern", "^.+:[0-9]+$"),
        "an IP address and a port, like 127.0.0.1:8470 or [::1]:8470",
        text -> address(text).filter(address -> !address.isUnresolved()));
  }

  /** An address to dial: an IP literal or a name, and a port; names stay unresolved. */
  static Shape<InetSocketAddress> dial() {
    return Shapes.parsed(
        Shapes.map("type", "string", "pattern", "^.+:[0-9]+$"),
        "a host and a port, like 127.0.0.1:7443",
        text -> address(text).filter(address -> address.getPort() > 0));
  }

  /** The URL of an HTTP proxy: scheme http, host and port only. */
  static Shape<InetSocketAddress> proxyUrl() {
    return Shapes.parsed(
        Shapes.map("type", "string", "pattern", "^http://.+:[0-9]+/?$"),
        "a URL like http://proxy.example.com:3128",
        text ->
            text.startsWith("http://")
                ? address(text.substring("http://".length()).replaceFirst("/$", ""))
                    .filter(address -> address.getPort() > 0)
                : Optional.empty());
  }

  private static Optional<InetSocketAddress> address(String text) {
    Matcher matcher = ADDRESS.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group(2));
    if (port > 65_535) {
      return Optional.empty();
    }
    String host = matcher.group(1).replaceAll("[\\[\\]]", "");
    if (host.equals("localhost")) {
      return Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
    try {
      return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
    } catch (IllegalArgumentException e) {
      return host.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?") && !host.matches("[0-9.]+")
          ? Optional.of(InetSocketAddress.createUnresolved(host, port))
          : Optional.empty();
    }
  }
}
