package dev.countersign.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every host name form of a service: each template of the endpoint facts, in each partition that it
 * is for, with each host prefix of its operations, and behind an interface endpoint.
 */
final class HostForms {

  private static final String VPC_ENDPOINT = "vpce-0123456789abcdef0-01234567.";

  /** Private APIs share its name, so no interface endpoint is believed to be this service's. */
  private static final String NOT_BEHIND_AN_ENDPOINT = "apigatewaymanagementapi";

  private final EndpointData data;

  HostForms(EndpointData data) {
    this.data = data;
  }

  List<HostForm> of(String service) {
    return service.equals("s3") || service.equals("s3control")
        ? S3Forms.of(service)
        : new Service(service).all();
  }

  /** The forms of one service while they are gathered, the plainest first. */
  private final class Service {

    private final String id;
    private final EndpointData.Service facts;
    private final Map<String, HostForm> forms = new LinkedHashMap<>();

    Service(String id) {
      this.id = id;
      this.facts = Objects.requireNonNull(data.services().get(id));
    }

    List<HostForm> all() {
      for (EndpointData.Partition partition : data.partitions()) {
        for (EndpointData.Host host : facts.hosts()) {
          add(partition, host);
        }
      }
      return List.copyOf(forms.values());
    }

    private void add(EndpointData.Partition partition, EndpointData.Host host) {
      if (!host.partition().isEmpty() && !host.partition().equals(partition.id())) {
        return;
      }
      String region = region(partition, host, id);
      if (isForeign(host.template()) || !partition.regionPattern().matcher(region).matches()) {
        return;
      }
      String name = filled(host.template(), partition, region, id);
      if (elsewhere(name, partition)) {
        return;
      }
      String prefix = prefixIn(host.template());
      put(form(host.template(), partition, prefix), name, partition, region, host, prefix);
      if (!prefix.isEmpty()) {
        return;
      }
      for (String added : facts.hostPrefixes()) {
        put("host prefix", fill(added) + name, partition, region, host, added);
      }
      interfaceEndpoint(name, partition, region, host);
    }

    private void put(
        String form,
        String name,
        EndpointData.Partition partition,
        String region,
        EndpointData.Host host,
        String prefix) {
      String signs = host.signingName().isEmpty() ? facts.signingName() : host.signingName();
      HostForm made = new HostForm(form, name, partition.id(), region, signs, prefix, false, "");
      HostForm first = forms.getOrDefault(name, made);
      // A name without a region is the first partition's that has it.
      if (!first.partition().equals(made.partition())) {
        return;
      }
      // A region that the models fix outweighs the one that the same name shows.
      if (host.signingRegion().isEmpty()) {
        forms.putIfAbsent(name, made);
      } else {
        forms.put(name, made);
      }
    }

    private void interfaceEndpoint(
        String name, EndpointData.Partition partition, String region, EndpointData.Host host) {
      String domain = "." + partition.dnsSuffix();
      String regional = name.replace(domain, "");
      String shown = regional.substring(regional.lastIndexOf('.') + 1);
      if (name.endsWith(domain)
          && partition.regionPattern().matcher(shown).matches()
          && !host.template().startsWith("{")
          && !id.equals(NOT_BEHIND_AN_ENDPOINT)) {
        String behind = VPC_ENDPOINT + regional + ".vpce" + domain;
        put("vpc endpoint", behind, partition, region, host, "");
      }
    }

    /** The list has some hosts with a prefix as if they were the service's own. */
    private String prefixIn(String template) {
      Set<String> templates = new TreeSet<>();
      facts.hosts().forEach(host -> templates.add(host.template()));
      return facts.hostPrefixes().stream()
          .filter(prefix -> template.startsWith(prefix))
          .filter(prefix -> templates.contains(template.substring(prefix.length())))
          .findFirst()
          .orElse("");
    }
  }

  /**
   * DynamoDB's program for laptops, and names that Kinesis derives from an endpoint of the
   * operator's own: no grammar of AWS's names has them.
   */
  private static boolean isForeign(String template) {
    return template.contains(":") || template.contains("CustomEndpointSuffix");
  }

  /** The region that a call to this host is signed for. */
  private static String region(
      EndpointData.Partition partition, EndpointData.Host host, String service) {
    return switch (host.signingRegion()) {
      case "{globalRegion}" -> partition.globalRegion();
      case "", "*" -> shown(partition, host.template(), service);
      default -> host.signingRegion();
    };
  }

  /** The region that the template spells out, else one that changes from service to service. */
  private static String shown(EndpointData.Partition partition, String template, String service) {
    if (template.contains("{globalRegion}")) {
      return partition.globalRegion();
    }
    List<String> regions =
        partition.regions().stream()
            .filter(region -> partition.regionPattern().matcher(region).matches())
            .toList();
    return List.of(template.split("\\.")).stream()
        .filter(label -> partition.regionPattern().matcher(label).matches())
        .findFirst()
        .orElseGet(() -> regions.get(Math.floorMod(service.hashCode(), regions.size())));
  }

  private static String filled(
      String template, EndpointData.Partition partition, String region, String service) {
    String shown = template.contains("{Region}") ? shown(partition, template, service) : region;
    return fill(
        template
            .replace("{Region}", shown)
            .replace("{globalRegion}", partition.globalRegion())
            .replace("{dualStackDnsSuffix}", partition.dualStackDnsSuffix())
            .replace("{dnsSuffix}", partition.dnsSuffix()));
  }

  private static String fill(String template) {
    return template
        .replace("{AccountId}", Requests.ACCOUNT)
        .replace("{OperationType}", "control")
        .replaceAll("\\{[^}]*}", "g-0123456789");
  }

  /** A name that spells out a region or a domain of another partition is not of this one. */
  private boolean elsewhere(String name, EndpointData.Partition partition) {
    List<String> labels = new ArrayList<>(List.of(name.split("\\.")));
    return data.partitions().stream()
        .filter(other -> !other.id().equals(partition.id()))
        .anyMatch(
            other ->
                labels.stream().anyMatch(l -> other.regionPattern().matcher(l).matches())
                    || (isUnder(name, other) && !isUnder(name, partition)));
  }

  private static boolean isUnder(String name, EndpointData.Partition partition) {
    return name.endsWith("." + partition.dnsSuffix())
        || name.endsWith("." + partition.dualStackDnsSuffix());
  }

  private static String form(String template, EndpointData.Partition partition, String prefix) {
    if (!prefix.isEmpty()) {
      return "host prefix";
    }
    if (template.contains("{AccountId}")) {
      return "account id";
    }
    if (template
        .replaceAll("\\{(Region|globalRegion|dnsSuffix|dualStackDnsSuffix)}", "")
        .contains("{")) {
      return "resource";
    }
    String fips = template.contains("fips") ? "fips " : "";
    boolean dual =
        template.endsWith("{dualStackDnsSuffix}")
            || template.endsWith("." + partition.dualStackDnsSuffix());
    boolean regional =
        template.contains("{Region}")
            || List.of(template.split("\\.")).stream()
                .anyMatch(label -> partition.regionPattern().matcher(label).matches());
    return fips + (dual ? "dual-stack " : "") + (regional ? "region" : "global");
  }
}
