package dev.countersign.rules;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.countersign.config.Diagnostics;
import dev.countersign.config.Fields;
import dev.countersign.config.Shape;
import dev.countersign.config.YamlNode;
import dev.countersign.config.YamlNode.Mapping;
import dev.countersign.config.YamlNode.Scalar;
import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.ErrorFormat;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A facet as a test spells it out: some of its fields, each of the type that rules see. */
final class FacetSample {

  private final Map<String, Object> values = new HashMap<>();

  private FacetSample() {}

  /** The fields that stand in a mapping; notes those that do not exist or are of another type. */
  static FacetSample read(
      YamlNode node, FacetType<?> facet, Spelling spelling, Diagnostics diagnostics) {
    FacetSample sample = new FacetSample();
    Fields fields = Fields.of(node, facet.fieldNames(), diagnostics);
    for (String name : facet.fieldNames()) {
      facet
          .fieldType(name)
          .flatMap(type -> fields.get(name, shape(type)))
          .ifPresent(value -> sample.values.put(name, value));
    }
    // A field that is wrong already is not there to be judged again.
    Set<String> service = Set.copyOf(sample.texts("service"));
    for (String name : sample.values.keySet()) {
      for (Scalar text : fields.node(name).map(YamlNode::scalars).orElse(List.of())) {
        spelling
            .complaint(facet.name() + "." + name, "_==_", text.text(), service)
            .ifPresent(message -> diagnostics.add(text.place(), message));
      }
    }
    return sample;
  }

  /**
   * The call that a mapping describes; fields that it leaves out have the value that says least.
   */
  static Optional<AwsCall> call(YamlNode node, Spelling spelling, Diagnostics diagnostics) {
    FacetSample given = read(node, FacetType.AWS, spelling, diagnostics);
    try {
      return Optional.of(call(given, access(given.text("access", ""))));
    } catch (IllegalArgumentException e) {
      diagnostics.add(node.place(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** What is no level has been noted: every vocabulary has them. */
  private static Access access(String word) {
    return Arrays.stream(Access.values())
        .filter(level -> level.word().equals(word))
        .findFirst()
        .orElse(Access.WRITE);
  }

  /** As {@link #access}; a call that says nothing is an ordinary one. */
  private static Auth auth(String word) {
    return Arrays.stream(Auth.values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElse(Auth.SIGV4);
  }

  /** Where there is no key there is no account, unless the test says so all the same. */
  private static Account account(FacetSample given) {
    String id = given.text("account", "000000000000");
    return id.isEmpty() ? Account.NONE : new Account(id, given.text("account_name", id));
  }

  private static AwsCall call(FacetSample given, Access access) {
    String action = given.text("action", "");
    String resource = given.text("resource", "");
    return new AwsCall(
        given.text("service", ""),
        given.text("api", ""),
        action,
        given.flag("known", !action.isEmpty()),
        account(given),
        given.text("region", ""),
        given.text("partition", "aws"),
        resource,
        given.texts("resources", resource.isEmpty() ? List.of() : List.of(resource)),
        given.flag("foreign_account", false),
        given.text("method", ""),
        given.text("path", ""),
        given.text("host", ""),
        auth(given.text("auth", "")),
        given.texts("iam_actions", List.of()),
        access,
        given.flag("returns_credentials", false),
        given.flag("runs_code", false),
        given.members("params"),
        given.flag("dry_run", false),
        ErrorFormat.JSON,
        Set.of());
  }

  static FacetSample empty() {
    return new FacetSample();
  }

  String text(String field, String otherwise) {
    return (String) values.getOrDefault(field, otherwise);
  }

  boolean flag(String field, boolean otherwise) {
    return (Boolean) values.getOrDefault(field, otherwise);
  }

  long number(String field, long otherwise) {
    return (Long) values.getOrDefault(field, otherwise);
  }

  Instant time(String field, Instant otherwise) {
    return (Instant) values.getOrDefault(field, otherwise);
  }

  List<String> texts(String field, List<String> otherwise) {
    return values.containsKey(field) ? texts(field) : otherwise;
  }

  private List<String> texts(String field) {
    return switch (values.get(field)) {
      case String text -> List.of(text);
      case List<?> list -> list.stream().map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }

  Map<String, Object> members(String field) {
    Map<String, Object> members = new HashMap<>();
    if (values.get(field) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> members.put((String) key, value));
    }
    return members;
  }

  private static Shape<?> shape(CelType type) {
    return switch (type.kind()) {
      case CelKind.BOOL -> Shape.bool();
      case CelKind.INT -> Shape.integer(0, Long.MAX_VALUE);
      case CelKind.LIST ->
          Shape.list(Shape.scalar().then("a text", text -> Optional.of(text.text())));
      case CelKind.MAP -> Shape.of(Map.of("type", "object"), FacetSample::map);
      case CelKind.TIMESTAMP ->
          Shape.text().then("a time such as 2026-01-31T09:30:00Z", FacetSample::instant);
      default -> Shape.scalar().then("a text", text -> Optional.of(text.text()));
    };
  }

  private static Optional<Object> map(YamlNode node, Diagnostics diagnostics) {
    if (!(node instanceof Mapping mapping)) {
      diagnostics.add(node.place(), node.kind() + " (expected: a mapping)");
      return Optional.empty();
    }
    Map<String, Object> members = new HashMap<>();
    for (YamlNode.Entry entry : mapping.entries()) {
      Object value = entry.value().plain();
      if (value == null) {
        diagnostics.add(entry.value().place(), "nothing (expected: a value)");
      } else {
        members.put(entry.key().text(), value);
      }
    }
    return Optional.of(members);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
