package dev.countersign.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of sockets. No name is looked up here. */
final class Addresses {

  /** One label or more, as in DNS (RFC 1123, section 2.1). */
  static final String NAME =
      "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

  private static final String PORT = ":([0-9]{1,5})";
  // All four numbers: a shorter form such as 127.1 means different things to different readers.
  private static final Pattern IP =
      Pattern.compile(
          "(?:\\[([0-9a-fA-F:.]+)\\]|((?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}))"
              + PORT);
  private static final Pattern NAMED = Pattern.compile("(" + NAME + ")" + PORT);

  private Addresses() {}

  /** Where to listen: an IP address or {@code localhost}, and a port; 0 for any free one. */
  static Shape<InetSocketAddress> listener() {
    return Shape.text()
        .then(
            "an IP address and a port, such as 127.0.0.1:8470 or [::1]:8470",
            text -> ip(text.replaceFirst("^localhost:", "127.0.0.1:")))
        .with("pattern", "^(?:\\[[0-9a-fA-F:.]+\\]|[0-9.]+|localhost):[0-9]{1,5}$");
  }

  /** Where to connect to: an IP address or a name, and a port. */
  static Shape<InetSocketAddress> peer() {
    return Shape.text()
        .then("a host and a port, such as proxy.example.com:3128", Addresses::peerOf);
  }

  /** The same as a URL, as in {@code HTTPS_PROXY}. */
  static Shape<InetSocketAddress> proxy() {
    return Urls.unless(
        "@",
        "a user name or password in it is not supported",
        Shape.text()
            .then(
                "http://host:port",
                text ->
                    text.startsWith("http://")
                        ? peerOf(text.substring("http://".length()).replaceFirst("/$", ""))
                        : Optional.empty())
            .with("pattern", "^http://(?:\\[[0-9a-fA-F:.]+\\]|[a-z0-9.-]+):[0-9]{1,5}/?$"));
  }

  private static Optional<InetSocketAddress> peerOf(String text) {
    return ip(text).or(() -> named(text)).filter(peer -> peer.getPort() != 0);
  }

  private static Optional<InetSocketAddress> ip(String text) {
    Matcher matcher = IP.matcher(text);
    if (!matcher.matches() || port(matcher.group(3)) < 0) {
      return Optional.empty();
    }
    String literal = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    try {
      InetAddress address = InetAddress.ofLiteral(literal);
      return Optional.of(new InetSocketAddress(address, port(matcher.group(3))));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<InetSocketAddress> named(String text) {
    Matcher matcher = NAMED.matcher(text);
    return text.length() <= Shapes.MAX_FORMED
            && matcher.matches()
            && port(matcher.group(2)) >= 0
            && !isNumeric(matcher.group(1))
        ? Optional.of(InetSocketAddress.createUnresolved(matcher.group(1), port(matcher.group(2))))
        : Optional.empty();
  }

  /** Whether a resolver could take the name for an address: {@code 127.1}, {@code 2130706433}. */
  private static boolean isNumeric(String name) {
    return name.substring(name.lastIndexOf('.') + 1).chars().allMatch(Character::isDigit);
  }

  private static int port(String digits) {
    int port = Integer.parseInt(digits);
    return port <= 0xFFFF ? port : -1;
  }
}
