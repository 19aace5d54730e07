package dev.countersign.signer;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The form of a SigV4A signature: ECDSA-Sig-Value (RFC 3279, 2.2.3) in DER (X.690), as lower-case
 * hexadecimal digits. DER has one encoding for each pair of numbers, and only that is taken: what
 * lenient readers mend is refused.
 */
final class DerSignature {

  /** The most digits there can be: two integers of 33 bytes, and 6 bytes about them. */
  static final int LONGEST = 144;

  private static final Pattern DIGITS = Pattern.compile("([0-9a-f]{2}){8,72}");
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  /** The order of P-256 (FIPS 186-4, D.1.2.3). */
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private DerSignature() {}

  /** Whether this is the one encoding of two numbers between zero and the order of the curve. */
  static boolean isWellFormed(String hex) {
    if (!DIGITS.matcher(hex).matches()) {
      return false;
    }
    ByteBuffer der = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    return der.get() == SEQUENCE
        && der.get() == der.remaining()
        && takeNumber(der)
        && takeNumber(der)
        && !der.hasRemaining();
  }

  private static boolean takeNumber(ByteBuffer der) {
    if (der.remaining() < 3 || der.get() != INTEGER) {
      return false;
    }
    int length = der.get();
    if (length < 1 || length > 33 || length > der.remaining()) {
      return false;
    }
    byte[] bytes = new byte[length];
    der.get(bytes);
    BigInteger number = new BigInteger(bytes);
    return number.signum() > 0
        && number.compareTo(ORDER) < 0
        && number.toByteArray().length == length;
  }
}
