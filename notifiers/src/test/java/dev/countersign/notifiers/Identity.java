package dev.countersign.notifiers;

import dev.countersign.certs.CertificateAuthority;
import dev.countersign.certs.LeafCertificates.Leaf;
import dev.countersign.certs.TrustedRoots;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificates of servers that tests run. */
final class Identity {

  static final String PASSWORD = "password";

  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.ephemeral("notifiers test", Clock.systemUTC());

  private Identity() {}

  /** What a client trusts that trusts these servers and no others. */
  static SSLContext trust() {
    return TrustedRoots.of(AUTHORITY.certificate()).context();
  }

  /** What a server needs to be this host. */
  static SSLContext of(String host) {
    try {
      KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(keys(host), PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The same as a file, with {@link #PASSWORD}. */
  static Path file(Path directory, String host) {
    Path file = directory.resolve(host + ".p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      keys(host).store(out, PASSWORD.toCharArray());
      return file;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyStore keys(String host) {
    try {
      Leaf leaf = AUTHORITY.leaves().forHost(host).join();
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry(
          "leaf", leaf.key(), PASSWORD.toCharArray(), leaf.chain().toArray(Certificate[]::new));
      return keys;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
