package dev.countersign.cli;

import dev.countersign.config.ConfigReader;
import dev.countersign.config.GatewayConfig;
import dev.countersign.config.GatewayConfig.AgentConfig;
import dev.countersign.testkit.StandIn;
import dev.countersign.testkit.StandInOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/**
 * The whole house beside a stand-in for AWS, in one directory: what {@code demo} shows and what the
 * end-to-end tests call. Its config is an ordinary one that differs from a real one in two keys:
 * where AWS is dialled, and which roots it may chain to.
 */
final class Sandbox implements AutoCloseable {

  private static final String AGENT = "claude";
  private static final String TAG = "CLDE";
  private static final String AGENT_SECRET = "sandbox-agent-secret-worth-nothing-at-aws";

  private final StandIn aws;
  private RunningGateway gateway;

  private Sandbox(StandIn aws, RunningGateway gateway) {
    this.aws = aws;
    this.gateway = gateway;
  }

  /**
   * Starts both.
   *
   * @param directory an existing empty one
   * @param listen where the gateway listens: {@code 127.0.0.1:0}
   * @param rules the text of the rule file
   */
  static Sandbox start(Path directory, String listen, String rules) {
    return start(directory, listen, rules, "");
  }

  /**
   * As {@link #start(Path, String, String)}, with more in its config.
   *
   * @param more whole keys, as they stand in the file
   */
  static Sandbox start(Path directory, String listen, String rules, String more) {
    StandIn aws = StandIn.start(StandInOptions.demo());
    try {
      aws.seedDemo();
      Path file = write(directory, listen, rules, aws.address(), aws.caPem());
      Files.writeString(file, more, StandardOpenOption.APPEND);
      GatewayConfig config = ConfigReader.read(file, Map.of());
      return new Sandbox(aws, RunningGateway.start(config, Clock.systemUTC()));
    } catch (IOException e) {
      aws.close();
      throw new UncheckedIOException(directory + " cannot be written: " + e, e);
    } catch (RuntimeException e) {
      aws.close();
      throw e;
    }
  }

  /** Ends the gateway and begins another one on the same state. */
  void restart() {
    GatewayConfig config = config();
    gateway.close();
    gateway = RunningGateway.start(config, Clock.systemUTC());
  }

  StandIn aws() {
    return aws;
  }

  RunningGateway gateway() {
    return gateway;
  }

  GatewayConfig config() {
    return gateway.config();
  }

  /** The one agent of the config. */
  AgentConfig agent() {
    return Objects.requireNonNull(config().agents().get(AGENT));
  }

  @Override
  public void close() {
    gateway.close();
    aws.close();
  }

  /** Writes the config of a sandbox and the files that it names. */
  static Path write(
      Path directory, String listen, String rules, InetSocketAddress aws, String awsCaPem)
      throws IOException {
    StandInOptions options = StandInOptions.demo();
    PrivateFile.write(directory.resolve("stand-in-ca.pem"), awsCaPem);
    PrivateFile.write(directory.resolve("base.secret"), options.base().secretAccessKey().reveal());
    PrivateFile.write(directory.resolve("claude.secret"), AGENT_SECRET);
    PrivateFile.write(directory.resolve("rules.yaml"), rules);
    Path config = directory.resolve("countersign.yaml");
    Files.writeString(
        config,
        """
        proxy: { listen: "%s" }
        endpoint: { listen: "127.0.0.1:0" }
        state: { directory: state }
        accounts:
          "%s": { name: prod, role: %s, external-id: countersign-demo }
          "%s": { name: staging, role: %s }
        credentials:
          base: { source: static, access-key-id: %s, secret-file: base.secret }
        agents:
          %s: { tag: %s, secret-file: claude.secret, accounts: [prod, staging] }
        rules: [ rules.yaml ]
        upstream:
          connect-to: { "*": "%s" }
          trust: stand-in-ca.pem
        """
            .formatted(
                listen,
                StandInOptions.PROD,
                StandInOptions.DEMO_ROLE,
                StandInOptions.STAGING,
                StandInOptions.DEMO_ROLE,
                options.base().accessKeyId(),
                AGENT,
                TAG,
                Listing.address(aws)));
    return config;
  }
}
