package dev.countersign.testkit;

import java.math.BigInteger;
import java.util.HexFormat;

/**
 * ECDSA on the curve P-256, from the definitions: the curve of FIPS 186-4, D.1.2.3, the sum of two
 * points of SEC 1, 2.2.1, and verification of SEC 1, 4.1.4. Slow, and in no constant time: a judge
 * has nothing to hide, and shares no code with those whom it judges.
 */
final class P256 {

  static final BigInteger ORDER =
      number("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  private static final BigInteger FIELD =
      number("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  private static final BigInteger THREE = BigInteger.valueOf(3);
  private static final Point NOWHERE = new Point(BigInteger.ZERO, BigInteger.ZERO);
  private static final Point GENERATOR =
      new Point(
          number("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
          number("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));

  private P256() {}

  /** A point in affine coordinates; the point at infinity is {@code NOWHERE}, off the curve. */
  record Point(BigInteger x, BigInteger y) {

    Point plus(Point other) {
      if (equals(NOWHERE)) {
        return other;
      }
      if (other.equals(NOWHERE)) {
        return this;
      }
      if (x.equals(other.x) && !y.equals(other.y)) {
        return NOWHERE;
      }
      BigInteger slope =
          equals(other)
              ? x.pow(2).multiply(THREE).subtract(THREE).multiply(y.shiftLeft(1).modInverse(FIELD))
              : other.y.subtract(y).multiply(other.x.subtract(x).modInverse(FIELD));
      BigInteger newX = slope.pow(2).subtract(x).subtract(other.x).mod(FIELD);
      return new Point(newX, slope.multiply(x.subtract(newX)).subtract(y).mod(FIELD));
    }

    Point times(BigInteger factor) {
      Point sum = NOWHERE;
      for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
        sum = sum.plus(sum);
        sum = factor.testBit(bit) ? sum.plus(this) : sum;
      }
      return sum;
    }
  }

  /** The public key of a private one. */
  static Point publicKey(BigInteger privateKey) {
    return GENERATOR.times(privateKey);
  }

  /**
   * Whether the signature is of this key over a text.
   *
   * @param hash SHA-256 of the text
   */
  static boolean verifies(Point key, byte[] hash, Signature signature) {
    BigInteger inverse = signature.s.modInverse(ORDER);
    BigInteger first = new BigInteger(1, hash).multiply(inverse).mod(ORDER);
    BigInteger second = signature.r.multiply(inverse).mod(ORDER);
    Point sum = GENERATOR.times(first).plus(key.times(second));
    return !sum.equals(NOWHERE) && sum.x.mod(ORDER).equals(signature.r);
  }

  /** A signature's two numbers, both between zero and the order. */
  record Signature(BigInteger r, BigInteger s) {

    /**
     * Reads {@code SEQUENCE { INTEGER r, INTEGER s }} in DER, as hexadecimal digits.
     *
     * @throws IllegalArgumentException where it is anything else, or in any other encoding
     */
    static Signature parse(String hex) {
      byte[] der = HexFormat.of().parseHex(hex);
      if (der.length < 8 || der[3] < 1 || der.length < 6 + der[3]) {
        throw new IllegalArgumentException("too short for a signature");
      }
      int second = 4 + der[3];
      Signature read =
          new Signature(
              new BigInteger(der, 4, der[3]),
              new BigInteger(der, second + 2, der.length - second - 2));
      if (!read.hex().equals(hex) || !inRange(read.r) || !inRange(read.s)) {
        throw new IllegalArgumentException("not the encoding of a signature");
      }
      return read;
    }

    private static boolean inRange(BigInteger number) {
      return number.signum() > 0 && number.compareTo(ORDER) < 0;
    }

    private String hex() {
      return tagged("30", tagged("02", digits(r)) + tagged("02", digits(s)));
    }

    private static String tagged(String tag, String content) {
      return tag + "%02x".formatted(content.length() / 2) + content;
    }

    private static String digits(BigInteger number) {
      return HexFormat.of().formatHex(number.toByteArray());
    }
  }

  private static BigInteger number(String hex) {
    return new BigInteger(hex, 16);
  }
}
