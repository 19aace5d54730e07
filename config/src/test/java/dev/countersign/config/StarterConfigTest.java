package dev.countersign.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.config.GatewayConfig.AgentConfig;
import dev.countersign.config.StarterConfig.StarterAccount;
import dev.countersign.config.StarterConfig.StarterPerson;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StarterConfigTest {

  private static final StarterAccount STAGING =
      new StarterAccount("222222222222", "staging", "path/countersign-gateway");

  private static final String HASH = "$2b$12$" + "x".repeat(53);
  private static final StarterPerson ANA = new StarterPerson("ana", HASH);

  @TempDir Path directory;
  private Path file = Path.of("");
  private Path rules = Path.of("");
  private Path secret = Path.of("");
  private Path password = Path.of("");

  @BeforeEach
  void paths() {
    Path home = directory.resolve("new");
    file = home.resolve("countersign.yaml");
    rules = home.resolve("rules/10-starter.yaml");
    secret = home.resolve("agents/claude.secret");
    password = home.resolve("people/ana.password");
  }

  @Test
  void whatIsWrittenIsReadAndSafe() throws Exception {
    assertThat(StarterConfig.write(file, List.of(STAGING), "claude", "CLDE", ANA))
        .containsExactly(file, rules, secret, password);
    GatewayConfig config = ConfigReader.read(file, Map.of());
    assertThat(config.proxyListen().getAddress().isLoopbackAddress()).isTrue();
    assertThat(config.anonymousAgents()).isFalse();
    assertThat(config.hosts().tunnelOther()).isFalse();
    assertThat(config.accounts().values())
        .containsExactly(
            new AccountConfig(
                "222222222222",
                "staging",
                Optional.of("path/countersign-gateway"),
                Optional.empty(),
                Duration.ofHours(1),
                false,
                List.of()));
    assertThat(config.agents().values())
        .containsExactly(
            new AgentConfig("claude", "CLDE", Optional.of(secret), List.of("222222222222")));
    assertThat(config.rules()).containsExactly(rules.resolveSibling("*.yaml").toString());
    assertThat(YamlNode.read(rules)).isInstanceOf(YamlNode.Mapping.class);
    assertThat(SecretFiles.read(secret).reveal()).matches("[A-Za-z0-9]{40}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    assertThat(config.operators().console().orElseThrow().listen().getAddress())
        .matches(InetAddress::isLoopbackAddress);
    assertThat(config.operators().people().values())
        .singleElement()
        .matches(person -> person.passwordFile().equals(Optional.of(password)));
    assertThat(SecretFiles.read(password).reveal()).isEqualTo(HASH);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
        .isEqualTo("rw-------");
  }

  @Test
  void withoutAnAccountItIsReadToo() {
    StarterConfig.write(file, List.of(), "claude", "CLDE", ANA);
    GatewayConfig config = ConfigReader.read(file, Map.of());
    assertThat(config.accounts()).isEmpty();
    assertThat(config.agents().values())
        .allSatisfy(agent -> assertThat(agent.accounts()).isEmpty())
        .hasSize(1);
  }

  @Test
  void everySecretIsAnother() throws Exception {
    Path other = directory.resolve("other/countersign.yaml");
    StarterConfig.write(file, List.of(), "claude", "CLDE", ANA);
    StarterConfig.write(other, List.of(), "claude", "CLDE", ANA);
    assertThat(Files.readString(other.resolveSibling("agents/claude.secret")))
        .isNotEqualTo(Files.readString(secret));
  }

  @Test
  void nothingThatExistsIsTouched() throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "mine");
    assertThatThrownBy(() -> StarterConfig.write(file, List.of(), "claude", "CLDE", ANA))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(file + " is there already and is left as it is");
    assertThat(file).hasContent("mine");
    assertThat(rules).doesNotExist();

    Files.delete(file);
    Files.createDirectories(rules.getParent());
    Files.writeString(rules, "mine");
    assertThat(StarterConfig.write(file, List.of(), "claude", "CLDE", ANA))
        .containsExactly(file, secret, password);
    assertThat(rules).hasContent("mine");
  }

  @Test
  void aLinkIsNotWrittenThrough() throws Exception {
    Files.createDirectories(file.getParent());
    Path elsewhere = directory.resolve("elsewhere");
    Files.createSymbolicLink(file, elsewhere);
    assertThatThrownBy(() -> StarterConfig.write(file, List.of(), "claude", "CLDE", ANA))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(elsewhere).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "../x",
        "a\nb: c",
        "\"",
        "a: {",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
      })
  void namesThatWouldBreakTheFileAreRefused(String name) {
    assertThatThrownBy(() -> StarterConfig.write(file, List.of(), name, "CLDE", ANA))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> StarterConfig.write(file, List.of(), "claude", name, ANA))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StarterPerson(name, HASH))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StarterAccount("222222222222", name, "role"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StarterAccount(name, "staging", "role"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(file).doesNotExist();
  }

  /** Words that YAML would take for something other than a text. */
  @ParameterizedTest
  @ValueSource(strings = {"true", "null", "0", "1e3", "no"})
  void namesThatYamlKnowsStayNames(String name) {
    StarterAccount account = new StarterAccount("222222222222", name, name);
    StarterConfig.write(file, List.of(account), name, "0000", new StarterPerson(name, HASH));
    GatewayConfig config = ConfigReader.read(file, Map.of());
    assertThat(config.account(name)).isPresent();
    assertThat(config.agents()).containsOnlyKeys(name);
  }
}
