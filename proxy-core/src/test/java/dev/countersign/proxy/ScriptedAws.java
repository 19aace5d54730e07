package dev.countersign.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/** A TLS server that does on each connection what a test tells it. */
final class ScriptedAws implements AutoCloseable {

  static final String HOST = "s3.eu-west-1.amazonaws.com";

  /** What happens on one connection. */
  interface Script {
    void play(Wire wire, int connection) throws IOException;
  }

  private final SSLServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  ScriptedAws(Script script) {
    this(HOST, script);
  }

  ScriptedAws(String name, Script script, String... protocols) {
    try {
      server =
          (SSLServerSocket)
              TestCa.INSTANCE
                  .server(name)
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      server.setReceiveBufferSize(Fixture.KERNEL_BUFFER);
      SSLParameters parameters = server.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      server.setSSLParameters(parameters);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Thread.ofVirtual().start(() -> accept(script));
  }

  /** What happens on one connection of HTTP/2. */
  interface Http2Script {
    void play(Http2Wire wire, int connection) throws IOException;
  }

  /** Speaks HTTP/2 with whoever offers it; others find no protocol in common. */
  static ScriptedAws http2(Http2Script script) {
    return new ScriptedAws(
        HOST, (wire, number) -> script.play(Http2Wire.server(wire.socket()), number), "h2");
  }

  /** Answers every request on every connection in the same way. */
  static ScriptedAws always(String answer) {
    return new ScriptedAws(
        (wire, _) -> {
          while (true) {
            wire.message();
            wire.send(answer);
          }
        });
  }

  private void accept(Script script) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setSendBufferSize(Fixture.KERNEL_BUFFER);
        sockets.add(socket);
        int number = connections.incrementAndGet();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (Wire wire = new Wire(socket)) {
                    script.play(wire, number);
                  } catch (IOException ended) {
                    // The gateway closed the connection, as every test's end does.
                  }
                });
      } catch (IOException closed) {
        return;
      }
    }
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
