package dev.countersign.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * botocore's {@code data} directory: one directory per service, in it one per API version, and a
 * few files about all of them. Read only by the compiler, from a directory that the operator names.
 *
 * @param root the directory that holds {@code partitions.json}
 */
record ModelDirectory(Path root) {

  private static final JsonMapper JSON = new JsonMapper();

  /** The newest version of every service, by the directory's name and in its order. */
  SortedMap<String, Path> services() throws IOException {
    SortedMap<String, Path> newest = new TreeMap<>();
    for (Path service : directories(root)) {
      directories(service).stream()
          .max(Comparator.comparing(version -> version.getFileName().toString()))
          .filter(version -> find(version, "service-2.json").isPresent())
          .ifPresent(version -> newest.put(service.getFileName().toString(), version));
    }
    return newest;
  }

  /** A file about all services, such as {@code partitions.json}. */
  JsonNode shared(String name) throws IOException {
    return read(root, name).orElseThrow(() -> new IOException(root + " has no " + name));
  }

  /** {@code name} or {@code name.gz} in {@code directory}; empty where there is neither. */
  static Optional<JsonNode> read(Path directory, String name) throws IOException {
    Optional<Path> file = find(directory, name);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream raw = Files.newInputStream(file.get());
        InputStream in = file.get().toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      return Optional.of(JSON.readTree(in));
    }
  }

  private static Optional<Path> find(Path directory, String name) {
    return Stream.of(name, name + ".gz").map(directory::resolve).filter(Files::exists).findFirst();
  }

  private static List<Path> directories(Path parent) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).toList();
    }
  }
}
