package dev.countersign.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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

  ScriptedAws(String name, Script script) {
    try {
      server =
          (SSLServerSocket)
              TestCa.INSTANCE
                  .server(name)
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      server.setReceiveBufferSize(Fixture.KERNEL_BUFFER);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Thread.ofVirtual().start(() -> accept(script));
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
