package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.certs.LeafCertificates.Leaf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real handshake with a client that has nothing but the exported trust store. */
class TlsTest {

  @TempDir Path state;

  @Test
  void aClientThatTrustsTheBundleBelievesExactlyTheOneName() throws Exception {
    CertificateAuthority authority = CertificateAuthority.open(state, Clock.systemUTC());
    Path store = state.resolve("trust.p12");
    authority.writeTrustStore(store);
    Leaf leaf = authority.leaves().forHost("sts.eu-west-1.amazonaws.com").join();

    assertThat(handshake(leaf, store, "sts.eu-west-1.amazonaws.com")).isEqualTo("TLSv1.3");
    assertThatThrownBy(() -> handshake(leaf, store, "iam.amazonaws.com"))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("No subject alternative DNS name matching iam.amazonaws.com");
  }

  private static String handshake(Leaf leaf, Path store, String name) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (SSLServerSocket server =
        (SSLServerSocket)
            serverContext(leaf).getServerSocketFactory().createServerSocket(0, 1, loopback)) {
      Thread serving = Thread.startVirtualThread(() -> accept(server));
      SSLContext client = SSLContext.getInstance("TLS");
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(
          KeyStore.getInstance(
              store.toFile(), CertificateAuthority.TRUST_STORE_PASSWORD.toCharArray()));
      client.init(null, trust.getTrustManagers(), null);
      try (var plain = new Socket(loopback, server.getLocalPort());
          SSLSocket socket =
              (SSLSocket)
                  client
                      .getSocketFactory()
                      .createSocket(plain, name, server.getLocalPort(), true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket.getSession().getProtocol();
      } finally {
        serving.join();
      }
    }
  }

  private static void accept(SSLServerSocket server) {
    try (SSLSocket socket = (SSLSocket) server.accept()) {
      socket.startHandshake();
    } catch (IOException e) {
      // The client broke off, which is what its test is about.
      assertThat(e).isInstanceOf(IOException.class);
    }
  }

  private static SSLContext serverContext(Leaf leaf) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("leaf", leaf.key(), new char[0], leaf.chain().toArray(Certificate[]::new));
    var managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
