package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigReader;
import dev.countersign.testkit.StandInOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The AWS CLI and boto3, unmodified, with nothing but the environment that {@code run} prepares.
 * Left out where they are not installed, unless {@code COUNTERSIGN_REQUIRE_CLIENTS} is set, as CI
 * does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealClientsTest {

  @TempDir private static Path directory;
  private Sandbox sandbox;

  @BeforeAll
  void start() {
    sandbox = Sandbox.start(directory, "127.0.0.1:0", Clients.rules());
  }

  @AfterAll
  void stop() {
    sandbox.close();
  }

  /** How the tools find the gateway. */
  enum Way {
    /** {@code HTTPS_PROXY} and the CA. */
    PROXY,
    /** {@code AWS_ENDPOINT_URL}, with no proxy and no CA. */
    ENDPOINT
  }

  @ParameterizedTest
  @EnumSource
  void theAwsCliHoldsEveryCheck(Way way) throws Exception {
    Clients.needs("aws", "--version");
    assertThat(runScript("tour.sh", "sh", way)).contains("AWS CLI: every check held");
  }

  @ParameterizedTest
  @EnumSource
  void boto3HoldsEveryCheck(Way way) throws Exception {
    Clients.needs("python3", "-c", "import boto3");
    assertThat(runScript("tour.py", "python3", way)).contains("boto3: every check held");
  }

  @Test
  void boto3UsesDirectoryBuckets() throws Exception {
    Clients.needs("python3", "-c", "import boto3");
    sandbox.aws().seedBucket(StandInOptions.STAGING, "tour--use1-az4--x-s3");
    assertThat(runScript("express.py", "python3", Way.PROXY))
        .contains("S3 Express: every check held");
    assertThat(sandbox.aws().calls())
        .filteredOn(call -> call.service().equals("s3express"))
        .filteredOn(call -> call.action().equals("CreateSession") && call.status() == 200)
        .as("one session for each mode, shared by all clients")
        .hasSize(2);
  }

  @Test
  void runWorksWithNothingElseSet(@TempDir Path home) throws Exception {
    Clients.needs("aws", "--version");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config =
        Sandbox.write(
            home,
            "127.0.0.1:" + port,
            Clients.rules(),
            sandbox.aws().address(),
            sandbox.aws().caPem());
    // Alone it brings a gateway of its own; beside one that runs, it uses that.
    assertThat(callerIdentity(config, home)).contains("arn:aws:sts::222222222222:assumed-role/");
    assertThat(callerIdentity(config, home, "--endpoint"))
        .contains("arn:aws:sts::222222222222:assumed-role/");
    try (RunningGateway running =
        RunningGateway.start(ConfigReader.read(config, Map.of()), Clock.systemUTC())) {
      assertThat(running.address().getPort()).isEqualTo(port);
      assertThat(callerIdentity(config, home)).contains("arn:aws:sts::222222222222:assumed-role/");
    }
  }

  private static String callerIdentity(Path config, Path home, String... options)
      throws IOException {
    Path out = home.resolve("identity.json");
    List<String> arguments = new ArrayList<>(List.of("run", "--config=" + config));
    arguments.addAll(List.of(options));
    String noProxy = options.length == 0 ? "" : "unset HTTPS_PROXY https_proxy AWS_CA_BUNDLE; ";
    String call = noProxy + "aws sts get-caller-identity >" + out + " 2>&1";
    arguments.addAll(List.of("--account=staging", "--", "sh", "-c", call));
    int exit = Main.commandLine().execute(arguments.toArray(String[]::new));
    assertThat(exit).as(Files.readString(out)).isZero();
    return Files.readString(out);
  }

  private AgentSetup setup(Way way) {
    AgentSetup byProxy = Clients.setup(sandbox.gateway());
    if (way == Way.PROXY) {
      return byProxy;
    }
    AgentSetup both = byProxy.withEndpoint(sandbox.gateway().endpoint().orElseThrow());
    Predicate<String> ofTheProxy =
        Pattern.compile("(?i).*(PROXY|CA_BUNDLE|CERT|CA_CERTS|JAVA_TOOL_OPTIONS).*")
            .asMatchPredicate();
    Map<String, String> set = new LinkedHashMap<>(both.set());
    List<String> unset = new ArrayList<>(both.unset());
    set.keySet().stream().filter(ofTheProxy).forEach(unset::add);
    set.keySet().removeIf(ofTheProxy);
    return new AgentSetup(set, unset);
  }

  private String runScript(String name, String interpreter, Way way) throws Exception {
    return Clients.run(directory, setup(way), name, interpreter);
  }
}
