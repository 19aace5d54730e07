package dev.countersign.certs;

import dev.countersign.model.Diagnostic;
import dev.countersign.model.InvalidFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * The authority's file: its private key and its certificate as PEM, one file so that the two can
 * never belong to different authorities. Mode 0600, in a directory of mode 0700.
 */
final class AuthorityFile {

  private static final String COMMON_NAME = "Countersign CA";
  private static final int MAX_BYTES = 64 * 1024;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Its place in {@link X509Certificate#getKeyUsage}. */
  private static final int KEY_CERT_SIGN = 5;

  private AuthorityFile() {}

  static CertificateAuthority openOrCreate(Path file, Clock clock) {
    try {
      if (!Files.exists(file)) {
        create(file, clock.instant());
      }
      return load(file, clock);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the certificate authority cannot be kept in " + file.getParent() + ": " + e, e);
    }
  }

  private static void create(Path file, Instant now) throws IOException {
    KeyPair pair = Issuing.newKey();
    // The number tells two gateways' authorities, or an old one and a new one, apart in trust
    // stores.
    String name = COMMON_NAME + " " + HexFormat.of().toHexDigits(RANDOM.nextInt());
    X509Certificate certificate = Issuing.authority(name, pair, now);
    Path directory = file.getParent();
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    // createTempFile makes it readable by its owner only.
    Path fresh = Files.createTempFile(directory, ".authority", ".new");
    try {
      Files.writeString(fresh, Pem.privateKey(pair.getPrivate()) + Pem.certificate(certificate));
      // A link either appears whole or fails: of two processes one wins, and both use its file.
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      return;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static CertificateAuthority load(Path file, Clock clock) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw invalid(file, "the certificate authority cannot be read");
    }
    checkMode(file, "600");
    // Whoever may write to the directory may put another file in this one's place.
    checkMode(file.resolveSibling("."), "700");
    if (Files.size(file) > MAX_BYTES) {
      throw invalid(file, "this is no certificate authority: it has over " + MAX_BYTES + " bytes");
    }
    List<Object> objects = read(file);
    if (objects.size() != 2
        || !(objects.get(0) instanceof PrivateKeyInfo keyInfo)
        || !(objects.get(1) instanceof X509CertificateHolder holder)) {
      throw invalid(
          file,
          "this is no certificate authority (expected: a PKCS #8 private key and a certificate, as"
              + " PEM); to start anew, remove the file, and have agents trust the new certificate");
    }
    try {
      PrivateKey key = new JcaPEMKeyConverter().getPrivateKey(keyInfo);
      X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(holder);
      check(file, key, certificate, clock.instant());
      return new CertificateAuthority(key, certificate, clock);
    } catch (GeneralSecurityException e) {
      throw invalid(file, "key or certificate cannot be used: " + e.getMessage());
    }
  }

  private static List<Object> read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
      return Pem.read(text);
    } catch (IOException | RuntimeException e) {
      // Bouncy Castle reports broken base64 and broken ASN.1 in several ways.
      throw invalid(file, "this is no PEM file");
    }
  }

  private static void checkMode(Path path, String wanted) throws IOException {
    Path file = path.normalize();
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    mode.removeAll(PosixFilePermissions.fromString("rwx------"));
    if (!mode.isEmpty()) {
      throw invalid(
          file,
          "others may get at the authority's private key; take that away: chmod "
              + wanted
              + " "
              + file);
    }
  }

  private static void check(Path file, PrivateKey key, X509Certificate certificate, Instant now)
      throws GeneralSecurityException {
    boolean[] usage = certificate.getKeyUsage();
    if (certificate.getBasicConstraints() < 0 || usage == null || !usage[KEY_CERT_SIGN]) {
      throw invalid(file, "the certificate is not an authority's");
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      throw invalid(
          file,
          "the authority begins only on "
              + certificate.getNotBefore().toInstant()
              + "; this machine's clock says "
              + now);
    }
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      throw invalid(
          file,
          "the authority expired on "
              + certificate.getNotAfter().toInstant()
              + "; remove the file, and have agents trust the new certificate");
    }
    byte[] probe = {1, 2, 3};
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(probe);
    if (!signature.verify(signed)) {
      throw invalid(file, "the private key does not belong to the certificate");
    }
  }

  private static InvalidFileException invalid(Path file, String message) {
    return new InvalidFileException(List.of(new Diagnostic(file.toString(), 1, 1, message, "")));
  }
}
