package dev.countersign.cli;

import dev.countersign.model.AwsCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real S3 server in a process of its own: s3proxy, with signatures on. It verifies them with code
 * that is neither this project's nor AWS's, for one key, and keeps objects in memory. It ignores
 * session tokens, regions and checksums in trailers.
 */
final class S3Proxy implements AutoCloseable {

  static final String HOST = "s3.eu-west-1.amazonaws.com";

  /** The build puts it there. */
  private static final Path JAR = Path.of("target", "s3proxy", "s3proxy.jar");

  private static final String PASSWORD = "changeit";
  private static final long STARTS_WITHIN_SECONDS = 120;

  private final Process process;
  private final InetSocketAddress address;
  private final String certificate;

  private S3Proxy(Process process, InetSocketAddress address, String certificate) {
    this.process = process;
    this.address = address;
    this.certificate = certificate;
  }

  /**
   * Starts it and waits until it accepts connections.
   *
   * @param keys the only ones that it knows
   */
  static S3Proxy start(Path directory, AwsCredentials keys)
      throws IOException, InterruptedException {
    Path store = directory.resolve("s3proxy.p12");
    String names = "san=dns:" + HOST + ",dns:*." + HOST;
    keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=s3proxy", "-ext", names);
    Path certificate = directory.resolve("s3proxy.pem");
    keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
    InetSocketAddress address = free();
    Path config =
        Files.writeString(
            directory.resolve("s3proxy.properties"),
            """
            s3proxy.secure-endpoint=https://127.0.0.1:%d
            s3proxy.keystore-path=%s
            s3proxy.keystore-password=%s
            s3proxy.virtual-host=%s
            s3proxy.authorization=aws-v4
            s3proxy.identity=%s
            s3proxy.credential=%s
            s3proxy.ignore-unknown-headers=true
            jclouds.provider=transient-nio2
            jclouds.endpoint=http://127.0.0.1
            """
                .formatted(
                    address.getPort(),
                    store,
                    PASSWORD,
                    HOST,
                    keys.accessKeyId(),
                    keys.secretAccessKey().reveal()));
    Process process =
        new ProcessBuilder(
                tool("java"), "-Xmx512m", "-jar", JAR.toString(), "--properties", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("s3proxy.log").toFile())
            .start();
    S3Proxy started = new S3Proxy(process, address, Files.readString(certificate));
    started.await();
    return started;
  }

  private static void keytool(Path store, String command, String... more)
      throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(tool("keytool"), command, "-alias", "s3proxy", "-storepass", PASSWORD));
    line.addAll(List.of("-keystore", store.toString()));
    line.addAll(List.of(more));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + output);
    }
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static InetSocketAddress free() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
    }
  }

  private void await() throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(STARTS_WITHIN_SECONDS);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(address);
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > until) {
          close();
          throw new IOException("s3proxy does not start", e);
        }
        Thread.sleep(100);
      }
    }
  }

  /** What to dial instead of {@link #HOST} and the buckets below it. */
  String address() {
    return Listing.address(address);
  }

  /** What its clients must trust, in PEM. */
  String certificate() {
    return certificate;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
