package dev.countersign.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes keys and certificates in the profile of RFC 5280, with every extension that strict clients
 * ask for (Python since 3.13 verifies with {@code VERIFY_X509_STRICT}: key identifiers on both, and
 * critical basic constraints and key usage on the authority).
 */
final class Issuing {

  /**
   * Of the authority. Trust in it is installed by hand on agents' machines, so it lasts; it is
   * replaced by removing its file.
   */
  static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);

  /**
   * Of a leaf. It lives in memory and is renewed by itself, so it can be short; a week covers
   * clients whose clock is days off.
   */
  static final Duration LEAF_LIFETIME = Duration.ofDays(7);

  /** Clocks of containers and virtual machines run behind after they were suspended. */
  static final Duration BACKDATED = Duration.ofHours(1);

  private static final SecureRandom RANDOM = new SecureRandom();

  /** RFC 5280, appendix A.1: ub-common-name. */
  private static final int MAX_COMMON_NAME = 64;

  private Issuing() {}

  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  static X509Certificate authority(String commonName, KeyPair pair, Instant now) {
    X500Name name = name(commonName);
    return build(
        pair,
        new JcaX509v3CertificateBuilder(
            name,
            serial(),
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(AUTHORITY_LIFETIME)),
            name,
            pair.getPublic()),
        (builder, identifiers) -> {
          // It may sign leaves, and no further authority.
          builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
          builder.addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
          builder.addExtension(
              Extension.subjectKeyIdentifier,
              false,
              identifiers.createSubjectKeyIdentifier(pair.getPublic()));
        });
  }

  /** A certificate for exactly {@code host}, good for TLS servers only. */
  static X509Certificate leaf(
      CertificateAuthority authority, String host, PublicKey key, Instant now) {
    boolean fits = host.length() <= MAX_COMMON_NAME;
    Instant end = now.plus(LEAF_LIFETIME);
    Instant authorityEnd = authority.certificate().getNotAfter().toInstant();
    return build(
        new KeyPair(authority.certificate().getPublicKey(), authority.key()),
        new JcaX509v3CertificateBuilder(
            X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded()),
            serial(),
            Date.from(now.minus(BACKDATED)),
            Date.from(end.isBefore(authorityEnd) ? end : authorityEnd),
            fits ? name(host) : new X500NameBuilder(BCStyle.INSTANCE).build(),
            key),
        (builder, identifiers) -> {
          builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
          builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
          builder.addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
          // RFC 5280, 4.1.2.6: with an empty subject the alternative name must be critical.
          builder.addExtension(
              Extension.subjectAlternativeName,
              !fits,
              new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
          builder.addExtension(
              Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
          builder.addExtension(
              Extension.authorityKeyIdentifier,
              false,
              identifiers.createAuthorityKeyIdentifier(authority.certificate().getPublicKey()));
        });
  }

  private interface Extensions {
    void add(X509v3CertificateBuilder builder, JcaX509ExtensionUtils identifiers)
        throws IOException;
  }

  private static X509Certificate build(
      KeyPair signer, X509v3CertificateBuilder builder, Extensions extensions) {
    try {
      extensions.add(builder, new JcaX509ExtensionUtils());
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("a P-256 key signs with SHA-256", e);
    }
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  /** 127 random bits: positive, and far from ever repeating. */
  private static BigInteger serial() {
    return new BigInteger(127, RANDOM).setBit(126);
  }
}
