package dev.countersign.credentials;

import dev.countersign.config.GatewayConfig.UpstreamConfig;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Looks hosts up in {@code upstream.connect-to}. */
final class ConnectTo {

  private ConnectTo() {}

  /** The address to dial instead of {@code host}: of the longest pattern that matches. */
  static Optional<InetSocketAddress> find(UpstreamConfig upstream, String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return upstream.connectTo().entrySet().stream()
        .filter(entry -> matches(entry.getKey(), name))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue);
  }

  /** {@code *.example.org} stands for one label or more before the suffix, {@code *} for all. */
  private static boolean matches(String pattern, String host) {
    return pattern.equals("*")
        || (pattern.startsWith("*.")
            ? host.endsWith(pattern.substring(1)) && host.length() >= pattern.length()
            : host.equals(pattern));
  }
}
