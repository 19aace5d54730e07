package dev.countersign.console;

import dev.countersign.config.SecretFiles;
import dev.countersign.model.Diagnostic;
import dev.countersign.model.InvalidFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** Passwords against their bcrypt hashes. A name that nobody has takes as long as one that is. */
final class Passwords {

  /** What {@code htpasswd -B} and the like write, with a cost from 10 to 14. */
  private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$1[0-4]\\$[./A-Za-z0-9]{53}");

  /** bcrypt looks at no more; a longer password would be one that is cut off. */
  private static final int MOST_BYTES = 72;

  /** Each check keeps a processor busy for a tenth of a second and more. */
  private final Semaphore turns = new Semaphore(2, true);

  private final Map<String, String> hashes;
  private final String nobodys;

  Passwords(Map<String, String> hashes) {
    this.hashes = Map.copyOf(hashes);
    int cost = hashes.values().stream().mapToInt(Passwords::cost).max().orElse(10);
    byte[] salt = Arrays.copyOf(Hashes.sha256(Hashes.random()), 16);
    this.nobodys = OpenBSDBCrypt.generate("2b", Hashes.random().toCharArray(), salt, cost);
  }

  /**
   * @throws InvalidFileException where the file holds no bcrypt hash; never says what it holds
   */
  static String readHash(Path file) {
    String hash = SecretFiles.read(file).reveal();
    if (!HASH.matcher(hash).matches()) {
      throw new InvalidFileException(
          List.of(
              new Diagnostic(
                  file.toString(),
                  1,
                  1,
                  "no bcrypt hash with a cost from 10 to 14 (expected: $2b$12$...)",
                  "")));
    }
    return hash;
  }

  private static int cost(String hash) {
    return Integer.parseInt(hash.substring(4, 6));
  }

  boolean verify(String name, String password) {
    String hash = hashes.get(name);
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    boolean fits = bytes.length > 0 && bytes.length <= MOST_BYTES;
    turns.acquireUninterruptibly();
    try {
      // The hash first: the work is done whatever comes of it.
      return OpenBSDBCrypt.checkPassword(
              hash == null ? nobodys : hash, fits ? bytes : new byte[] {'-'})
          && fits
          && hash != null;
    } finally {
      turns.release();
    }
  }
}
