package dev.countersign.cli;

import dev.countersign.certs.CertificateAuthority;
import dev.countersign.certs.TrustedRoots;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Whether our own gateway listens at an address. A port that answers is no proof: it has to present
 * a certificate of our CA for an AWS name, so that no stranger on the port is handed the agent's
 * calls.
 */
final class GatewayProbe {

  private static final String HOST = "sts.us-east-1.amazonaws.com";
  private static final int TIMEOUT_MILLIS = 2_000;

  private GatewayProbe() {}

  /**
   * @throws CliException where something else listens there
   */
  static boolean answers(InetSocketAddress address, CertificateAuthority authority) {
    if (address.getPort() == 0) {
      return false;
    }
    try (Socket socket = new Socket()) {
      try {
        socket.connect(address, TIMEOUT_MILLIS);
      } catch (IOException e) {
        return false;
      }
      socket.setSoTimeout(TIMEOUT_MILLIS);
      prove(socket, authority);
      return true;
    } catch (IOException | GeneralSecurityException e) {
      throw new CliException(
          "something listens on %s, but it is not the gateway of this configuration (%s); stop it, or"
                  .formatted(Listing.address(address), e.getMessage())
              + " choose another proxy.listen");
    }
  }

  private static void prove(Socket socket, CertificateAuthority authority)
      throws IOException, GeneralSecurityException {
    String connect = "CONNECT " + HOST + ":443 HTTP/1.1\r\nHost: " + HOST + ":443\r\n\r\n";
    socket.getOutputStream().write(connect.getBytes(StandardCharsets.US_ASCII));
    String answer = readHead(socket);
    if (!answer.startsWith("HTTP/1.1 200")) {
      throw new IOException("it answered: " + answer.lines().findFirst().orElse("nothing"));
    }
    SSLContext context = TrustedRoots.of(authority.certificate()).context();
    try (SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(socket, HOST, 443, false)) {
      tls.startHandshake();
    }
  }

  /** Reads up to the blank line, byte by byte so that nothing of the handshake is taken away. */
  private static String readHead(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0 && head.length() < 4096) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
