package dev.countersign.catalog;

import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;

/** What AWS is. Immutable and safe for any number of threads. */
public final class Catalog {

  /** Where a sender says whose bucket or whose account it means. */
  private static final List<String> OWNER_HEADERS =
      List.of(
          "x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner", "x-amz-account-id");

  private final EndpointData endpoints;
  private final HostGrammar hosts;
  private final OperationIndex operations;
  private final ScopeCheck scopes;
  private final Classifier classifier = new Classifier();
  private final MemberActions actions = new MemberActions();
  private final ResourceReader resources = new ResourceReader();

  Catalog(EndpointData endpoints, OperationIndex operations) {
    this.endpoints = endpoints;
    this.hosts = new HostGrammar(endpoints);
    this.operations = operations;
    this.scopes = new ScopeCheck(endpoints);
  }

  /** The catalog that ships with this program. */
  public static Catalog bundled() {
    return new Catalog(EndpointData.bundled(), OperationIndex.bundled());
  }

  /**
   * Whether {@code host} is an endpoint that the models know, and so one that may be signed for.
   */
  public boolean isAwsEndpoint(String host) {
    return hosts.parse(host).isPresent();
  }

  /**
   * Reads a request once. Host, credential scope, protocol and operation must agree. The body is
   * read only where it can hold the operation's name or members, and never where it is an object or
   * a stream.
   *
   * @throws dev.countersign.model.Refusal AMBIGUOUS, UNREADABLE or HOST_NOT_PERMITTED, and
   *     BODY_TOO_LARGE where the operation's name stands in a form that is too long
   */
  public AwsCall read(RequestHead head, SigningScope scope, Account account, RequestBody body) {
    AwsHost host =
        hosts
            .parse(head.host())
            .orElseThrow(
                () ->
                    new Refusal(
                        Failure.HOST_NOT_PERMITTED, head.host() + " is no endpoint of AWS's API"));
    List<ServiceModel> services = scopes.agreeing(services(host), host, scope);
    WireRequest request = WireRequest.of(head, body);
    Found found = OperationFinder.find(services, host, request);
    EventStreams.check(found, head);
    return call(account, scope, host, found, head, Params.read(found, request));
  }

  private AwsCall call(
      Account account,
      SigningScope scope,
      AwsHost host,
      Found found,
      RequestHead head,
      Input input) {
    Place place = new Place(host.partition(), scope.region(), account.id());
    Classifier.Facts facts = classifier.facts(found);
    MemberActions.Needs needs = actions.of(found, facts, input);
    List<String> named = resources.resources(found, host, place, input);
    return new AwsCall(
        scope.service(),
        found.service().api(),
        found.action(),
        found.operation().isPresent(),
        account,
        scope.region(),
        host.partition(),
        named.isEmpty() ? "" : named.getFirst(),
        named,
        accounts(host, head, input, named).anyMatch(other -> !other.equals(account.id())),
        head.method(),
        head.rawPath(),
        head.host(),
        needs.iamActions(),
        needs.access(),
        facts.returnsCredentials(),
        facts.runsCode(),
        input.params(),
        Boolean.TRUE.equals(input.params().get("DryRun")),
        ErrorFormats.of(found),
        unknown(found, facts, input.extent()));
  }

  private Set<Fact> unknown(Found found, Classifier.Facts facts, Input.Extent extent) {
    return switch (extent) {
      case WHOLE -> Set.of();
      case WITHOUT_LONG_TEXTS -> Set.of(Fact.FOREIGN_ACCOUNT);
      case EVENTS ->
          EventStreams.mayName(found)
              ? Set.of(Fact.PARAMS, Fact.RESOURCES, Fact.FOREIGN_ACCOUNT, Fact.IAM_ACTIONS)
              : Set.of(Fact.PARAMS);
      case HEAD -> {
        Set<Fact> unknown = EnumSet.of(Fact.PARAMS);
        if (resources.dependsOnBody(found)) {
          unknown.addAll(Set.of(Fact.RESOURCES, Fact.FOREIGN_ACCOUNT));
        }
        if (actions.dependsOnBody(found, facts)) {
          unknown.add(Fact.IAM_ACTIONS);
        }
        yield unknown;
      }
    };
  }

  /** Every account that the call names beside the placeholder key. */
  private static Stream<String> accounts(
      AwsHost host, RequestHead head, Input input, List<String> resources) {
    return Stream.of(
            host.accountId().stream(),
            Arns.accounts(input.leaves()).stream(),
            resources.stream().map(Arns::account).flatMap(Optional::stream),
            OWNER_HEADERS.stream()
                .flatMap(header -> head.headers().all(header).stream())
                .filter(Account::isId))
        .flatMap(accounts -> accounts);
  }

  /** How many operations all services have together. */
  public int operationCount() {
    return operations.ids().stream()
        .flatMap(id -> operations.service(id).stream())
        .mapToInt(service -> service.operations().size())
        .sum();
  }

  /** The ids of all services, in order: {@code acm}, {@code bedrock-runtime}. */
  public SortedSet<String> services() {
    return operations.ids();
  }

  /** Every name that a call can carry. Reads the whole catalog, so ask once. */
  public KnownNames names() {
    return KnownNames.of(endpoints, scopes, operations.outlines(), classifier);
  }

  /** Every operation of a service, by its id or its SDK's name for it; none where there is none. */
  public List<Description> describe(String service) {
    return operations
        .service(service)
        .or(
            () ->
                operations.ids().stream()
                    .flatMap(id -> operations.service(id).stream())
                    .filter(model -> model.api().equalsIgnoreCase(service))
                    .findFirst())
        .map(
            model ->
                model.operations().values().stream()
                    .map(known -> Description.of(model, known, classifier.facts(model, known)))
                    .toList())
        .orElse(List.of());
  }

  /**
   * The IAM actions that AWS checks for a call with these parameters: the operation's own, and
   * those that a member asks for. None where there is no such operation.
   *
   * @param service the catalog's id of it
   */
  public List<String> iamActions(String service, String action, Map<String, Object> params) {
    return operations
        .service(service)
        .map(model -> Found.operation(model, model.protocols().getFirst(), action))
        .map(
            found ->
                actions
                    .of(found, classifier.facts(found), new Input(params, Input.Extent.WHOLE))
                    .iamActions())
        .orElse(List.of());
  }

  /** How the sender of this request reads errors; a best guess that never fails. */
  public ErrorFormat errorFormat(RequestHead head) {
    return ErrorFormats.guess(head, hosts.parse(head.host()).map(this::services).orElse(List.of()));
  }

  private List<ServiceModel> services(AwsHost host) {
    return host.services().stream().map(operations::service).flatMap(Optional::stream).toList();
  }
}
