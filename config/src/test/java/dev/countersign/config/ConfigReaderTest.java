package dev.countersign.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.config.GatewayConfig.AgentConfig;
import dev.countersign.config.GatewayConfig.AuditConfig;
import dev.countersign.config.GatewayConfig.BaseCredentials;
import dev.countersign.config.GatewayConfig.EndpointConfig;
import dev.countersign.config.GatewayConfig.HostsConfig;
import dev.countersign.config.GatewayConfig.Limits;
import dev.countersign.config.GatewayConfig.UpstreamConfig;
import dev.countersign.config.OperatorsConfig.DatabaseConfig;
import dev.countersign.config.OperatorsConfig.GroupConfig;
import dev.countersign.config.OperatorsConfig.PersonConfig;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Role;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {

  private static final Path DIRECTORY =
      Path.of("src/test/resources/configs").toAbsolutePath().normalize();
  private static final Path STATE = Path.of("/srv/ana/.local/state/countersign");

  private static GatewayConfig read(String name) {
    return ConfigReader.read(DIRECTORY.resolve(name), Map.of("PROFILE", "dev", "HOME", "/srv/ana"));
  }

  @Test
  void everyKeyIsRead() {
    GatewayConfig config = read("design.yaml");
    assertThat(config.source()).isEqualTo(DIRECTORY.resolve("design.yaml"));
    assertThat(config.proxyListen())
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8470));
    assertThat(config.endpoint())
        .contains(
            new EndpointConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 8472),
                List.of("gateway.internal")));
    assertThat(config.stateDirectory()).isEqualTo(STATE);
    assertThat(config.accounts().values())
        .containsExactly(
            new AccountConfig(
                "111111111111",
                "prod",
                Optional.of("countersign-gateway"),
                Optional.of("an-id"),
                Duration.ofHours(1),
                true,
                List.of()),
            new AccountConfig(
                "222222222222",
                "staging",
                Optional.of("path/countersign-gateway"),
                Optional.empty(),
                Duration.ofHours(1),
                false,
                List.of("abcdef1234.execute-api.eu-west-1.amazonaws.com")));
    assertThat(config.agents().values())
        .containsExactly(
            new AgentConfig(
                "claude",
                "CLDE",
                Optional.of(DIRECTORY.resolve("agents/claude.secret")),
                List.of("222222222222", "111111111111")));
    assertThat(config.anonymousAgents()).isFalse();
    assertThat(config.rules())
        .containsExactly(
            "pack:deny-escalation", DIRECTORY + "/rules/*.yaml", "/etc/countersign/rules.yaml");
    assertThat(config.hosts())
        .isEqualTo(new HostsConfig(false, List.of("foo.test", "*.tool.test")));
    assertThat(config.upstream())
        .isEqualTo(
            new UpstreamConfig(
                Map.of(
                    "*",
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 7443),
                    "*.internal.example",
                    InetSocketAddress.createUnresolved("gateway.example", 443)),
                Optional.of(DIRECTORY.resolve("extra-ca.pem")),
                Optional.of(InetSocketAddress.createUnresolved("corporate", 3128))));
    assertThat(config.audit())
        .isEqualTo(
            new AuditConfig(DIRECTORY.resolve("audit.jsonl"), 100_000_000, Duration.ofDays(30)));
    assertThat(config.limits())
        .isEqualTo(new Limits(1024, 65_536, 262_144, 5L << 30, Duration.ofMinutes(30), 100));
  }

  @Test
  void anEmptyFileIsSafe() {
    GatewayConfig config = read("empty.yaml");
    assertThat(config.proxyListen().getAddress().isLoopbackAddress()).isTrue();
    assertThat(config.endpoint()).isEmpty();
    assertThat(config.accounts()).isEmpty();
    assertThat(config.agents()).isEmpty();
    assertThat(config.anonymousAgents()).isFalse();
    assertThat(config.hosts()).isEqualTo(new HostsConfig(false, List.of()));
    assertThat(config.credentials()).isEqualTo(new BaseCredentials.DefaultChain());
    assertThat(config.rules()).isEmpty();
    assertThat(config.audit().file()).isEqualTo(STATE.resolve("audit.jsonl"));
    // The defaults that the design's example spells out are the real ones.
    assertThat(config.limits()).isEqualTo(read("design.yaml").limits());
    assertThat(config.stateDirectory()).isEqualTo(read("design.yaml").stateDirectory());
  }

  @Test
  void theOperatorsSide() {
    OperatorsConfig operators = read("design.yaml").operators();
    assertThat(operators.console().orElseThrow().url())
        .contains(URI.create("https://countersign.example.org"));
    assertThat(operators.people().get("raj"))
        .isEqualTo(
            new PersonConfig(
                "raj",
                Role.APPROVER,
                Optional.of(DIRECTORY.resolve("people/raj.token")),
                Optional.empty(),
                Set.of("claude"),
                Optional.of("U0RAJ"),
                Optional.empty()));
    assertThat(operators.group("oncall"))
        .contains(
            new GroupConfig(
                "oncall",
                Set.of("ana", "raj"),
                2,
                Duration.ofSeconds(50),
                Duration.ofMinutes(10),
                true,
                true,
                List.of("hook", "chat")));
    assertThat(operators.group("nobody")).isEmpty();
    assertThat(operators.notifiers()).containsOnlyKeys("hook", "chat", "mail");
  }

  @Test
  void aGroupThatNobodyWroteIsEverybodyWhoMayApprove() {
    OperatorsConfig operators = read("fleet.yaml").operators();
    GroupConfig everybody = operators.group("").orElseThrow();
    assertThat(everybody.name()).isEqualTo(OperatorsConfig.DEFAULT_GROUP);
    assertThat(everybody.people()).containsExactly("ana");
    assertThat(everybody.quorum()).isEqualTo(1);
    assertThat(everybody.hold()).isEqualTo(Duration.ofSeconds(50));
    assertThat(everybody.notifiers()).containsExactly("mail");
    assertThat(operators.database().orElseThrow())
        .isEqualTo(
            new DatabaseConfig(
                "jdbc:postgresql://db-1:5432,db-2:5432/countersign?sslmode=verify-full",
                "gateway",
                Optional.of(DIRECTORY.resolve("db.password"))));
    assertThat(read("laptop.yaml").operators()).isEqualTo(OperatorsConfig.NONE);
  }

  @Test
  void onALaptopAgentsNeedNoSecret() throws Exception {
    GatewayConfig config = read("laptop.yaml");
    assertThat(config.proxyListen())
        .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
    assertThat(config.account("333333333333"))
        .contains(
            new AccountConfig(
                "333333333333",
                "333333333333",
                Optional.empty(),
                Optional.empty(),
                Duration.ofHours(1),
                true,
                List.of()));
    assertThat(config.agents().get("me"))
        .isEqualTo(new AgentConfig("me", "0001", Optional.empty(), List.of("333333333333")));
    assertThat(config.anonymousAgents()).isTrue();
    assertThat(config.hosts().tunnelOther()).isTrue();
  }

  @Test
  void everySourceOfCredentials() {
    assertThat(read("laptop.yaml").credentials()).isEqualTo(new BaseCredentials.Profile("dev"));
    assertThat(read("static.yaml").credentials())
        .isEqualTo(
            new BaseCredentials.Static(
                "AKIAIOSFODNN7EXAMPLE",
                DIRECTORY.resolve("base.secret"),
                Optional.of(Path.of("/run/token"))));
    assertThat(read("process.yaml").credentials())
        .isEqualTo(
            new BaseCredentials.CredentialProcess(List.of("/bin/sh", "-c", "echo $HOME dev")));
    assertThat(read("web-identity.yaml").credentials())
        .isEqualTo(
            new BaseCredentials.WebIdentity(
                "arn:aws-cn:iam::111111111111:role/a/b", DIRECTORY.resolve("token")));
  }

  /** What a variable holds is a value: not YAML, and no further variable. */
  @Test
  void theEnvironmentCannotReachFurtherThanAValue() {
    for (String value : List.of("x\nanonymous-agents: allow", "${PATH}", "$1\\", "}{[]")) {
      BaseCredentials credentials =
          ConfigReader.read(DIRECTORY.resolve("laptop.yaml"), Map.of("PROFILE", value))
              .credentials();
      assertThat(credentials).isEqualTo(new BaseCredentials.Profile(value));
    }
  }

  @Test
  void stateHasItsPlaceByTheEnvironment() {
    Path file = DIRECTORY.resolve("empty.yaml");
    assertThat(ConfigReader.read(file, Map.of("XDG_STATE_HOME", "/state")).stateDirectory())
        .isEqualTo(Path.of("/state/countersign"));
    assertThat(ConfigReader.read(file, Map.of()).stateDirectory())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".local/state/countersign"));
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> read("absent.yaml"))
        .isInstanceOf(InvalidFileException.class)
        .hasMessage(DIRECTORY + "/absent.yaml:1:1: there is no such file");
  }
}
