package dev.countersign.catalog;

import dev.countersign.catalog.MemberModel.Location;
import dev.countersign.catalog.OperationModel.Trait;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the operation of a REST service by method, path, and the query and header bindings that
 * tell operations on one path apart (Smithy, "HTTP binding traits").
 */
final class RestRouter {

  private RestRouter() {}

  /**
   * @param labels what the path's labels stand for, decoded
   */
  record Route(OperationModel operation, Map<String, String> labels) {}

  /**
   * Empty where no operation has this form.
   *
   * @throws Refusal AMBIGUOUS where the path is another operation's for a reader that takes an
   *     escaped slash for a slash
   */
  static Optional<Route> route(ServiceModel service, WireRequest request) {
    List<String> segments = request.segments();
    Optional<Route> route = best(service, request, segments);
    if (segments.stream().anyMatch(segment -> segment.contains("/"))) {
      List<String> lenient = List.of(String.join("/", segments).split("/"));
      Optional<Route> other = best(service, request, lenient);
      if (other.isPresent() && !name(other).equals(name(route))) {
        throw new Refusal(
            Failure.AMBIGUOUS,
            "the path is %s, but %s to a reader that takes %%2F for a slash"
                .formatted(name(route), name(other)));
      }
    }
    return route;
  }

  private static String name(Optional<Route> route) {
    return route.map(found -> found.operation().name()).orElse("no operation");
  }

  private static Optional<Route> best(
      ServiceModel service, WireRequest request, List<String> segments) {
    List<Route> onPath =
        service.operations().values().stream()
            .filter(operation -> operation.method().equals(request.method()))
            .flatMap(operation -> fit(operation, segments))
            .toList();
    Optional<Route> best =
        onPath.stream()
            .filter(route -> hasLiterals(route.operation(), request.query()))
            .min(preference(request.query(), request.head().headers()));
    best.ifPresent(route -> requireNoOtherLiteral(route.operation(), onPath, request.query()));
    return best;
  }

  /** A parameter that makes another operation of this path, whatever its value is. */
  private static void requireNoOtherLiteral(
      OperationModel best, List<Route> onPath, Parameters query) {
    onPath.stream()
        .flatMap(route -> route.operation().uri().literals().keySet().stream())
        .filter(query::contains)
        .filter(name -> !best.uri().literals().containsKey(name))
        .filter(name -> best.members(Location.QUERY).noneMatch(m -> m.wire().equals(name)))
        .findFirst()
        .ifPresent(
            name -> {
              throw new Refusal(
                  Failure.AMBIGUOUS,
                  "the parameter %s is foreign to %s and tells operations of this path apart"
                      .formatted(name, best.name()));
            });
  }

  private static Stream<Route> fit(OperationModel operation, List<String> segments) {
    return operation.uri().match(segments).map(labels -> new Route(operation, labels)).stream();
  }

  /** A literal without a value is there or not; with one, it must be that value, and once. */
  static boolean hasLiterals(OperationModel operation, Parameters query) {
    return operation.uri().literals().entrySet().stream()
        .allMatch(
            literal ->
                query
                    .steering(literal.getKey())
                    .filter(
                        value -> literal.getValue().isEmpty() || value.equals(literal.getValue()))
                    .isPresent());
  }

  /** The most literal path, the most query literals, then whose required members are all there. */
  static Comparator<Route> preference(Parameters query, Headers headers) {
    return Comparator.<Route, UriTemplate>comparing(
            route -> route.operation().uri(), UriTemplate::compareSpecificity)
        .thenComparingInt(route -> -route.operation().uri().literals().size())
        .thenComparingLong(route -> missing(route.operation(), query, headers))
        .thenComparingLong(route -> -required(route.operation()).count())
        .thenComparing(route -> route.operation().is(Trait.DEPRECATED));
  }

  /** How many required query and header members a request lacks. */
  static long missing(OperationModel operation, Parameters query, Headers headers) {
    return required(operation)
        .filter(
            member ->
                member.location() == Location.QUERY
                    ? !query.contains(member.wire())
                    : !headers.contains(member.wire()))
        .count();
  }

  private static Stream<MemberModel> required(OperationModel operation) {
    return operation.members().stream()
        .filter(MemberModel::required)
        .filter(m -> m.location() == Location.QUERY || m.location() == Location.HEADER);
  }
}
