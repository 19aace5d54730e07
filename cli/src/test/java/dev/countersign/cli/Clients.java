package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The scripts that real clients run, and the rules that they run under. */
final class Clients {

  private static final long LONGEST_SECONDS = 300;

  private Clients() {}

  static String rules() {
    return text("rules.yaml");
  }

  static String text(String name) {
    return resource("/clients/" + name);
  }

  /** A file of the test's resources. */
  static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(Clients.class.getResourceAsStream(name), "no such file: " + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs one of the scripts with nothing but the environment that {@code run} prepares for the
   * first agent of the gateway's config.
   *
   * @return what it printed; by then it has ended with 0
   */
  static String run(Path directory, RunningGateway gateway, String name, String interpreter)
      throws IOException, InterruptedException {
    return run(directory, setup(gateway), name, interpreter);
  }

  /** As {@link #run(Path, RunningGateway, String, String)}, in another environment. */
  static String run(Path directory, AgentSetup setup, String name, String interpreter)
      throws IOException, InterruptedException {
    Path script = Files.writeString(directory.resolve(name), text(name));
    ProcessBuilder builder = new ProcessBuilder(interpreter, script.toString());
    setup.applyTo(builder.environment());
    Path log = directory.resolve(name + ".log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    int exit = process.waitFor();
    String output = Files.readString(log);
    assertThat(exit).as(output).isZero();
    return output;
  }

  /** What {@code run} prepares for the first agent of the gateway's config. */
  static AgentSetup setup(RunningGateway gateway) {
    return AgentSetup.prepare(
        gateway.config(),
        gateway.authority(),
        gateway.address(),
        gateway.config().agents().values().iterator().next(),
        Optional.empty(),
        System.getenv());
  }

  /** How a command ended. */
  record Ended(int exit, String output) {}

  /** Begins a command of an agent in staging, and waits for nothing. */
  static CompletableFuture<Ended> start(RunningGateway gateway, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    setup(gateway).applyTo(builder.environment());
    builder.environment().put("AWS_PROFILE", "staging");
    CompletableFuture<Ended> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Process process = builder.start();
                String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                ended.complete(new Ended(process.waitFor(), output));
              } catch (IOException | InterruptedException e) {
                ended.completeExceptionally(e);
              }
            });
    return ended;
  }

  /**
   * Leaves the test out where a tool is not installed, unless {@code COUNTERSIGN_REQUIRE_CLIENTS}
   * is set.
   */
  static void needs(String... command) {
    assumeTrue(
        System.getenv("COUNTERSIGN_REQUIRE_CLIENTS") != null || succeeds(command),
        "not installed: " + command[0]);
  }

  private static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }
}
