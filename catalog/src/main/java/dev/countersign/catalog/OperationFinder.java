package dev.countersign.catalog;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the one operation that a request is.
 *
 * <p>Each protocol has one carrier of the operation's name: {@code X-Amz-Target} for JSON, the path
 * {@code /service/X/operation/Y} for RPC v2 CBOR, the parameter {@code Action} for query and ec2,
 * method and URI for REST. A carrier counts only for a service that speaks its protocol; one that
 * is foreign to every service at this host, or a second one, is refused. So whatever AWS goes by,
 * it goes by what was judged.
 */
final class OperationFinder {

  /** Import/Export's second carrier, in the model as a query literal. */
  private static final String OPERATION = "Operation";

  private static final Comparator<Found> BEST_URI =
      Comparator.comparing(
          found -> found.operation().orElseThrow().uri(), UriTemplate::compareSpecificity);

  private final List<ServiceModel> services;
  private final AwsHost host;
  private final WireRequest request;

  private OperationFinder(List<ServiceModel> services, AwsHost host, WireRequest request) {
    this.services = services;
    this.host = host;
    this.request = request;
  }

  /**
   * @param services those that the host and the signature leave; at least one
   */
  static Found find(List<ServiceModel> services, AwsHost host, WireRequest request) {
    Found found = new OperationFinder(services, host, request).find();
    checkHint(found, request);
    checkAction(found, request);
    return found;
  }

  private Found find() {
    if (request.target().isPresent()) {
      return byTarget(request.target().orElseThrow());
    }
    if (request.smithyProtocol().isPresent()) {
      return byRpcPath(request.smithyProtocol().orElseThrow());
    }
    Optional<Found> rest = byUri();
    if (rest.isPresent()) {
      return rest.orElseThrow();
    }
    List<ServiceModel> forms = services.stream().filter(ServiceModel::speaksForms).toList();
    return forms.isEmpty() ? Found.nothing(services.getFirst()) : byForm(forms);
  }

  /** Method and URI, at every REST service of this host. */
  private Optional<Found> byUri() {
    List<Found> fitting =
        services.stream()
            .filter(ServiceModel::speaksRest)
            .flatMap(service -> route(service).stream())
            .sorted(BEST_URI.thenComparing(found -> !hostPrefixFits(found)))
            .toList();
    if (fitting.size() > 1) {
      Found first = fitting.getFirst();
      Found second = fitting.get(1);
      require(
          BEST_URI.compare(first, second) != 0
              || hostPrefixFits(first) != hostPrefixFits(second)
              || first.action().equals(second.action()),
          "the request is %s of %s and %s of %s"
              .formatted(
                  first.action(), first.service().api(), second.action(), second.service().api()));
    }
    return fitting.stream().findFirst();
  }

  private Optional<Found> route(ServiceModel service) {
    Optional<RestRouter.Route> route =
        service.id().equals(S3Router.SERVICE)
            ? S3Router.route(service, host, request)
            : RestRouter.route(service, request);
    return route.map(
        found ->
            new Found(
                service,
                service.protocols().getFirst(),
                Optional.of(found.operation()),
                found.labels(),
                Parameters.NONE));
  }

  private boolean hostPrefixFits(Found found) {
    return found.operation().orElseThrow().hostPrefix().equals(host.hostPrefix());
  }

  /** AWS JSON 1.0 and 1.1 (Smithy, "AWS JSON protocols"): {@code X-Amz-Target: Prefix.Name}. */
  private Found byTarget(String target) {
    int dot = target.lastIndexOf('.');
    String prefix = target.substring(0, Math.max(dot, 0));
    ServiceModel service =
        only(
            s -> s.speaks(Protocol.JSON) && s.targetPrefix().equals(prefix),
            "X-Amz-Target is " + target);
    require(request.isPost(), "X-Amz-Target stands in a " + request.method());
    require(request.segments().isEmpty(), "X-Amz-Target stands on another path than /");
    require(request.smithyProtocol().isEmpty(), "X-Amz-Target and smithy-protocol are both there");
    require(
        request.mediaType().startsWith("application/x-amz-json-1.")
            || request.mediaType().equals(WireRequest.AMZ_CBOR),
        "X-Amz-Target is there and the content type is not application/x-amz-json-1.x");
    return Found.operation(service, Protocol.JSON, target.substring(dot + 1));
  }

  /** Smithy, "RPC v2 CBOR protocol": {@code POST /service/Name/operation/Name}. */
  private Found byRpcPath(String protocol) {
    require(protocol.equals("rpc-v2-cbor"), "smithy-protocol is " + protocol);
    List<String> path = request.segments();
    require(
        request.isPost()
            && path.size() == 4
            && path.get(0).equals("service")
            && path.get(2).equals("operation"),
        "smithy-protocol is there and the request is not POST /service/X/operation/Y");
    require(
        request.mediaType().equals(WireRequest.CBOR) || !request.hasBody(),
        "smithy-protocol is there and the content type is not application/cbor");
    ServiceModel service =
        only(
            s -> s.speaks(Protocol.CBOR) && s.targetPrefix().equals(path.get(1)),
            "the path is /service/" + path.get(1));
    return Found.operation(service, Protocol.CBOR, path.get(3));
  }

