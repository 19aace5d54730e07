package dev.countersign.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.InvalidFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFilesTest {

  @TempDir Path directory;

  private Path write(String content) throws IOException {
    return write(content.getBytes(StandardCharsets.UTF_8));
  }

  private Path write(byte[] content) throws IOException {
    Path file = Files.write(directory.resolve("a.secret"), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "s3cret\n", "s3cret\r\n"})
  void oneLineEndIsNoPartOfIt(String content) throws IOException {
    assertThat(SecretFiles.read(write(content)).reveal()).isEqualTo("s3cret");
  }

  @Test
  void everythingElseIs() throws IOException {
    assertThat(SecretFiles.read(write(" a b\u00e9 ")).reveal()).isEqualTo(" a b\u00e9 ");
    assertThat(SecretFiles.read(write("x".repeat(4096))).reveal()).hasSize(4096);
  }

  @ParameterizedTest
  @CsvSource({
    "'', empty",
    "' ', empty",
    "hush\\n\\n, more than one line",
    "hush\\nhush, more than one"
  })
  void whatIsNoSecretIsRefused(String content, String message) throws IOException {
    assertRefused(write(content.translateEscapes()), message);
  }

  @Test
  void boundsAndEncoding() throws IOException {
    assertRefused(write("x".repeat(4097)), "too long");
    assertRefused(write(new byte[] {'h', 'u', 's', 'h', (byte) 0xFF}), "not UTF-8");
    assertRefused(write("hush\u0000"), "control characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx--x---"})
  void nobodyElseMayUseIt(String mode) throws IOException {
    Path file = write("hush");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertRefused(file, "others than its owner may use it (mode " + mode + "); run: chmod 600 ");
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertRefused(directory.resolve("absent"), "there is no such file");
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> SecretFiles.read(file))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message)
        .message()
        .doesNotContain("hush");
  }
}
