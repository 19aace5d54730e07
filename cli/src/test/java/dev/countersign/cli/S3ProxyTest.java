package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigReader;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Secret;
import dev.countersign.testkit.StandIn;
import dev.countersign.testkit.StandInOptions;
import java.io.IOException;
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
 * The AWS CLI and boto3 on this side of the gateway, s3proxy on the other: another reader of paths,
 * keys and signatures than those of this project. s3proxy knows one key, so the base credential
 * itself signs; STS, which is asked whose it is, is the stand-in.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class S3ProxyTest {

  private static final AwsCredentials BASE =
      new AwsCredentials(
          "AKIAS3PROXYBASEUSER0",
          Secret.of("s3proxy/base+secret/opens/nothing/real00"),
          Secret.of("a/session+token=="),
          null);

  @TempDir private static Path directory;

  private StandIn sts;
  private S3Proxy s3;
  private RunningGateway gateway;

  @BeforeAll
  void start() throws Exception {
    sts = StandIn.start(StandInOptions.demo().withBase(StandInOptions.STAGING, BASE));
    s3 = S3Proxy.start(directory, BASE);
    gateway = RunningGateway.start(ConfigReader.read(config(), Map.of()), Clock.systemUTC());
  }

  private Path config() throws IOException {
    PrivateFile.write(directory.resolve("upstream.pem"), sts.caPem() + s3.certificate());
    PrivateFile.write(directory.resolve("base.secret"), BASE.secretAccessKey().reveal());
    PrivateFile.write(directory.resolve("base.token"), "a/session+token==");
    PrivateFile.write(directory.resolve("claude.secret"), "s3proxy-agent-secret");
    PrivateFile.write(directory.resolve("rules.yaml"), "rules: [{name: all, allow: aws.known}]\n");
    return Files.writeString(
        directory.resolve("countersign.yaml"),
        """
        proxy: { listen: "127.0.0.1:0" }
        state: { directory: state }
        accounts:
          "%s": { name: staging }
        credentials:
          base:
            source: static
            access-key-id: %s
            secret-file: base.secret
            session-token-file: base.token
        agents:
          claude: { tag: CLDE, secret-file: claude.secret, accounts: [staging] }
        rules: [ rules.yaml ]
        upstream:
          connect-to: { "%s": "%s", "*.%s": "%s", "*": "%s" }
          trust: upstream.pem
        """
            .formatted(
                StandInOptions.STAGING,
                BASE.accessKeyId(),
                S3Proxy.HOST,
                s3.address(),
                S3Proxy.HOST,
                s3.address(),
                Listing.address(sts.address())));
  }

  /** Nothing of S3 has gone past s3proxy. */
  @AfterAll
  void stop() {
    assertThat(sts.calls()).isNotEmpty().allMatch(call -> call.service().equals("sts"));
    gateway.close();
    s3.close();
    sts.close();
  }

  @Test
  void theAwsCliHoldsEveryCheck() throws Exception {
    Clients.needs("aws", "--version");
    assertThat(Clients.run(directory, gateway, "s3proxy.sh", "sh"))
        .contains("AWS CLI with s3proxy: every check held");
  }

  @Test
  void boto3HoldsEveryCheck() throws Exception {
    Clients.needs("python3", "-c", "import boto3");
    assertThat(Clients.run(directory, gateway, "s3proxy.py", "python3"))
        .contains("boto3 with s3proxy: every check held");
  }
}
