package dev.countersign.certs;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** What a TLS client trusts: these certificates, and none that the JDK brings. */
public record TrustedRoots(Collection<? extends Certificate> certificates) {

  public TrustedRoots {
    certificates = List.copyOf(certificates);
  }

  public static TrustedRoots of(Certificate only) {
    return new TrustedRoots(List.of(only));
  }

  public TrustManager[] managers() {
    try {
      KeyStore roots = KeyStore.getInstance("PKCS12");
      roots.load(null, null);
      for (Certificate root : certificates) {
        roots.setCertificateEntry("root-" + roots.size(), root);
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(roots);
      return trust.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK can hold certificates in memory", e);
    }
  }

  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK speaks TLS", e);
    }
  }
}
