package dev.countersign.cli;

import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** Passwords for people at the console, and the hashes that its configuration names. */
final class NewPassword {

  /** 144 bits: 24 characters. */
  private static final int RANDOM_BYTES = 18;

  /** About a quarter of a second on a machine of today. */
  private static final int BCRYPT_COST = 12;

  private static final int SALT_BYTES = 16;

  private NewPassword() {}

  /** One that nobody can guess; long enough for a token, too. */
  static String random() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(RANDOM_BYTES));
  }

  /**
   * @param password at most 72 bytes of UTF-8
   */
  static String hash(char[] password) {
    return OpenBSDBCrypt.generate("2b", password, bytes(SALT_BYTES), BCRYPT_COST);
  }

  private static byte[] bytes(int count) {
    byte[] random = new byte[count];
    new SecureRandom().nextBytes(random);
    return random;
  }
}
