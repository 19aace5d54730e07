package dev.countersign.proxy;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * How upstream certificates are judged: they must chain to a root of the JDK or to one that the
 * operator added, and carry the real name of the endpoint, whatever address was dialled.
 */
final class UpstreamTls {

  private UpstreamTls() {}

  /**
   * @param extraRoots a PEM file
   * @param protocols offered by ALPN, the preferred one first
   * @throws IllegalArgumentException where that file holds no certificates that can be read
   */
  static SslContext context(Optional<Path> extraRoots, String... protocols) {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.OPENSSL)
          .protocols("TLSv1.3", "TLSv1.2")
          .endpointIdentificationAlgorithm("HTTPS")
          .trustManager(trust(extraRoots))
          .applicationProtocolConfig(Alpn.offering(protocols))
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK's trust store cannot be used", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TrustManagerFactory trust(Optional<Path> extraRoots)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory jdk = factory();
    jdk.init((KeyStore) null);
    if (extraRoots.isEmpty()) {
      return jdk;
    }
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    X509Certificate[] known =
        Arrays.stream(jdk.getTrustManagers())
            .map(X509TrustManager.class::cast)
            .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
            .toArray(X509Certificate[]::new);
    int number = 0;
    for (Certificate root : known) {
      roots.setCertificateEntry("root-" + number++, root);
    }
    for (Certificate root : read(extraRoots.get())) {
      roots.setCertificateEntry("extra-" + number++, root);
    }
    TrustManagerFactory both = factory();
    both.init(roots);
    return both;
  }

  private static TrustManagerFactory factory() throws GeneralSecurityException {
    return TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
  }

  private static Collection<? extends Certificate> read(Path pem) throws GeneralSecurityException {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> roots =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (roots.isEmpty()) {
        throw new IllegalArgumentException("upstream.trust: no certificate stands in " + pem);
      }
      return roots;
    } catch (IOException | java.security.cert.CertificateException e) {
      throw new IllegalArgumentException("upstream.trust: " + pem + " cannot be read", e);
    }
  }
}
