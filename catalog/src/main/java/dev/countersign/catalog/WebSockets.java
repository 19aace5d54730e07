package dev.countersign.catalog;

import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningAlgorithm;
import dev.countersign.model.SigningScope;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hosts that take WebSockets ({@code websockets.txt}), and the call that the upgrade to one is:
 * it is judged once, with everything that the connection can do afterwards.
 */
final class WebSockets {

  private static final String NONE = "-";
  private static final String LATER = "?";
  private static final String PROTOCOL = "Sec-WebSocket-Protocol";
  private static final int HTTPS = 443;

  private static final Set<String> FACTS = Set.of("runs-code", "returns-credentials", "query-only");

  /** Of the headers that AWS gives a meaning to, those that sign, trace, or name the client. */
  private static final Set<String> NO_PARAMETERS =
      Set.of(
          "x-amz-content-sha256",
          "x-amz-date",
          "x-amz-region-set",
          "x-amz-security-token",
          "x-amz-user-agent",
          "x-amzn-trace-id");

  private static final List<Line> LINES =
      Table.words("websockets.txt").stream().map(Line::of).toList();

  private final List<Form> forms;

  WebSockets(Partitions partitions) {
    this.forms =
        partitions.all().stream()
            .flatMap(partition -> LINES.stream().map(line -> Form.of(line, partition)))
            .toList();
  }

  /** The hosts of a line in a partition. */
  private record Form(Line line, EndpointData.Partition partition, Pattern host) {

    static Form of(Line line, EndpointData.Partition partition) {
      return new Form(
          line,
          partition,
          Pattern.compile(
              line.host()
                  .replace("{region}", "(?<region>[a-z0-9-]+)")
                  .replace("{suffix}", Pattern.quote(partition.dnsSuffix()))));
    }

    Optional<Found> find(String name) {
      Matcher fits = host.matcher(name);
      return fits.matches() && Partitions.hasRegion(partition, fits.group("region"))
          ? Optional.of(new Found(fits.group("region"), partition.id(), line))
          : Optional.empty();
    }
  }

