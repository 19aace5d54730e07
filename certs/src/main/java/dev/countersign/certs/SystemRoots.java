package dev.countersign.certs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The roots that the tools of this machine trust without us. */
final class SystemRoots {

  private static final List<String> VARIABLES =
      List.of("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE");

  /** Where distributions keep their bundle. */
  private static final List<String> FILES =
      List.of(
          "/etc/ssl/certs/ca-certificates.crt",
          "/etc/pki/tls/certs/ca-bundle.crt",
          "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
          "/etc/ssl/cert.pem",
          "/usr/local/share/certs/ca-root-nss.crt",
          "/opt/homebrew/etc/ca-certificates/cert.pem");

  private SystemRoots() {}

  /**
   * A bundle that the environment names, else the system's, else the JDK's.
   *
   * @param own a certificate that is left out, since a bundle may be one that we wrote before
   */
  static String pem(Map<String, String> environment, String own) {
    return Stream.concat(VARIABLES.stream().map(environment::get), FILES.stream())
        .filter(Objects::nonNull)
        .map(SystemRoots::read)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(
            () -> Arrays.stream(ofTheJdk()).map(Pem::certificate).collect(Collectors.joining()))
        .replace(own, "");
  }

  private static Optional<String> read(String file) {
    try {
      // Comments in such bundles are in whatever encoding; every byte is kept as it is.
      String text = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
      return text.contains("-----BEGIN CERTIFICATE-----") ? Optional.of(text) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  static void writeTrustStore(Path file, X509Certificate own) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path fresh = Files.createTempFile(directory, "." + file.getFileName(), ".new");
    try {
      storeTo(fresh, own);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void storeTo(Path file, X509Certificate own) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("countersign", own);
      X509Certificate[] roots = ofTheJdk();
      for (int i = 0; i < roots.length; i++) {
        store.setCertificateEntry("root-" + i, roots[i]);
      }
      store.store(out, CertificateAuthority.TRUST_STORE_PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IOException("the trust store cannot be made: " + e.getMessage(), e);
    }
  }

  private static X509Certificate[] ofTheJdk() {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init((KeyStore) null);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .findFirst()
          .orElseThrow()
          .getAcceptedIssuers();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK's own roots cannot be read", e);
    }
  }
}
