package dev.countersign.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A gateway in a process of its own, with little memory. */
final class GatewayProcess implements AutoCloseable {

  /** The heap that it may use, in MiB; the JVM bounds direct memory by the same number. */
  static final int HEAP_MIB = 128;

  private static final String LISTENS = "Countersign listens on 127.0.0.1:";

  private final Process process;
  private final BufferedReader out;
  private final PrintWriter in;
  private final InetSocketAddress address;

  private GatewayProcess(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    this.address = await(GatewayProcess::address);
  }

  /** Starts it with the class path of this process. What it complains about goes to our own. */
  static GatewayProcess start(Path config) {
    try {
      return new GatewayProcess(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx" + HEAP_MIB + "m",
                  "-XX:MaxDirectMemorySize=" + HEAP_MIB + "m",
                  "-XX:+ExitOnOutOfMemoryError",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-cp",
                  System.getProperty("java.class.path"),
                  MeteredGateway.class.getName(),
                  "serve",
                  "--config",
                  config.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<InetSocketAddress> address(String line) {
    return line.startsWith(LISTENS)
        ? Optional.of(
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(line.substring(LISTENS.length()).strip())))
        : Optional.empty();
  }

  InetSocketAddress address() {
    return address;
  }

  /** The most memory that it has used since it was last asked. */
  Peaks peaks() {
    in.println();
    return await(Peaks::read);
  }

  private <T> T await(Function<String, Optional<T>> reading) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        Optional<T> found = reading.apply(line);
        if (found.isPresent()) {
          return found.get();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("the gateway ended: " + List.of(process.info()));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
