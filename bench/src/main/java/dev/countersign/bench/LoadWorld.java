package dev.countersign.bench;

import dev.countersign.certs.CertificateAuthority;
import dev.countersign.certs.TrustedRoots;
import dev.countersign.testkit.BulkStandIn;
import dev.countersign.testkit.StandIn;
import dev.countersign.testkit.StandInOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A gateway in a process of its own, an agent on one side of it and a stand-in for AWS on the
 * other, both in this process.
 */
final class LoadWorld implements AutoCloseable {

  private static final String AGENT_SECRET = "load-agent-secret-worth-nothing-at-aws";

  private static final int ATTEMPTS = 10;

  /** A step, how long it took, and the most memory that the gateway used meanwhile. */
  record Measured(LoadPlan.Step step, Duration took, Peaks peaks) {}

  private final StandIn aws;
  private final BulkStandIn bulk;
  private final GatewayProcess gateway;
  private final LoadAgent agent;
  private final LoadCalls calls = new LoadCalls(AGENT_SECRET);

  private LoadWorld(StandIn aws, BulkStandIn bulk, GatewayProcess gateway, LoadAgent agent) {
    this.aws = aws;
    this.bulk = bulk;
    this.gateway = gateway;
    this.agent = agent;
  }

  /**
   * Starts all of it.
   *
   * @param directory an existing empty one
   */
  static LoadWorld start(Path directory) throws IOException {
    StandIn aws = StandIn.start(StandInOptions.demo());
    BulkStandIn bulk = BulkStandIn.beside(aws);
    GatewayProcess gateway = GatewayProcess.start(config(directory, aws, bulk.address()));
    CertificateAuthority authority =
        CertificateAuthority.open(directory.resolve("state"), Clock.systemUTC());
    LoadAgent agent =
        new LoadAgent(
            gateway.address(),
            TrustedRoots.of(authority.certificate()).context().getSocketFactory());
    LoadWorld world = new LoadWorld(aws, bulk, gateway, agent);
    world.warmUp();
    return world;
  }

  /**
   * Until one call goes through: on a busy machine, classes that are loaded for the first time can
   * take longer than the gateway waits for STS.
   */
  private void warmUp() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        agent.call(calls.signed(new LoadPlan.Download(1, 1), 0));
        return;
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          close();
          throw e;
        }
      }
    }
  }

  private static Path config(Path directory, StandIn aws, InetSocketAddress bulk)
      throws IOException {
    secret(directory.resolve("stand-in-ca.pem"), aws.caPem());
    secret(directory.resolve("base.secret"), aws.baseCredentials().secretAccessKey().reveal());
    secret(directory.resolve("agent.secret"), AGENT_SECRET);
    Files.writeString(directory.resolve("rules.yaml"), "rules: [{name: all, allow: aws.known}]\n");
    return Files.writeString(
        directory.resolve("countersign.yaml"),
        """
        proxy: { listen: "127.0.0.1:0" }
        state: { directory: state }
        accounts:
          "%s": { name: staging, role: %s }
        credentials:
          base: { source: static, access-key-id: %s, secret-file: base.secret }
        agents:
          load: { tag: LOAD, secret-file: agent.secret, accounts: [staging] }
        rules: [ rules.yaml ]
        upstream:
          connect-to: { "%s": "%s", "%s": "%s", "*": "%s" }
          trust: stand-in-ca.pem
        """
            .formatted(
                StandInOptions.STAGING,
                StandInOptions.DEMO_ROLE,
                aws.baseCredentials().accessKeyId(),
                LoadCalls.S3,
                text(bulk),
                LoadCalls.LAMBDA,
                text(bulk),
                text(aws.address())));
  }

  private static void secret(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /**
   * Makes the calls of a step and waits for all of them.
   *
   * @throws IOException where one of them fails, with what was answered
   */
  Measured measure(LoadPlan.Step step) throws IOException {
    gateway.peaks();
    long begun = System.nanoTime();
    List<Future<Long>> running = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      for (int i = 0; i < step.count(); i++) {
        int index = i;
        running.add(threads.submit(() -> agent.call(calls.signed(step, index))));
      }
      for (Future<Long> call : running) {
        finish(call, step);
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    return new Measured(step, took, gateway.peaks());
  }

  private static void finish(Future<Long> call, LoadPlan.Step step) throws IOException {
    try {
      long answered = call.get();
      if (step instanceof LoadPlan.Download && answered != step.bytes()) {
        throw new IOException("expected " + step.bytes() + " bytes, got " + answered);
      }
    } catch (ExecutionException e) {
      throw new IOException(step.title() + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    gateway.close();
    bulk.close();
    aws.close();
  }
}
