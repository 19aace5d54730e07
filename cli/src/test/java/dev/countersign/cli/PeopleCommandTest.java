package dev.countersign.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files by which people prove who they are. */
class PeopleCommandTest {

  private static final String PASSWORD = "a rather long pässword";

  @TempDir private Path directory;

  private static Ran password(String typed, Object... arguments) {
    PeopleCommand command = new PeopleCommand(new ByteArrayInputStream(typed.getBytes(UTF_8)));
    Object[] all = new Object[arguments.length + 2];
    all[0] = "people";
    all[1] = "password";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Ran.of(Ran.with(PeopleCommand.class, command), all);
  }

  private static void isPrivate(Path file) throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aTokenIsWrittenAndNeverPrinted() throws IOException {
    Path file = directory.resolve("people").resolve("ana.token");
    Ran ran = Ran.of("people", "token", file);
    String token = Files.readString(file).strip();
    assertThat(token).matches("[A-Za-z0-9_-]{43}");
    assertThat(ran.out()).contains("wrote " + file).doesNotContain(token);
    isPrivate(file);

    Ran again = Ran.of("people", "token", file);
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).contains("--force");
    assertThat(Files.readString(file).strip()).isEqualTo(token);
    assertThat(Ran.of("people", "token", "--force", file).exit()).isZero();
    assertThat(Files.readString(file).strip()).hasSameSizeAs(token).isNotEqualTo(token);
    isPrivate(file);
  }

  @Test
  void aPasswordIsKeptAsItsHash() throws IOException {
    Path file = directory.resolve("ana.password");
    Ran ran = password(PASSWORD + "\nnot this line\n", file);
    assertThat(ran.exit()).as(ran.err()).isZero();
    String hash = Files.readString(file).strip();
    assertThat(ran.out() + ran.err() + hash).doesNotContain(PASSWORD);
    assertThat(OpenBSDBCrypt.checkPassword(hash, PASSWORD.getBytes(UTF_8))).isTrue();
    assertThat(OpenBSDBCrypt.checkPassword(hash, (PASSWORD + "\n").getBytes(UTF_8))).isFalse();
    isPrivate(file);
    assertThat(password(PASSWORD, file).err()).contains("--force");
  }

  @Test
  void aPasswordHasALength() {
    Path file = directory.resolve("ana.password");
    for (String wrong : new String[] {"", "too short", "ä".repeat(37)}) {
      Ran ran = password(wrong + "\n", file);
      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.err()).contains("the password is too", "(expected: ");
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void theConfigurationTakesBoth() {
    assertThat(password(PASSWORD, directory.resolve("raj.password")).exit()).isZero();
    String people =
        """
        people:
          ana: { token-file: ana.token }
          raj: { password-file: raj.password }
        """;
    try (AskingSandbox sandbox =
        AskingSandbox.start(directory, "rules: [{name: all, allow: true}]", people, "ana")) {
      assertThat(Ran.of("config", "check", "--config", sandbox.config()).exit()).isZero();
      // The only token that there is.
      Ran ran =
          Ran.of("approvals", "list", "--config", sandbox.config(), "--console", sandbox.console());
      assertThat(ran.exit()).as(ran.err()).isZero();
    }
  }
}
