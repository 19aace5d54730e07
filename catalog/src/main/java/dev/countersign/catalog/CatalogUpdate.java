package dev.countersign.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes newer models in: compiles them, reads the result back, and puts it in force only if it is
 * whole.
 */
public final class CatalogUpdate {

  /** Of a hundred services that ship, how many the new models must have. */
  private static final int KEPT_PERCENT = 90;

  private static final int DEEPEST = 8;
  private static final Pattern VERSION =
      Pattern.compile("(?m)^__version__ = ['\"]([0-9.a-z]+)['\"]");

  private final CatalogStore store;
  private final OperationIndex bundled = OperationIndex.bundled();

  public CatalogUpdate(CatalogStore store) {
    this.store = store;
  }

  /**
   * Puts the models under {@code models} in force.
   *
   * @param models botocore's data directory, or one that holds it somewhere
   * @param iam the IAM data's directory, or one that holds it; without it, what the shipped catalog
   *     knows of an operation's IAM actions stays, and new operations go without
   * @param force even if many services are gone
   * @throws IOException where the models are missing, wrong or far too few; nothing has changed
   *     then
   */
  public CatalogChange take(Path models, Optional<Path> iam, boolean force) throws IOException {
    Path data = find(models, "partitions.json", "botocore's data directory");
    CatalogCompiler.IamJoin permissions = this::joinBundled;
    if (iam.isPresent()) {
      Path facts = find(iam.orElseThrow(), "actions", "the IAM data");
      permissions = new IamCompiler(new IamDirectory(facts))::join;
    }
    Files.createDirectories(
        store.directory(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path fresh = Files.createTempDirectory(store.directory(), "new");
    try {
      CatalogCompiler.compile(data, permissions, fresh);
      CatalogChange change = check(fresh);
      if (!force && change.services() * 100 < bundled.ids().size() * KEPT_PERCENT) {
        throw new IOException(
            "%s has %d services, and %d ship: that is no whole set of models (--force takes it)"
                .formatted(data, change.services(), bundled.ids().size()));
      }
      store.install(fresh, version(data));
      return change;
    } catch (RuntimeException e) {
      throw new IOException(data + " holds models that cannot be compiled: " + e.getMessage(), e);
    } finally {
      delete(fresh);
    }
  }

  /** Reads every line back and builds the whole catalog of it. */
  private CatalogChange check(Path compiled) throws IOException {
    try (InputStream endpoints = Files.newInputStream(compiled.resolve(EndpointData.RESOURCE));
        InputStream operations = Files.newInputStream(compiled.resolve(OperationIndex.RESOURCE))) {
      OperationIndex index = OperationIndex.read(operations);
      Catalog catalog = new Catalog(EndpointData.read(endpoints), index);
      catalog.services().forEach(catalog::describe);
      return CatalogChange.between(bundled, index);
    }
  }

  private ServiceModel joinBundled(ServiceModel service) {
    SortedMap<String, OperationModel> operations = new TreeMap<>();
    for (OperationModel operation : service.operations().values()) {
      Optional<IamModel> known =
          bundled
              .service(service.id())
              .flatMap(old -> old.operation(operation.name()))
              .flatMap(OperationModel::iam);
      operations.put(operation.name(), known.map(operation::with).orElse(operation));
    }
    return service.with(operations);
  }

  /** The directory at or under {@code given} that holds {@code file}; the nearest of several. */
  private static Path find(Path given, String file, String what) throws IOException {
    if (Files.isDirectory(given)) {
      try (Stream<Path> found =
          Files.find(given, DEEPEST, (path, attributes) -> path.endsWith(file))) {
        Optional<Path> nearest = found.min(Comparator.comparingInt(Path::getNameCount));
        if (nearest.isPresent()) {
          return Objects.requireNonNull(nearest.orElseThrow().toAbsolutePath().getParent());
        }
      }
    }
    throw new IOException(given + " is not " + what + ": there is no " + file + " in it");
  }

  /** botocore says its version in the package that its data is in. */
  private static Optional<String> version(Path data) throws IOException {
    Path program = data.resolveSibling("__init__.py");
    if (!Files.isRegularFile(program)) {
      return Optional.empty();
    }
    Matcher version = VERSION.matcher(Files.readString(program));
    return version.find() ? Optional.of(version.group(1)) : Optional.empty();
  }

  private static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