  /** AWS query and EC2 query (Smithy, "AWS query protocol"): {@code Action}, once. */
  private Found byForm(List<ServiceModel> forms) {
    Optional<String> urlAction = request.query().steering("Action");
    Parameters form = form();
    Optional<String> bodyAction = form.steering("Action");
    require(
        urlAction.isEmpty() || bodyAction.isEmpty(), "Action stands in the URL and in the body");
    Parameters source = bodyAction.isPresent() ? form : request.query();
    require(
        bodyAction.isPresent() || form.all().isEmpty(),
        "the parameters are in the body and Action is not");
    Optional<String> action = bodyAction.or(() -> urlAction);
    if (action.isEmpty() || !(request.isPost() || request.method().equals("GET"))) {
      return Found.nothing(services.getFirst());
    }
    request
        .query()
        .steering(OPERATION)
        .filter(operation -> forms.stream().anyMatch(s -> hasOperationLiteral(s)))
        .ifPresent(
            operation ->
                require(action.orElseThrow().equals(operation), "Action and Operation disagree"));
    ServiceModel service = byActionAndVersion(forms, action.orElseThrow(), source);
    Protocol protocol = service.speaks(Protocol.EC2) ? Protocol.EC2 : Protocol.QUERY;
    return new Found(
        service,
        protocol,
        service.operation(action.orElseThrow()).filter(found -> pathFits(service)),
        Map.of(),
        source);
  }

  private static boolean hasOperationLiteral(ServiceModel service) {
    return service.operations().values().stream()
        .anyMatch(operation -> operation.uri().literals().containsKey(OPERATION));
  }

  /** The form in the body. Without one, nobody may take the body for one. */
  private Parameters form() {
    if (!request.hasBody()) {
      return Parameters.NONE;
    }
    require(
        request.isPost() && request.mediaType().equals(WireRequest.FORM),
        "a body is there that is not sent by POST as a form");
    byte[] bytes = request.content(WireRequest.FORM_LIMIT);
    // Every byte of a form is ASCII; another one becomes a sign that the decoder refuses.
    return Parameters.ofForm(new String(bytes, StandardCharsets.US_ASCII).strip());
  }

  /**
   * One host serves RDS, Neptune and DocumentDB, another both generations of load balancers. An
   * operation that several have is the same for all, or told apart by its version.
   */
  private static ServiceModel byActionAndVersion(
      List<ServiceModel> forms, String action, Parameters source) {
    String version = source.steering("Version").orElse("");
    return forms.stream()
        .min(
            Comparator.<ServiceModel, Boolean>comparing(s -> s.operation(action).isEmpty())
                .thenComparing(s -> !s.apiVersion().equals(version))
                .thenComparing(s -> !s.id().equals(s.signingName())))
        .orElseThrow();
  }

  /** Only a queue's URL has a path (Amazon SQS, "Making Query API requests"). */
  private boolean pathFits(ServiceModel service) {
    int segments = request.segments().size();
    return segments == 0 || (service.id().equals("sqs") && segments == 2);
  }

  private ServiceModel only(Predicate<ServiceModel> fits, String what) {
    return services.stream()
        .filter(fits)
        .findFirst()
        .orElseThrow(
            () ->
                ambiguous(
                    what
                        + ", which is foreign to "
                        + services.stream().map(ServiceModel::api).toList()));
  }

  /** {@code x-id} is the client's hint; AWS's routers go by it in places that no model names. */
  private static void checkHint(Found found, WireRequest request) {
    request
        .query()
        .steering("x-id")
        .ifPresent(
            hint ->
                require(
                    hint.equals(found.action()),
                    "x-id is %s and the request is %s"
                        .formatted(
                            hint, found.operation().isEmpty() ? "unknown" : found.action())));
  }

  /** An {@code Action} in the URL of a request that something else names. */
  private static void checkAction(Found found, WireRequest request) {
    if (found.protocol().isForm()
        || request.query().all().stream().noneMatch(p -> p.name().equalsIgnoreCase("Action"))) {
      return;
    }
    boolean modelled =
        found.operation().stream()
            .flatMap(operation -> operation.members(MemberModel.Location.QUERY))
            .anyMatch(
                member ->
                    request.query().contains(member.wire())
                        && member.wire().equalsIgnoreCase("Action"));
    require(
        modelled,
        "the URL names an Action, which is foreign to " + found.service().api() + " here");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw ambiguous(otherwise);
    }
  }

  private static Refusal ambiguous(String what) {
    return new Refusal(
        Failure.AMBIGUOUS, what + ": the operation cannot be known beyond doubt, so it is refused");
  }
}
