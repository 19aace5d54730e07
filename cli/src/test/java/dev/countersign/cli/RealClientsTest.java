package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void theAwsCliHoldsEveryCheck() throws Exception {
    Clients.needs("aws", "--version");
    assertThat(Clients.run(directory, sandbox.gateway(), "tour.sh", "sh"))
        .contains("AWS CLI: every check held");
  }

  @Test
  void boto3HoldsEveryCheck() throws Exception {
    Clients.needs("python3", "-c", "import boto3");
    assertThat(Clients.run(directory, sandbox.gateway(), "tour.py", "python3"))
        .contains("boto3: every check held");
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
    try (RunningGateway running =
        RunningGateway.start(ConfigReader.read(config, Map.of()), Clock.systemUTC())) {
      assertThat(running.address().getPort()).isEqualTo(port);
      assertThat(callerIdentity(config, home)).contains("arn:aws:sts::222222222222:assumed-role/");
    }
  }

  private static String callerIdentity(Path config, Path home) throws IOException {
    Path out = home.resolve("identity.json");
    int exit =
        Main.commandLine()
            .execute(
                "run",
                "--config=" + config,
                "--account=staging",
                "--",
                "sh",
                "-c",
                "aws sts get-caller-identity >" + out + " 2>&1");
    assertThat(exit).as(Files.readString(out)).isZero();
    return Files.readString(out);
  }
}
