package dev.countersign.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Every service with its operations, out of the resource that the compiler wrote: one line per
 * service, which is read when the service is first asked for.
 */
final class OperationIndex {

  static final String RESOURCE = "operations.txt.gz";

  /** What {@link IndexLine} and {@link EndpointData} write; it is raised when either changes. */
  static final int FORMAT = 2;

  private final Map<String, String> lines;
  private final Map<String, ServiceModel> services = new ConcurrentHashMap<>();

  private OperationIndex(Map<String, String> lines) {
    this.lines = lines;
  }

  static OperationIndex bundled() {
    try (InputStream raw = OperationIndex.class.getResourceAsStream(RESOURCE)) {
      if (raw == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      return read(raw);
    } catch (IOException e) {
      throw new IllegalStateException("the resource " + RESOURCE + " cannot be read", e);
    }
  }

  static OperationIndex read(InputStream gzipped) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(gzipped), StandardCharsets.UTF_8))) {
      in.lines().forEach(line -> lines.put(line.substring(0, line.indexOf('\t')), line));
    }
    return new OperationIndex(lines);
  }

  /** The ids of all services. */
  SortedSet<String> ids() {
    return new TreeSet<>(lines.keySet());
  }

  /** Every service with the names of its operations and little more; read anew and not kept. */
  Stream<ServiceModel> outlines() {
    return lines.values().stream().map(IndexLine::outline);
  }

  Optional<ServiceModel> service(String id) {
    String line = lines.get(id);
    return line == null
        ? Optional.empty()
        : Optional.of(services.computeIfAbsent(id, key -> IndexLine.read(line)));
  }
}
