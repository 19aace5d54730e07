package dev.countersign.catalog;

import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What IAM decides on and no API has: connections to databases, caches, brokers and repositories,
 * whose password is a signed request ({@code connections.txt}). Such a request is never sent
 * anywhere.
 */
final class Connections {

  private static final String NONE = "-";

  /** As long as any name of a user, and nothing that a template or a reader could trip over. */
  private static final Pattern VALUE = Pattern.compile("[\\w.@+=,-]{1,128}");

  private static final List<Line> LINES =
      Table.words("connections.txt").stream().map(Line::of).toList();

  private final Partitions partitions;

  Connections(Partitions partitions) {
    this.partitions = partitions;
  }

  /**
   * @param request method, colon and a pattern of the path
   * @param wire what the query has for Action
   * @param takes names of parameters
   * @param resources templates
   */
  private record Line(
      String service,
      String action,
      Pattern request,
      String wire,
      List<String> iamActions,
      String host,
      Takes takes,
      List<String> resources) {

    static Line of(List<String> words) {
      return new Line(
          words.get(0),
          words.get(1),
          Pattern.compile(words.get(2)),
          words.get(3),
          list(words.get(4)),
          words.get(5),
          Takes.of(list(words.get(6))),
          list(words.get(7)));
    }

    private static List<String> list(String word) {
      return word.equals(NONE) ? List.of() : List.of(word.split(","));
    }
  }

  /** Adds the services, the actions and the IAM actions that there are. */
  static void names(Map<String, Set<String>> actions, Set<String> iamActions) {
    for (Line line : LINES) {
      actions.computeIfAbsent(line.service(), _ -> new TreeSet<>()).add(line.action());
      iamActions.addAll(line.iamActions());
    }
  }

  /**
   * Reads one.
   *
   * @throws Refusal UNREADABLE for what is none; HOST_NOT_PERMITTED for a host that is not the
   *     service's, or not in the region that was signed
   */
  AwsCall read(RequestHead head, SigningScope scope, Account account) {
    EndpointData.Partition partition =
        partitions
            .ofRegion(scope.region())
            .orElseThrow(() -> unreadable("there is no region " + scope.region()));
    Map<String, Object> query = query(head);
    Line line = line(scope, head, query);
    if (!host(line, scope, partition).matcher(head.host()).matches()) {
      throw new Refusal(
          Failure.HOST_NOT_PERMITTED,
          head.host() + " is no host of " + scope.service() + " in " + scope.region());
    }
    Map<String, Object> params = new HashMap<>(query);
    params.remove("Action");
    List<String> resources = resources(line, head, params, partition.id(), scope, account);
    return new AwsCall(
        line.service(),
        "",
        line.action(),
        true,
        account,
        scope.region(),
        partition.id(),
        resources.getFirst(),
        resources,
        false,
        head.method(),
        head.rawPath(),
        head.host(),
        Auth.MINT,
        line.iamActions(),
        Access.WRITE,
        false,
        false,
        params,
        false,
        ErrorFormat.JSON,
        Set.of());
  }

  /**
   * Whether a signature of this scope can be for a connection. Of the services' own APIs, which
   * some of them share their name with, no URL is handed out.
   */
  static boolean isConnection(SigningScope scope) {
    return LINES.stream().anyMatch(line -> line.service().equals(scope.service()));
  }

  private static Line line(SigningScope scope, RequestHead head, Map<String, Object> query) {
    Line line =
        LINES.stream()
            .filter(known -> known.service().equals(scope.service()))
            .filter(known -> known.wire().equals(query.getOrDefault("Action", NONE)))
            .findFirst()
            .orElseThrow(() -> unreadable("its Action is none of " + scope.service()));
    if (!line.request().matcher(head.method() + ":" + head.rawPath()).matches()) {
      throw unreadable(
          "it is " + head.method() + " " + head.rawPath() + " (expected: " + line.request() + ")");
    }
    Set<String> names = new HashSet<>(query.keySet());
    names.remove("Action");
    if (!line.takes().names().containsAll(names) || !names.containsAll(line.takes().required())) {
      throw unreadable(
          "its parameters are %s (expected: some of %s, %s among them)"
              .formatted(names, line.takes().names(), line.takes().required()));
    }
    return line;
  }

  private static Map<String, Object> query(RequestHead head) {
    Map<String, Object> query = new HashMap<>();
    for (Parameters.Parameter parameter : Parameters.ofQuery(head.rawQuery()).all()) {
      boolean action = parameter.name().equals("Action");
      if (query.put(parameter.name(), parameter.value()) != null
          || !(action || VALUE.matcher(parameter.value()).matches())) {
        throw unreadable("its parameter " + parameter.name() + " is repeated, or is no name");
      }
    }
    return query;
  }

  private static Pattern host(Line line, SigningScope scope, EndpointData.Partition partition) {
    return Pattern.compile(
        line.host()
            .replace("{region}", Pattern.quote(scope.region()))
            .replace("{suffix}", Pattern.quote(partition.dnsSuffix())));
  }

  /** The host where no ARN can be built: it is what is connected to. */
  private static List<String> resources(
      Line line,
      RequestHead head,
      Map<String, Object> params,
      String partition,
      SigningScope scope,
      Account account) {
    if (line.resources().isEmpty()) {
      return List.of(head.host());
    }
    return line.resources().stream()
        .map(
            template -> {
              String arn =
                  template
                      .replace("{partition}", partition)
                      .replace("{region}", scope.region())
                      .replace("{account}", account.id())
                      .replace("{host}", head.host().split("\\.", 2)[0])
                      .replace(
                          "{name}", head.rawPath().substring(head.rawPath().lastIndexOf('/') + 1));
              for (Map.Entry<String, Object> parameter : params.entrySet()) {
                arn = arn.replace("[" + parameter.getKey() + "]", parameter.getValue().toString());
              }
              return arn;
            })
        .toList();
  }

  private static Refusal unreadable(String why) {
    return new Refusal(Failure.UNREADABLE, "the request for a connection cannot be read: " + why);
  }
}
