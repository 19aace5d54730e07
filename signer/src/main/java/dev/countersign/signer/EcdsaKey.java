package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.model.Secret;
import dev.countersign.model.SigningAlgorithm;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.HexFormat;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * SigV4A's key pair on P-256. Both sides derive it from the secret: AWS, and this gateway for its
 * agents, hold the secret and so can compute the public half.
 *
 * <p>"Key Pair Generation by Testing Candidates" (FIPS 186-4, B.4.2), with candidates from a KDF in
 * counter mode over HMAC-SHA256 (NIST SP 800-108, 5.1) that takes the secret as its key and the
 * access key id as its context. Neither day, region nor service is part of it, so the pair is good
 * for as long as the secret is.
 */
final class EcdsaKey implements SigningKey {

  private static final String ALGORITHM = "SHA256withECDSA";

  /**
   * AWS's implementations stop here; a second candidate is needed once in four thousand million.
   */
  private static final int LAST_CANDIDATE = 254;

  private static final ECParameterSpec P256 = p256();
  private static final BigInteger TWO_BELOW_ORDER = P256.getOrder().subtract(BigInteger.TWO);

  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  private EcdsaKey(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  static EcdsaKey derive(String accessKeyId, Secret secret) {
    BigInteger d = privateValue(accessKeyId, secret);
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      return new EcdsaKey(
          factory.generatePrivate(new ECPrivateKeySpec(d, P256)),
          factory.generatePublic(new ECPublicKeySpec(publicPoint(d), P256)));
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private static BigInteger privateValue(String accessKeyId, Secret secret) {
    byte[] key = ("AWS4A" + secret.reveal()).getBytes(UTF_8);
    for (int counter = 1; counter <= LAST_CANDIDATE; counter++) {
      byte[] input = fixedInput(accessKeyId.getBytes(UTF_8), (byte) counter);
      BigInteger candidate = new BigInteger(1, SigV4.hmac(key, input));
      if (candidate.compareTo(TWO_BELOW_ORDER) <= 0) {
        return candidate.add(BigInteger.ONE);
      }
    }
    throw new IllegalStateException("no key can be derived from this secret");
  }

  /** The number of the only block, label, zero, context, and the length of the result in bits. */
  private static byte[] fixedInput(byte[] accessKeyId, byte counter) {
    byte[] label = SigningAlgorithm.SIGV4A.word().getBytes(UTF_8);
    return ByteBuffer.allocate(10 + label.length + accessKeyId.length)
        .putInt(1)
        .put(label)
        .put((byte) 0)
        .put(accessKeyId)
        .put(counter)
        .putInt(256)
        .array();
  }

  /** The JDK has no way from a private value to its point. */
  private static ECPoint publicPoint(BigInteger d) {
    var point =
        new FixedPointCombMultiplier()
            .multiply(CustomNamedCurves.getByName("secp256r1").getG(), d)
            .normalize();
    return new ECPoint(
        point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
  }

  /** Two signatures over one text differ: each has a random part. */
  @Override
  public String sign(String stringToSign) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(stringToSign.getBytes(UTF_8));
      return HexFormat.of().formatHex(signature.sign());
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  @Override
  public boolean made(String signature, String stringToSign) {
    if (!DerSignature.isWellFormed(signature)) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(publicKey);
      verifier.update(stringToSign.getBytes(UTF_8));
      return verifier.verify(HexFormat.of().parseHex(signature));
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** The public half, which proves nothing and may be seen. */
  PublicKey publicKey() {
    return publicKey;
  }

  private static ECParameterSpec p256() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private static IllegalStateException missing(GeneralSecurityException e) {
    return new IllegalStateException("every JDK has " + ALGORITHM + " on P-256", e);
  }
}
