package dev.countersign.catalog;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The directory of a catalog that an operator took in. One small file names the two resources by
 * their hashes and is replaced in one step, so a reader sees the old catalog or the new one whole.
 * Without that file, the catalog that ships counts; with one that cannot be used, none does.
 */
public final class CatalogStore {

  private static final String CURRENT = "current.properties";
  private static final String FORMAT = "format";
  private static final String MODELS = "botocore";
  private static final List<String> RESOURCES =
      List.of(EndpointData.RESOURCE, OperationIndex.RESOURCE);

  private final Path directory;

  /**
   * @param directory need not exist
   */
  public CatalogStore(Path directory) {
    this.directory = directory;
  }

  /**
   * The catalog that counts.
   *
   * @throws IOException where one was taken in that is damaged or of another format
   */
  public Catalog open() throws IOException {
    Optional<Properties> current = current();
    return current.isEmpty() ? Catalog.bundled() : load(current.orElseThrow());
  }

  /** Where {@link #open} takes it from. */
  public CatalogOrigin origin() throws IOException {
    return current()
        .map(p -> new CatalogOrigin(true, Optional.ofNullable(p.getProperty(MODELS))))
        .orElse(CatalogOrigin.BUNDLED);
  }

  /** Goes back to the catalog that ships. */
  public void reset() throws IOException {
    Files.deleteIfExists(directory.resolve(CURRENT));
    sweep(List.of());
  }

  /**
   * Puts the resources of {@code compiled} in force.
   *
   * @param compiled a directory beside this one's files, as {@link CatalogCompiler} left it
   */
  void install(Path compiled, Optional<String> models) throws IOException {
    Properties current = new Properties();
    current.setProperty(FORMAT, String.valueOf(OperationIndex.FORMAT));
    models.ifPresent(version -> current.setProperty(MODELS, version));
    for (String resource : RESOURCES) {
      Path file = compiled.resolve(resource);
      String hash = sha256(Files.readAllBytes(file));
      current.setProperty(resource, hash);
      moveTo(file, directory.resolve(hash));
    }
    Path fresh = compiled.resolve(CURRENT);
    StringBuilder lines = new StringBuilder();
    current.stringPropertyNames().stream()
        .sorted()
        .forEach(
            key -> lines.append(key).append('=').append(current.getProperty(key)).append('\n'));
    Files.writeString(fresh, lines);
    moveTo(fresh, directory.resolve(CURRENT));
    sync(directory);
    sweep(RESOURCES.stream().map(current::getProperty).toList());
  }

  Path directory() {
    return directory;
  }

  private Optional<Properties> current() throws IOException {
    Path file = directory.resolve(CURRENT);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    Properties current = new Properties();
    try {
      current.load(new StringReader(Files.readString(file)));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged", e);
    }
    String format = current.getProperty(FORMAT, "none");
    if (!format.equals(String.valueOf(OperationIndex.FORMAT))) {
      throw new IOException(
          file
              + " is of format "
              + format
              + " (expected: "
              + OperationIndex.FORMAT
              + "), so another version of this program made it");
    }
    return Optional.of(current);
  }

  private Catalog load(Properties current) throws IOException {
    try (InputStream endpoints = resource(EndpointData.RESOURCE, current);
        InputStream operations = resource(OperationIndex.RESOURCE, current)) {
      return new Catalog(EndpointData.read(endpoints), OperationIndex.read(operations));
    } catch (RuntimeException e) {
      throw new IOException(directory + " holds a catalog that cannot be read", e);
    }
  }

  private InputStream resource(String name, Properties current) throws IOException {
    String hash = current.getProperty(name, "");
    if (!hash.matches("[0-9a-f]{64}")) {
      throw new IOException(directory.resolve(CURRENT) + " does not name " + name);
    }
    byte[] bytes = Files.readAllBytes(directory.resolve(hash));
    if (!sha256(bytes).equals(hash)) {
      throw new IOException(directory.resolve(hash) + " is damaged: its hash is another");
    }
    return new ByteArrayInputStream(bytes);
  }

  private void moveTo(Path from, Path to) throws IOException {
    Files.setPosixFilePermissions(from, PosixFilePermissions.fromString("rw-------"));
    sync(from);
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Deletes resources that nobody names any more. */
  private void sweep(List<String> named) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches("[0-9a-f]{64}") && !named.contains(name)) {
          Files.delete(file);
        }
      }
    }
  }

  /** Makes sure that it is on the disk, and not only on its way there. */
  private static void sync(Path fileOrDirectory) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrDirectory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
