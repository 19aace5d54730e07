package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The authority form of a CONNECT (RFC 9112, 3.2.3): {@code host:port} and nothing more.
 *
 * <p>The host is normalised once, here, to the form in which everything else compares it: lower
 * case, without a trailing dot. Forms that another parser could understand as a different host
 * (user information, percent-encoding, numeric IPv4 forms such as {@code 0x7f.1}) are refused.
 *
 * @param host a DNS name, or an IP literal without brackets
 * @param literal whether {@code host} is an IP literal
 */
record ConnectTarget(String host, int port, boolean literal) {

  private static final Pattern NAME_AND_PORT = Pattern.compile("([^:\\[\\]]{1,254}):([0-9]{1,5})");
  private static final Pattern IPV6_AND_PORT =
      Pattern.compile("\\[([0-9A-Fa-f:.]{2,45})]:([0-9]{1,5})");
  // Underscores are not host names by RFC 1123, yet S3 has old buckets that carry them.
  private static final Pattern NAME =
      Pattern.compile("(?!-)[a-z0-9_-]{1,63}(?<!-)(\\.(?!-)[a-z0-9_-]{1,63}(?<!-))*");
  private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?(0x[0-9a-f]*|[0-9]+)");

  /**
   * @throws Refusal FRAMING where {@code authority} is anything else
   */
  static ConnectTarget parse(String authority) {
    Matcher ipv6 = IPV6_AND_PORT.matcher(authority);
    if (ipv6.matches()) {
      String literal = ipv6.group(1).toLowerCase(Locale.ROOT);
      if (!NetUtil.isValidIpV6Address(literal)) {
        throw refused("it is no IPv6 address");
      }
      return new ConnectTarget(literal, port(ipv6.group(2)), true);
    }
    Matcher named = NAME_AND_PORT.matcher(authority);
    if (!named.matches()) {
      throw refused("expected: host:port");
    }
    String host = named.group(1).toLowerCase(Locale.ROOT);
    host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    int port = port(named.group(2));
    if (NetUtil.isValidIpV4Address(host)) {
      return new ConnectTarget(host, port, true);
    }
    if (host.length() > 253 || !NAME.matcher(host).matches() || NUMERIC.matcher(host).matches()) {
      throw refused("it is no host name");
    }
    return new ConnectTarget(host, port, false);
  }

  private static int port(String digits) {
    int port = Integer.parseInt(digits);
    if (port < 1 || port > 65535) {
      throw refused("expected: a port from 1 to 65535");
    }
    return port;
  }

  private static Refusal refused(String why) {
    return new Refusal(Failure.FRAMING, "the target of CONNECT cannot be used; " + why);
  }
}
