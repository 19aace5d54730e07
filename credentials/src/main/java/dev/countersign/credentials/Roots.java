package dev.countersign.credentials;

import dev.countersign.model.Diagnostic;
import dev.countersign.model.InvalidFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The certificate authorities that upstream certificates may chain to. */
final class Roots {

  private Roots() {}

  /**
   * Trust in the JDK's roots and in those of a PEM file.
   *
   * @throws InvalidFileException where the file cannot be read or holds no certificate
   */
  static TrustManager[] with(Path pem) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      List<Certificate> roots = new ArrayList<>(system());
      roots.addAll(read(pem));
      for (int i = 0; i < roots.size(); i++) {
        store.setCertificateEntry("root-" + i, roots.get(i));
      }
      return trusting(store).getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw invalid(pem, "cannot be used as trust roots: " + e.getMessage());
    }
  }

  private static List<X509Certificate> system() throws GeneralSecurityException {
    List<X509Certificate> roots = new ArrayList<>();
    for (TrustManager manager : trusting(null).getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        roots.addAll(List.of(x509.getAcceptedIssuers()));
      }
    }
    return roots;
  }

  private static List<Certificate> read(Path pem) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(pem)) {
      List<Certificate> found =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (found.isEmpty()) {
        throw invalid(pem, "holds no certificate (expected: PEM, BEGIN CERTIFICATE)");
      }
      return found;
    }
  }

  private static TrustManagerFactory trusting(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static InvalidFileException invalid(Path file, String message) {
    return new InvalidFileException(List.of(new Diagnostic(file.toString(), 1, 1, message, "")));
  }
}
