package dev.countersign.catalog;

import dev.countersign.model.Account;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Failure;
import dev.countersign.model.IdempotencyToken;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;

/** What AWS is. Immutable and safe for any number of threads. */
public final class Catalog {

  private final EndpointData endpoints;
  private final HostGrammar hosts;
  private final OperationIndex operations;
  private final ScopeCheck scopes;
  private final Connections connections;
  private final WebSockets webSockets;
  private final Mintable mintable = new Mintable();
  private final Locator locator;
  private final Classifier classifier = new Classifier();
  private final MemberActions actions = new MemberActions();
  private final ResourceReader resources = new ResourceReader();
  private final BucketOwners owners = new BucketOwners();
  private final SecretMembers secretMembers = new SecretMembers();
  private final IdempotencyTokens idempotencyTokens = new IdempotencyTokens();

  Catalog(EndpointData endpoints, OperationIndex operations) {
    this.endpoints = endpoints;
    this.hosts = new HostGrammar(endpoints);
    this.operations = operations;
    this.scopes = new ScopeCheck(endpoints);
    Partitions partitions = new Partitions(endpoints.partitions());
    this.connections = new Connections(partitions);
    this.webSockets = new WebSockets(partitions);
    this.locator = new Locator(endpoints, hosts, operations::service);
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
   * What is meant by a request that came to an address of the gateway's own, where its host says
   * nothing. To be read afterwards as any request.
   *
   * @throws dev.countersign.model.Refusal HOST_NOT_PERMITTED where there is no such host; AMBIGUOUS
   *     where there are several; and as {@link #read}
   */
  public Destination locate(RequestHead head, SigningScope scope, RequestBody body) {
    return locator.locate(head, scope, body);
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
    AwsHost host = endpoint(head.host());
    List<ServiceModel> services = scopes.agreeing(services(host), host, scope);
    WireRequest request = WireRequest.of(head, body);
    Found found = OperationFinder.find(services, host, request);
    EventStreams.check(found, head);
    return call(account, scope, host, found, head, Params.read(found, request));
  }

  /**
   * Reads a request that carries no key, and so no scope and no account: the host alone says whose
   * it is. Only an operation that the models have called so is read.
   *
   * @param auth {@link Auth#NONE} or {@link Auth#BEARER}
   * @throws dev.countersign.model.Refusal as {@link #read}, and SIGNATURE_UNSUPPORTED for an
   *     operation that is not called so, or is not known
   */
  public AwsCall readUnsigned(RequestHead head, Auth auth, RequestBody body) {
    AwsHost host = endpoint(head.host());
    WireRequest request = WireRequest.of(head, body);
    Found found = OperationFinder.find(services(host), host, request);
    Unsigned.check(found, auth, classifier.facts(found).access());
    String service = host.kind().signingName().orElse(found.service().signingName());
    SigningScope scope = new SigningScope(host.region().orElse(""), service);
    return call(Account.NONE, scope, host, found, head, Params.read(found, request)).with(auth);
  }

  /**
   * Reads a presigned request of which a signed URL is asked for: an operation that {@link
   * Mintable} lists, or a connection that is no operation of an API.
   *
   * @param signedHeaders lower-case names; nothing else in the head may mean anything
   * @param lifetime that the URL is asked for
   * @throws dev.countersign.model.Refusal as {@link #read}, and DENIED for what no URL is handed
   *     out for, or not for so long
   */
  public AwsCall readMint(
      RequestHead head,
      SigningScope scope,
      Account account,
      Collection<String> signedHeaders,
      Duration lifetime) {
    AwsCall call =
        Connections.isConnection(scope)
            ? connections.read(head, scope, account)
            : read(head, scope, account, RequestBody.EMPTY);
    return mintable.mint(call, head.headers(), signedHeaders, lifetime);
  }

  /** What the host is where it takes WebSockets; no such host {@link #isAwsEndpoint}. */
  public Optional<WebSocketHost> webSocketHost(String host) {
    return webSockets.find(host);
  }

  /**
   * Reads the upgrade to a WebSocket, which stands for all that is said in it.
   *
   * @throws dev.countersign.model.Refusal HOST_NOT_PERMITTED, UNREADABLE, AMBIGUOUS or
   *     SIGNATURE_UNSUPPORTED
   */
  public AwsCall readUpgrade(RequestHead head, SigningScope scope, Account account) {
    return webSockets.read(head, scope, account);
  }

  private AwsHost endpoint(String host) {
    return hosts
        .parse(host)
        .orElseThrow(
            () -> new Refusal(Failure.HOST_NOT_PERMITTED, host + " is no endpoint of AWS's API"));
  }

  private AwsCall call(
      Account account,
      SigningScope scope,
      AwsHost host,
      Found found,
      RequestHead head,
      Input input) {
    Optional<String> shown = scope.isOneRegion() ? Optional.of(scope.region()) : host.region();
    String region = shown.orElse(scope.region());
    Place place = new Place(host.partition(), region, account.id());
    Classifier.Facts facts = classifier.facts(found);
    MemberActions.Needs needs = actions.of(found, facts, input);
    List<String> named = resources.resources(found, host, place, input);
    return new AwsCall(
        scope.service(),
        found.service().api(),
        found.action(),
        found.operation().isPresent(),
        account,
        region,
        host.partition(),
        named.isEmpty() ? "" : named.getFirst(),
        named,
        accounts(host, head, input, named).anyMatch(other -> !other.equals(account.id())),
        head.method(),
        head.rawPath(),
        head.host(),
        Auth.SIGV4,
        needs.iamActions(),
        needs.access(),
        facts.returnsCredentials(),
        facts.runsCode(),
        input.params(),
        Boolean.TRUE.equals(input.params().get("DryRun")),
        ErrorFormats.of(found),
        unknown(
            found, facts, input.extent(), shown.isPresent() ? Set.of() : placeless(region, named)));
  }

  /** A signature for several regions: AWS chooses, and so what is in one of them is not known. */
  private static Set<Fact> placeless(String regions, List<String> resources) {
    boolean placed =
        resources.stream().anyMatch(resource -> resource.contains(":" + regions + ":"));
    return placed ? Set.of(Fact.REGION, Fact.RESOURCES) : Set.of(Fact.REGION);
  }

  private Set<Fact> unknown(
      Found found, Classifier.Facts facts, Input.Extent extent, Set<Fact> more) {
    Set<Fact> all = EnumSet.noneOf(Fact.class);
    all.addAll(more);
    all.addAll(unknown(found, facts, extent));
    return all;
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
            Stream.concat(BucketOwners.HEADERS.stream(), Stream.of("x-amz-account-id"))
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

  /**
   * The headers by which a call is held to the buckets of one account: those that its operation
   * takes, none where it can reach nobody else's. Empty where it can and nothing holds it.
   */
  public Optional<List<String>> ownerHeaders(AwsCall call) {
    return HostGrammar.S3.stream()
        .flatMap(id -> operations.service(id).stream())
        .filter(service -> service.api().equals(call.api()))
        .findFirst()
        .map(service -> ownerHeaders(service, call))
        .orElse(Optional.of(List.of()));
  }

  /**
   * A call's parameters as people may see them, on a screen or in a message. {@link
   * dev.countersign.model.Redacted} stands for each value that the models call sensitive or a
   * reviewed name calls secret, at any depth, and for everything where the operation is not known.
   * What stands inside of a text, a template or a script, is not looked at.
   */
  public Map<String, Object> shown(AwsCall call) {
    return Shown.params(operations.operation(call), secretMembers, call);
  }

  /**
   * The value by which two calls of the same meaning differ, since an SDK makes one up for each.
   *
   * @return empty where the call has none or several, and where it is no UUID: then somebody chose
   *     it
   */
  public Optional<IdempotencyToken> idempotencyToken(AwsCall call) {
    return operations.operation(call).flatMap(found -> idempotencyTokens.of(found, call));
  }

  private Optional<List<String>> ownerHeaders(ServiceModel service, AwsCall call) {
    return service
        .operation(call.action())
        .flatMap(
            operation ->
                hosts.parse(call.host()).flatMap(host -> owners.headers(service, operation, host)));
  }

  /**
   * How the sender of this request reads errors; a best guess that never fails. Where the host says
   * nothing, the signature may.
   */
  public ErrorFormat errorFormat(RequestHead head) {
    return ErrorFormats.guess(
        head, hosts.parse(head.host()).map(this::services).orElseGet(() -> locator.guess(head)));
  }

  private List<ServiceModel> services(AwsHost host) {
    return host.services().stream().map(operations::service).flatMap(Optional::stream).toList();
  }
}
