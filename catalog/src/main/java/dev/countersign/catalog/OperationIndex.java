package dev.countersign.catalog;

import dev.countersign.model.AwsCall;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Every service with its operations, out of the resource that the compiler wrote: one line per
 * service, which is read when the service is first asked for.
 */
final class OperationIndex {

  static final String RESOURCE = "operations.txt.gz";

  /** What {@link IndexLine} and {@link EndpointData} write; it is raised when either changes. */
  static final int FORMAT = 3;

  private final Map<String, String> lines;

  /** The ids of the services that go by an SDK's name for them: two do in one case. */
  private final Map<String, List<String>> byApi;

  private final Map<String, ServiceModel> services = new ConcurrentHashMap<>();

  private OperationIndex(Map<String, String> lines) {
    this.lines = lines;
    this.byApi =
        lines.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    line -> line.getValue().split("\t", 3)[1],
                    Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
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

  /**
   * What a call was found to be.
   *
   * @return empty where there is none, and where it could be one of two services
   */
  Optional<Found> operation(AwsCall call) {
    List<Found> all =
        byApi.getOrDefault(call.api(), List.of()).stream()
            .flatMap(id -> service(id).stream())
            .map(model -> Found.operation(model, model.protocols().getFirst(), call.action()))
            .filter(found -> found.operation().isPresent())
            .toList();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  Optional<ServiceModel> service(String id) {
    String line = lines.get(id);
    return line == null
        ? Optional.empty()
        : Optional.of(services.computeIfAbsent(id, key -> IndexLine.read(line)));
  }
}
