package dev.countersign.catalog;

import dev.countersign.catalog.EndpointData.Partition;
import dev.countersign.catalog.EndpointData.Standard;
import dev.countersign.catalog.MemberModel.Location;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningAlgorithm;
import dev.countersign.model.SigningScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the host that is meant by a request whose own host says nothing, because its sender was
 * given the gateway as its endpoint. Service and region stand in the credential scope; where
 * several services sign by one name, the operation tells them apart, or the endpoint's path does
 * ({@link NamedService}).
 *
 * <p>The host is the one that an SDK calls which was given nothing but the region. What is found
 * here decides nothing: the request is read anew for that host, as if it had been sent there.
 */
final class Locator {

  /** The end of a credential scope, in a header or escaped in a query. */
  private static final Pattern SCOPE =
      Pattern.compile("(?:/|%2[Ff])([a-z0-9-]{1,64})(?:/|%2[Ff])aws4_request");

  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)}");

  private final EndpointData endpoints;
  private final Partitions partitions;
  private final HostGrammar hosts;
  private final Function<String, Optional<ServiceModel>> services;
  private final Map<String, List<String>> idsBySigningName;

  /**
   * @param services by id
   */
  Locator(
      EndpointData endpoints,
      HostGrammar hosts,
      Function<String, Optional<ServiceModel>> services) {
    this.endpoints = endpoints;
    this.partitions = new Partitions(endpoints.partitions());
    this.hosts = hosts;
    this.services = services;
    this.idsBySigningName =
        endpoints.services().keySet().stream()
            .collect(Collectors.groupingBy(id -> facts(endpoints, id).signingName()));
  }

  /** A service of a partition, before its operation is known. */
  private record Candidate(ServiceModel service, EndpointData.Service facts, AwsHost host) {}

  /** An operation that the request can be. */
  private record Fit(OperationModel operation, Candidate of) {

    int missing(WireRequest request) {
      return (int) RestRouter.missing(operation, request.query(), request.head().headers());
    }

    /** Whether the request carries something that is required here and unheard-of there. */
    boolean explainsMoreThan(Fit other, WireRequest request) {
      return Stream.of(Location.QUERY, Location.HEADER)
          .anyMatch(
              location ->
                  operation
                      .members(location)
                      .filter(MemberModel::required)
                      .map(MemberModel::wire)
                      .filter(wire -> carries(request, location, wire))
                      .anyMatch(
                          wire ->
                              other
                                  .operation
                                  .members(location)
                                  .noneMatch(m -> m.wire().equalsIgnoreCase(wire))));
    }

    private static boolean carries(WireRequest request, Location location, String wire) {
      return location == Location.QUERY
          ? request.query().contains(wire)
          : request.head().headers().contains(wire);
    }
  }

  /** A host, and the region that is signed there. */
  private record Place(String host, String region) {}

  /**
   * Reads the body only where the operation's name stands in it.
   *
   * @throws Refusal HOST_NOT_PERMITTED where the service has no host of its own in that region;
   *     AMBIGUOUS where several are possible; and as {@link Catalog#read}
   */
  Destination locate(RequestHead head, SigningScope scope, RequestBody body) {
    if (scope.algorithm() == SigningAlgorithm.SIGV4A) {
      throw refused(
          "no host of AWS's can be told from a signature for a set of regions (SigV4A);"
              + " make this call through the gateway as HTTPS_PROXY");
    }
    NamedService named = NamedService.of(head);
    Partition partition =
        partitions
            .ofRegion(scope.region())
            .orElseThrow(() -> refused("the signature is for " + scope.region() + ", no region"));
    List<Candidate> candidates = candidates(named, scope, partition);
    RequestHead bare = head.withTarget(named.target());
    WireRequest request = WireRequest.of(bare, body);
    Place place = place(candidates, scope, request);
    return new Destination(
        at(bare, place.host()), new SigningScope(place.region(), scope.service()));
  }

  /** The services that the signature can be for, whatever its form; none where it names none. */
  List<ServiceModel> guess(RequestHead head) {
    String credential = String.join(",", head.headers().all("authorization")) + head.rawQuery();
    Matcher scope = SCOPE.matcher(credential);
    return scope.find()
        ? idsBySigningName.getOrDefault(scope.group(1), List.of()).stream()
            .flatMap(id -> services.apply(id).stream())
            .toList()
        : List.of();
  }

  private List<Candidate> candidates(NamedService named, SigningScope scope, Partition partition) {
    List<String> ids = idsBySigningName.getOrDefault(scope.service(), List.of());
    named.id().ifPresent(id -> requireOneOf(ids, id, scope));
    List<Candidate> candidates =
        ids.stream()
            .filter(id -> named.id().isEmpty() || id.equals(named.id().orElseThrow()))
            .flatMap(id -> candidate(id, partition, scope).stream())
            .toList();
    if (candidates.isEmpty()) {
      throw refused(
          "no host of AWS's can be told from a signature for %s in %s alone;"
                  .formatted(scope.service(), scope.region())
              + " make this call through the gateway as HTTPS_PROXY");
    }
    return candidates;
  }

  private static void requireOneOf(List<String> ids, String id, SigningScope scope) {
    if (!ids.contains(id)) {
      throw new Refusal(
          Failure.AMBIGUOUS,
          "the endpoint's path names %s and the signature is for %s, which can be %s"
              .formatted(id, scope.service(), ids));
    }
  }

  private Optional<Candidate> candidate(String id, Partition partition, SigningScope scope) {
    EndpointData.Service facts = facts(endpoints, id);
    Optional<AwsHost> host =
        facts.standards().stream()
            .filter(standard -> standard.partition().equals(partition.id()))
            .findFirst()
            .flatMap(standard -> hosts.parse(filled(standard, scope.region())));
    return host.flatMap(at -> services.apply(id).map(service -> new Candidate(service, facts, at)));
  }

  private static EndpointData.Service facts(EndpointData endpoints, String id) {
    return Objects.requireNonNull(endpoints.services().get(id));
  }

  private Place place(List<Candidate> candidates, SigningScope scope, WireRequest request) {
    List<Fit> fits = fits(candidates, request);
    List<Place> places =
        fits.stream()
            .filter(fit -> fits.stream().noneMatch(other -> rulesOut(other, fit, request)))
            .flatMap(fit -> place(fit, scope, request).stream())
            .distinct()
            .toList();
    if (places.isEmpty()) {
      // An operation that nobody knows: where its service has one host, it is judged as unknown.
      places =
          candidates.stream()
              .flatMap(candidate -> standard(candidate, scope, "").stream())
              .distinct()
              .toList();
    }
    if (places.size() != 1) {
      throw new Refusal(Failure.AMBIGUOUS, undecided(candidates, fits, scope));
    }
    return places.getFirst();
  }

  private static boolean rulesOut(Fit one, Fit other, WireRequest request) {
    return one.missing(request) < other.missing(request)
        || (one.missing(request) == 0 && one.explainsMoreThan(other, request));
  }

  /**
   * What each service would take the request for. One that refuses it is not meant; where all do,
   * the first says why.
   */
  private static List<Fit> fits(List<Candidate> candidates, WireRequest request) {
    List<Fit> fits = new ArrayList<>();
    List<Refusal> refusals = new ArrayList<>();
    for (Candidate candidate : candidates) {
      try {
        fit(candidate, request).ifPresent(fits::add);
      } catch (Refusal refusal) {
        refusals.add(refusal);
      }
    }
    if (refusals.size() == candidates.size()) {
      throw refusals.getFirst();
    }
    return fits;
  }

  private static Optional<Fit> fit(Candidate candidate, WireRequest request) {
    return OperationFinder.find(List.of(candidate.service()), candidate.host(), request)
        .operation()
        .map(operation -> new Fit(operation, candidate));
  }

  private Optional<Place> place(Fit fit, SigningScope scope, WireRequest request) {
    return standard(fit.of(), scope, fit.operation().name())
        .map(place -> prefixed(place, fit.operation(), request));
  }

  private Optional<Place> standard(Candidate candidate, SigningScope scope, String operation) {
    return candidate
        .facts()
        .standard(candidate.host().partition(), scope.region(), operation)
        .map(
            standard ->
                new Place(
                    filled(standard, scope.region()),
                    standard.signingRegion().isEmpty()
                        ? scope.region()
                        : standard.signingRegion()));
  }

  /** An operation may stand at a host of its own, with a value of the call's in the name. */
  private Place prefixed(Place place, OperationModel operation, WireRequest request) {
    String host = filled(operation.hostPrefix(), operation, request) + place.host();
    if (hosts.parse(host).isEmpty()) {
      throw refused("the call's parameters make a host of AWS's that there cannot be");
    }
    return new Place(host, place.region());
  }

  private static String filled(String prefix, OperationModel operation, WireRequest request) {
    return VARIABLE
        .matcher(prefix)
        .replaceAll(
            variable ->
                operation
                    .members(Location.HEADER)
                    .filter(member -> member.name().equals(variable.group(1)))
                    .flatMap(member -> request.head().headers().single(member.wire()).stream())
                    .findFirst()
                    .map(Matcher::quoteReplacement)
                    .orElse(""));
  }

  private static String filled(Standard standard, String region) {
    return standard.template().replace("{Region}", region);
  }

  private static String undecided(List<Candidate> candidates, List<Fit> fits, SigningScope scope) {
    String id =
        fits.isEmpty() ? candidates.getFirst().service().id() : fits.getFirst().of().service().id();
    String which =
        fits.isEmpty()
            ? "the request is none of the known operations of any of "
                + candidates.stream().map(c -> c.service().id()).collect(Collectors.joining(", "))
            : "the request can be "
                + fits.stream()
                    .map(fit -> fit.operation().name() + " of " + fit.of().service().id())
                    .collect(Collectors.joining(" or "));
    return which + ", which all sign as " + scope.service() + ": " + NamedService.hint(id);
  }

  private static RequestHead at(RequestHead head, String host) {
    return new RequestHead(
        head.method(),
        head.target(),
        host,
        443,
        head.headers().without("host"::equalsIgnoreCase).plus("Host", host));
  }

  private static Refusal refused(String why) {
    return new Refusal(Failure.HOST_NOT_PERMITTED, why);
  }
}
