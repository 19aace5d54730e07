package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.GatewayConfig.HostsConfig;
import dev.countersign.model.Agent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {

  private static final HostsConfig HOSTS =
      new HostsConfig(false, List.of("foo.test", "*.TOOL.test", "203.0.113.7"));

  @ParameterizedTest
  @CsvSource({
    "sts.amazonaws.com:443, false, Intercept",
    "STS.amazonaws.com.:443, true, Intercept",
    "sts.amazonaws.com:80, true, Refuse",
    "evil.elb.amazonaws.com:443, true, Refuse",
    "ws.amazonaws.com:443, true, Intercept",
    "ws.amazonaws.com:8443, false, Intercept",
    "ws.amazonaws.com:8444, true, Refuse",
    "sts.amazonaws.com:8443, true, Refuse",
    "foo.test:443, true, Tunnel",
    "foo.test:443, false, Authenticate",
    "x.foo.test:443, true, Refuse",
    "evilfoo.test:443, true, Refuse",
    "registry.tool.test:443, true, Tunnel",
    "a.b.tool.test:443, true, Tunnel",
    "tool.test:443, true, Refuse",
    "eviltool.test:443, true, Refuse",
    "mint.countersign.internal:443, false, Intercept",
    "mint.countersign.internal:80, true, Refuse",
    "x.mint.countersign.internal:443, true, Refuse",
    "203.0.113.7:22, true, Tunnel",
    "203.0.113.8:22, true, Refuse",
  })
  void routes(String authority, boolean proven, String expected) {
    Optional<Agent> agent =
        proven ? Optional.of(new Agent("claude", "127.0.0.1", true)) : Optional.empty();
    ConnectTarget target = ConnectTarget.parse(authority);
    Set<Integer> ports = target.host().startsWith("ws.") ? Set.of(443, 8443) : Set.of();
    Route route = Route.of(target, agent, "sts.amazonaws.com"::equals, ports, HOSTS, false);
    assertThat(route.getClass().getSimpleName()).isEqualTo(expected);
  }
}
