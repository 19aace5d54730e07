package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.countersign.config.ConfigReader;
import dev.countersign.config.SecretFiles;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Secret;
import dev.countersign.testkit.StandIn;
import dev.countersign.testkit.StandInOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Real credentials go in; whatever the gateway writes or says afterwards has none of them. */
class PlantedSecretsTest {

  private static final String HOST = "s3.us-east-1.amazonaws.com";
  private static final String STAGING = "AKIA222222222222CLDE";

  /** Where the secrets are meant to be, and the authority's key. */
  private static final Set<String> KEPT_SECRET =
      Set.of("base.secret", "claude.secret", "stand-in-ca.pem");

  @TempDir private Path directory;
  private final Map<String, String> written = new LinkedHashMap<>();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @Test
  void noSecretIsWrittenOrSaid() throws IOException {
    OutputStreamAppender<ILoggingEvent> appender = record();
    List<String> secrets;
    try (StandIn aws = StandIn.start(StandInOptions.demo())) {
      aws.seedDemo();
      try (RunningGateway gateway = start(aws)) {
        Secret agent = SecretFiles.read(directory.resolve("claude.secret"));
        callInEveryWay(gateway, agent);
        secrets = secrets(aws, agent);
      }
    } finally {
      appender.stop();
      root().detachAppender(appender);
      house().setLevel(null);
    }
    written.put("the log", log.toString(StandardCharsets.UTF_8));
    readFiles();

    assertThat(secrets).hasSizeGreaterThan(5);
    assertThat(written.keySet().stream().map(name -> Path.of(name).getFileName().toString()))
        .contains("audit.jsonl", "the log");
    written.forEach((where, text) -> assertThat(text).as(where).doesNotContain(secrets));
  }

  /** Allowed, denied, failing at AWS, at STS and here, and with the secret itself as a mistake. */
  private void callInEveryWay(RunningGateway gateway, Secret secret) throws IOException {
    SSLContext trust = RawAgent.trust(gateway);
    call(gateway, trust, STAGING, secret, 200, "GET /staging-reports HTTP/1.1");
    call(gateway, trust, "AKIA111111111111CLDE", secret, 200, "GET /prod-reports HTTP/1.1");
    call(gateway, trust, STAGING, secret, 404, "GET /staging-reports/none HTTP/1.1");
    call(gateway, trust, STAGING, secret, 403, "DELETE /staging-reports/none HTTP/1.1");
    call(gateway, trust, STAGING, secret, 403, "GET /staging-reports?acl&policy HTTP/1.1");
    call(gateway, trust, "AKIA333333333333CLDE", secret, 403, "GET /a HTTP/1.1");
    call(gateway, trust, STAGING, Secret.of("another-secret"), 403, "GET /a HTTP/1.1");
    call(gateway, trust, secret.reveal(), secret, 403, "GET /a HTTP/1.1");
    for (String password : List.of(secret.reveal(), secret.reveal() + "x")) {
      String basic = base64("claude:" + password);
      try (RawAgent agent = RawAgent.plain(gateway)) {
        String head = "Proxy-Authorization: Basic " + basic + "\r\n";
        say(agent.connect("stranger.example:443", head));
      }
    }
  }

  private void call(
      RunningGateway gateway,
      SSLContext trust,
      String key,
      Secret secret,
      int status,
      String request)
      throws IOException {
    Attack call = new Attack("", Map.of("to", HOST), List.of(request), "");
    try (RawAgent agent = RawAgent.tunnel(gateway, trust, HOST)) {
      RawAgent.Answer answer = agent.send(call.wire(key, secret)).answer();
      assertThat(answer.status()).as(request + " " + answer).isEqualTo(status);
      say(answer);
    }
  }

  private void say(RawAgent.Answer answer) {
    written.put("answer " + written.size(), answer.toString());
  }

  private static List<String> secrets(StandIn aws, Secret agent) {
    List<String> secrets = new ArrayList<>();
    secrets.add(agent.reveal());
    secrets.add(base64("claude:" + agent.reveal()));
    for (AwsCredentials keys :
        Stream.concat(Stream.of(aws.baseCredentials()), aws.sessionCredentials().stream())
            .toList()) {
      secrets.add(keys.secretAccessKey().reveal());
      if (keys.sessionToken() != null) {
        secrets.add(Objects.requireNonNull(keys.sessionToken()).reveal());
      }
    }
    return secrets;
  }

  private RunningGateway start(StandIn aws) throws IOException {
    String rules =
        """
        rules:
          - name: deletions
            deny: aws.action == "DeleteObject"
          - name: everything else
            allow: true
        """;
    Path config = Sandbox.write(directory, "127.0.0.1:0", rules, aws.address(), aws.caPem());
    Files.writeString(
        config,
        Files.readString(config)
            .replace("[prod, staging]", "[prod, staging, roleless]")
            .replace(
                "credentials:\n",
                "  \"333333333333\": { name: roleless, role: gateway }\ncredentials:\n"));
    return RunningGateway.start(ConfigReader.read(config, Map.of()), Clock.systemUTC());
  }

  private void readFiles() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!KEPT_SECRET.contains(file.getFileName().toString())) {
          written.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  /** Everything that is logged, the house's own loggers at their most talkative. */
  private OutputStreamAppender<ILoggingEvent> record() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(root().getLoggerContext());
    encoder.setPattern("%level %logger %msg%n%ex");
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(root().getLoggerContext());
    appender.setEncoder(encoder);
    appender.setOutputStream(log);
    appender.start();
    root().addAppender(appender);
    house().setLevel(Level.TRACE);
    return appender;
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static Logger house() {
    return (Logger) LoggerFactory.getLogger("dev.countersign");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
