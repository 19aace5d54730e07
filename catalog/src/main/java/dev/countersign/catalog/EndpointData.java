package dev.countersign.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Where AWS's services live, as the models say it: the facts from which the host grammar is built.
 *
 * @param partitions in the models' order; {@code aws} is the first
 * @param services by botocore's directory name, which is this catalog's service id
 */
record EndpointData(List<Partition> partitions, SortedMap<String, Service> services) {

  static final String RESOURCE = "endpoints.json.gz";

  /**
   * One AWS partition.
   *
   * @param regionPattern what the names of its regions look like
   * @param dnsSuffix what its host names end in; {@code aws} and {@code aws-us-gov} share theirs
   * @param dualStackDnsSuffix the same for hosts that have IPv6 addresses too
   * @param globalRegion the region that stands for the whole partition where a rule set needs one
   * @param regions those known by name, pseudo regions such as {@code aws-global} among them
   */
  record Partition(
      String id,
      Pattern regionPattern,
      String dnsSuffix,
      String dualStackDnsSuffix,
      String globalRegion,
      List<String> regions) {}

  /**
   * One service's endpoints.
   *
   * @param endpointPrefix the models' name for it in host names: {@code monitoring}
   * @param signingName what it signs as unless a host says otherwise
   * @param hostPrefixes what single operations put before the host: {@code api.}, {@code
   *     {AccountId}.}
   * @param hosts every form that the rule sets or the endpoint list have for it
   * @param standards which of them a client calls that sets nothing but its region
   */
  record Service(
      String endpointPrefix,
      String signingName,
      List<String> hostPrefixes,
      List<Host> hosts,
      List<Standard> standards) {

    /**
     * The host that a client calls which sets nothing but its region.
     *
     * @param operation empty text for none in particular
     * @return empty where the service has none: because it has no endpoint there, or one that hangs
     *     on a resource
     */
    Optional<Standard> standard(String partition, String region, String operation) {
      boolean own = standards.stream().anyMatch(s -> s.operations.contains(operation));
      return standards.stream()
          .filter(s -> s.partition.equals(partition))
          .filter(s -> own ? s.operations.contains(operation) : s.operations.isEmpty())
          .filter(s -> s.regions.isEmpty() || s.regions.contains(region))
          .max(Comparator.comparingInt(s -> s.regions.size()));
    }
  }

  /**
   * A host that is called where nothing but the region is set.
   *
   * @param template a host name, with the variable {@code Region} at the most
   * @param signingRegion a region that the signature names whatever the caller's is; empty for the
   *     caller's
   * @param regions for which this holds; empty for all that no other one names
   * @param operations for which alone this holds; empty for all that no other one names
   */
  record Standard(
      String template,
      String partition,
      String signingRegion,
      List<String> regions,
      List<String> operations) {}

  /**
   * A host name with variables in braces: {@code Region}, {@code dnsSuffix}, {@code
   * dualStackDnsSuffix}, {@code globalRegion}, {@code AccountId}, {@code Bucket} and others, under
   * the rule sets' names without what stands before their {@code #}.
   *
   * @param partition the only partition that has it; empty where the rule set does not say
   * @param signingName empty for the service's own
   * @param signingRegion what is signed although the template does not show it: a region, {@code
   *     {globalRegion}}, or {@code *} for SigV4A's region sets; empty where it is the host's own
   */
  record Host(String template, String partition, String signingName, String signingRegion) {

    /** The same, with no signing name where it is the service's own. */
    Host signedBy(String own) {
      return signingName.equals(own) ? new Host(template, partition, "", signingRegion) : this;
    }
  }

  /** Reads the resource that the compiler wrote. */
  static EndpointData bundled() {
    try (InputStream raw = EndpointData.class.getResourceAsStream(RESOURCE)) {
      if (raw == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      return read(raw);
    } catch (IOException e) {
      throw new IllegalStateException("the resource " + RESOURCE + " cannot be read", e);
    }
  }

  static EndpointData read(InputStream gzipped) throws IOException {
    JsonNode root;
    try (InputStream in = new GZIPInputStream(gzipped)) {
      root = new JsonMapper().readTree(in);
    }
    List<Partition> partitions = new ArrayList<>();
    root.get("partitions").forEach(partition -> partitions.add(partition(partition)));
    SortedMap<String, Service> services = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : root.get("services").properties()) {
      services.put(entry.getKey(), service(entry.getValue()));
    }
    return new EndpointData(List.copyOf(partitions), services);
  }

  /** The inverse of {@link #read}, before compression. */
  Map<String, Object> toJson() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(
        "partitions",
        partitions.stream()
            .map(
                p ->
                    List.of(
                        p.id,
                        p.regionPattern.pattern(),
                        p.dnsSuffix,
                        p.dualStackDnsSuffix,
                        p.globalRegion,
                        p.regions))
            .toList());
    Map<String, Object> byId = new LinkedHashMap<>();
    services.forEach(
        (id, s) ->
            byId.put(
                id,
                List.of(
                    s.endpointPrefix,
                    s.signingName,
                    s.hostPrefixes,
                    s.hosts.stream()
                        .map(h -> List.of(h.template, h.partition, h.signingName, h.signingRegion))
                        .toList(),
                    s.standards.stream()
                        .map(
                            d ->
                                List.of(
                                    d.template,
                                    d.partition,
                                    d.signingRegion,
                                    d.regions,
                                    d.operations))
                        .toList())));
    all.put("services", byId);
    return all;
  }

  private static Partition partition(JsonNode node) {
    return new Partition(
        node.get(0).asText(),
        Pattern.compile(node.get(1).asText()),
        node.get(2).asText(),
        node.get(3).asText(),
        node.get(4).asText(),
        texts(node.get(5)));
  }

  private static Service service(JsonNode node) {
    List<Host> hosts = new ArrayList<>();
    for (JsonNode host : node.get(3)) {
      hosts.add(
          new Host(
              host.get(0).asText(),
              host.get(1).asText(),
              host.get(2).asText(),
              host.get(3).asText()));
    }
    List<Standard> standards = new ArrayList<>();
    for (JsonNode standard : node.get(4)) {
      standards.add(
          new Standard(
              standard.get(0).asText(),
              standard.get(1).asText(),
              standard.get(2).asText(),
              texts(standard.get(3)),
              texts(standard.get(4))));
    }
    return new Service(
        node.get(0).asText(),
        node.get(1).asText(),
        texts(node.get(2)),
        List.copyOf(hosts),
        List.copyOf(standards));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return List.copyOf(texts);
  }
}
