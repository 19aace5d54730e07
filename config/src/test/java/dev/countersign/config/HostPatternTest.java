package dev.countersign.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.GatewayConfig.HostsConfig;
import dev.countersign.config.GatewayConfig.UpstreamConfig;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPatternTest {

  @ParameterizedTest
  @CsvSource({
    "foo.test, foo.test, true",
    "Foo.Test, foo.test, true",
    "foo.test, www.foo.test, false",
    "*.tool.test, registry.tool.test, true",
    "*.tool.test, a.b.tool.test, true",
    "*.tool.test, tool.test, false",
    "*.tool.test, eviltool.test, false",
    "*.tool.test, registry.tool.test.evil.com, false",
    "*, anything.example, true",
  })
  void aPatternEndsAtALabel(String pattern, String host, boolean matches) {
    assertThat(new HostPattern(pattern).matches(host)).isEqualTo(matches);
    assertThat(new HostsConfig(false, List.of(pattern)).tunnels(host)).isEqualTo(matches);
    assertThat(new HostsConfig(true, List.of()).tunnels(host)).isTrue();
  }

  @Test
  void theNarrowestPatternSaysWhereToDial() {
    UpstreamConfig upstream =
        new UpstreamConfig(
            Map.of("*", at(1), "*.amazonaws.com", at(2), "sts.amazonaws.com", at(3)),
            Optional.empty(),
            Optional.empty());
    assertThat(upstream.insteadOf("example.org")).contains(at(1));
    assertThat(upstream.insteadOf("s3.amazonaws.com")).contains(at(2));
    assertThat(upstream.insteadOf("sts.amazonaws.com")).contains(at(3));
  }

  private static InetSocketAddress at(int port) {
    return InetSocketAddress.createUnresolved("localhost", port);
  }
}