  /**
   * @param host with {@code {region}} and {@code {suffix}} in it
   * @param ports that are in use, 443 among them
   * @param ofAccount whether the host is one account's alone
   * @param events whether its messages are those of an event stream
   * @param resource a template, or one of the words for there being none
   */
  private record Line(
      String service,
      String action,
      String host,
      Set<Integer> ports,
      Pattern path,
      boolean ofAccount,
      boolean events,
      List<String> iamActions,
      Set<String> facts,
      String resource) {

    static Line of(List<String> words) {
      return new Line(
          words.get(0),
          words.get(1),
          words.get(2),
          ports(words.get(3)),
          Pattern.compile(words.get(4)),
          oneOf(words.get(5), "account", "aws"),
          oneOf(words.get(6), "events", "any"),
          List.of(words.get(7).split(",")),
          facts(words.get(8)),
          words.get(9));
    }

    boolean is(String fact) {
      return facts.contains(fact);
    }

    private static Set<String> facts(String word) {
      Set<String> facts = word.equals(NONE) ? Set.of() : Set.of(word.split(","));
      if (!FACTS.containsAll(facts)) {
        throw new IllegalStateException(word + " (expected: some of " + FACTS + ")");
      }
      return facts;
    }

    private static Set<Integer> ports(String word) {
      return Stream.concat(
              Stream.of(HTTPS),
              word.equals(NONE) ? Stream.of() : Stream.of(word.split(",")).map(Integer::valueOf))
          .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean oneOf(String word, String yes, String no) {
      if (!word.equals(yes) && !word.equals(no)) {
        throw new IllegalStateException(word + " (expected: " + yes + " or " + no + ")");
      }
      return word.equals(yes);
    }
  }

  /** A host, and one of the things that are opened there. */
  private record Found(String region, String partition, Line line) {}

  /** Adds the services, the actions and the IAM actions that there are. */
  static void names(Map<String, Set<String>> actions, Set<String> iamActions) {
    for (Line line : LINES) {
      actions.computeIfAbsent(line.service(), _ -> new TreeSet<>()).add(line.action());
      iamActions.addAll(line.iamActions());
    }
  }

  /** The host's description; empty where it takes no WebSockets. */
  Optional<WebSocketHost> find(String host) {
    return lookUp(host)
        .findFirst()
        .map(Found::line)
        .map(line -> new WebSocketHost(line.ports(), line.ofAccount(), line.events()));
  }

  /** Everything that is opened there; nothing where the host takes no WebSockets. */
  private Stream<Found> lookUp(String host) {
    return HostLabels.split(host).isEmpty()
        ? Stream.of()
        : forms.stream().flatMap(form -> form.find(host).stream());
  }

  /**
   * Reads the upgrade.
   *
   * @throws Refusal HOST_NOT_PERMITTED for a host that takes none; UNREADABLE for a path that opens
   *     nothing there; AMBIGUOUS for a signature that says another service or region, a parameter
   *     that is repeated, or a header that may be one; SIGNATURE_UNSUPPORTED for a set of regions,
   *     or a signature where the host looks for none
   */
  AwsCall read(RequestHead head, SigningScope scope, Account account) {
    List<Found> all = lookUp(head.host()).toList();
    if (all.isEmpty()) {
      throw new Refusal(
          Failure.HOST_NOT_PERMITTED, head.host() + " takes no WebSockets that are known");
    }
    Found found =
        all.stream()
            .filter(known -> known.line().path().matcher(head.rawPath()).matches())
            .findFirst()
            .orElseThrow(
                () ->
                    new Refusal(
                        Failure.UNREADABLE,
                        "no WebSocket is opened at the path " + head.rawPath() + " of this host"));
    Line line = found.line();
    agree(line, found, scope);
    refuseUnread(line, head);
    Optional<String> resource = resource(line, head, found, account);
    return new AwsCall(
        line.service(),
        "",
        line.action(),
        true,
        account,
        found.region(),
        found.partition(),
        resource.orElse(""),
        resource.stream().toList(),
        false,
        head.method(),
        head.rawPath(),
        head.host(),
        Auth.SIGV4,
        line.iamActions(),
        Access.WRITE,
        line.is("returns-credentials"),
        line.is("runs-code"),
        params(head),
        false,
        ErrorFormat.JSON,
        line.resource().equals(LATER)
            ? EnumSet.of(Fact.RESOURCES, Fact.FOREIGN_ACCOUNT)
            : Set.of());
  }

  private static void agree(Line line, Found found, SigningScope scope) {
    if (scope.algorithm() != SigningAlgorithm.SIGV4) {
      throw new Refusal(
          Failure.SIGNATURE_UNSUPPORTED,
          "the upgrade is signed for a set of regions (SigV4A), and the host takes none");
    }
    if (!scope.service().equals(line.service()) || !scope.region().equals(found.region())) {
      throw new Refusal(
          Failure.AMBIGUOUS,
          "the host is "
              + line.service()
              + " in "
              + found.region()
              + " and the signature is for "
              + scope.service()
              + " in "
              + scope.region());
    }
  }

  /** What AWS might act upon, and no rule sees: a call would be another one than was judged. */
  private static void refuseUnread(Line line, RequestHead head) {
    if (line.is("query-only") && head.headers().contains("Authorization")) {
      throw new Refusal(
          Failure.SIGNATURE_UNSUPPORTED,
          "the host looks for the signature in the query of the upgrade: presign the URL");
    }
    for (Header header : head.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if ((name.startsWith("x-amz-") || name.startsWith("x-amzn-"))
          && !NO_PARAMETERS.contains(name)) {
        throw new Refusal(
            Failure.AMBIGUOUS,
            "the header " + name + " may change what is opened: parameters go into the query");
      }
    }
  }

  private static Optional<String> resource(
      Line line, RequestHead head, Found found, Account account) {
    if (line.resource().equals(NONE) || line.resource().equals(LATER)) {
      return Optional.empty();
    }
    return Optional.of(
        line.resource()
            .replace("{partition}", found.partition())
            .replace("{region}", found.region())
            .replace("{account}", account.id())
            .replace("{host}", head.host().split("\\.", 2)[0])
            .replace("{name}", head.rawPath().split("/", 3)[1]));
  }

  /** The query, and what the handshake offers: the gateway's own offers the same. */
  private static Map<String, Object> params(RequestHead head) {
    Map<String, Object> params = new HashMap<>();
    head.headers().all(PROTOCOL).forEach(offer -> put(params, PROTOCOL, offer));
    Parameters.ofQuery(head.rawQuery()).all().forEach(it -> put(params, it.name(), it.value()));
    return params;
  }

  private static void put(Map<String, Object> params, String name, String value) {
    if (params.put(name, value) != null) {
      throw new Refusal(Failure.AMBIGUOUS, "the parameter " + name + " is repeated");
    }
  }
}
