package dev.countersign.rules;

import dev.countersign.catalog.Catalog;
import dev.countersign.catalog.KnownNames;
import dev.countersign.config.GatewayConfig;
import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.model.Access;
import dev.countersign.model.Agent;
import dev.countersign.model.Auth;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which values the fields of a call can have, so that a rule which compares with any other is
 * refused when it is loaded: a denial that can never match is as dangerous as a permission that
 * always does. A field that is missing here may have any value. Immutable.
 */
public final class Vocabulary {

  /** RFC 9110, section 9, and RFC 5789. */
  private static final Set<String> METHODS =
      Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

  /** What is so without anybody's word: methods, access levels, kinds of authentication. */
  public static final Vocabulary NONE =
      new Vocabulary(
          Map.of(
              "aws.access",
              new Words(
                  "there is no access level",
                  Arrays.stream(Access.values()).map(Access::word).collect(Collectors.toSet())),
              "aws.auth",
              new Words(
                  "there is no kind of authentication",
                  Arrays.stream(Auth.values()).map(Auth::word).collect(Collectors.toSet())),
              "aws.method",
              new Words("there is no HTTP method", METHODS)),
          Map.of());

  /**
   * The key of a rule that names who is asked; no field of a call, but it has its words as well.
   */
  static final String APPROVERS = "approvers";

  private final Map<String, Words> words;
  private final Map<String, Set<String>> actions;

  private Vocabulary(Map<String, Words> words, Map<String, Set<String>> actions) {
    this.words = Map.copyOf(words);
    this.actions = Map.copyOf(actions);
  }

  /** What the catalog knows. Takes about half a second, so make it once. */
  public static Vocabulary of(Catalog catalog) {
    KnownNames names = catalog.names();
    Set<String> all =
        names.actions().values().stream()
            .flatMap(Set::stream)
            .collect(Collectors.toCollection(TreeSet::new));
    Map<String, Words> words = new HashMap<>(NONE.words);
    words.put(
        "aws.service",
        new Words("there is no service", names.actions().keySet()).called(names.aliases()));
    // Where the operation is not known, it has no name.
    words.put("aws.api", new Words("there is no API", names.apis()).or(String::isEmpty));
    words.put("aws.action", new Words("no service has an action", all).or(String::isEmpty));
    words.put("aws.iam_actions", new Words("there is no IAM action", names.iamActions()));
    words.put("aws.partition", new Words("there is no partition", names.partitions()));
    words.put("aws.region", new Words("there is no region", names.regions()).or(names.isRegion()));
    return new Vocabulary(words, names.actions());
  }

  /** The same, with what a configuration lists: accounts, agents, approvers. */
  public Vocabulary with(GatewayConfig config) {
    Map<String, Words> more = new HashMap<>(words);
    if (!config.accounts().isEmpty()) {
      Set<String> named =
          config.accounts().values().stream()
              .map(AccountConfig::name)
              .collect(Collectors.toCollection(TreeSet::new));
      more.put("aws.account", listed("account", config.accounts().keySet()).or(String::isEmpty));
      more.put("aws.account_name", listed("account named", named).or(String::isEmpty));
    }
    if (!config.agents().isEmpty()) {
      Set<String> agents = new TreeSet<>(config.agents().keySet());
      agents.add(Agent.ANONYMOUS);
      more.put("agent.name", listed("agent", agents));
    }
    Set<String> groups = config.operators().groups().keySet();
    if (!groups.isEmpty()) {
      more.put(APPROVERS, listed("approvers named", groups));
    }
    return new Vocabulary(more, actions);
  }

  private static Words listed(String what, Set<String> names) {
    return new Words("the configuration lists no " + what, Set.copyOf(names)).openEnded();
  }

  /** The values of a field, such as {@code aws.service}; empty where it may have any. */
  Optional<Words> words(String field) {
    return Optional.ofNullable(words.get(field));
  }

  /** The actions that these services have; empty where one of them is not known. */
  Optional<Words> actionsOf(Set<String> services) {
    if (services.isEmpty() || !actions.keySet().containsAll(services)) {
      return Optional.empty();
    }
    Set<String> all = new TreeSet<>();
    services.forEach(service -> all.addAll(actions.getOrDefault(service, Set.of())));
    String named = String.join(", ", new TreeSet<>(services));
    String none =
        services.size() == 1 ? named + " has no action" : "none of " + named + " has an action";
    return Optional.of(new Words(none, all).or(String::isEmpty));
  }

  /** The services that have an action, in order. */
  Stream<String> servicesWith(String action) {
    return actions.entrySet().stream()
        .filter(service -> service.getValue().contains(action))
        .map(Map.Entry::getKey)
        .sorted();
  }
}
