package dev.countersign.certs;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;

/**
 * The root that signs what the gateway presents to agents: a P-256 key and a self-signed
 * certificate. Agents are told to trust it; nobody else should be.
 */
public final class CertificateAuthority {

  /** Of trust stores that are written; they hold public certificates only, so it guards nothing. */
  public static final String TRUST_STORE_PASSWORD = "changeit";

  private final PrivateKey key;
  private final X509Certificate certificate;
  private final Clock clock;

  CertificateAuthority(PrivateKey key, X509Certificate certificate, Clock clock) {
    this.key = key;
    this.certificate = certificate;
    this.clock = clock;
  }

  /**
   * The authority of a state directory; made where there is none yet. Two processes that start at
   * once end up with the same one.
   *
   * @throws dev.countersign.model.InvalidFileException where the files are there and cannot be used
   * @throws java.io.UncheckedIOException where the directory cannot be written
   */
  public static CertificateAuthority open(Path stateDirectory, Clock clock) {
    return AuthorityFile.openOrCreate(stateDirectory.resolve("ca").resolve("authority.pem"), clock);
  }

  /** An authority that exists in memory only. */
  public static CertificateAuthority ephemeral(String commonName, Clock clock) {
    KeyPair pair = Issuing.newKey();
    return new CertificateAuthority(
        pair.getPrivate(), Issuing.authority(commonName, pair, clock.instant()), clock);
  }

  /** Leaf certificates of this authority, with a cache of their own. */
  public LeafCertificates leaves() {
    return new LeafCertificates(this, clock);
  }

  /** The certificate, for a trust store. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The certificate as PEM (RFC 7468). */
  public String certificatePem() {
    return Pem.certificate(certificate);
  }

  /** SHA-256 of the certificate, as browsers and {@code openssl x509 -fingerprint} show it. */
  public String fingerprint() {
    try {
      return HexFormat.ofDelimiter(":")
          .withUpperCase()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate can be encoded and hashed", e);
    }
  }

  /**
   * This certificate together with the roots that the caller's tools trust today, as PEM: variables
   * such as {@code AWS_CA_BUNDLE} replace the system's list instead of adding to it.
   *
   * @param environment where a bundle that is already configured is looked for
   */
  public String bundlePem(Map<String, String> environment) {
    return certificatePem() + SystemRoots.pem(environment, certificatePem());
  }

  /**
   * Writes a PKCS #12 trust store for Java clients: this certificate and the JDK's own roots. The
   * password is {@link #TRUST_STORE_PASSWORD}.
   */
  public void writeTrustStore(Path file) throws IOException {
    SystemRoots.writeTrustStore(file, certificate);
  }

  PrivateKey key() {
    return key;
  }
}
