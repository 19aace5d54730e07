package dev.countersign.credentials;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that notes what it is asked for and hangs up. */
final class RefusingProxy implements AutoCloseable {

  /** First lines of requests. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  private final ServerSocket server;

  RefusingProxy() throws IOException {
    server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket client = server.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
        asked.add(in.readLine());
      } catch (IOException _) {
        // Closed, or a client that left: the loop's condition tells.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
