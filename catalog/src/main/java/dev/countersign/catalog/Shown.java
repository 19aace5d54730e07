package dev.countersign.catalog;

import dev.countersign.catalog.Shape.Value;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Redacted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One call's parameters as a person may see them: without what the model calls sensitive, what a
 * reviewed name calls secret, and what is not as the model has it.
 *
 * @param shapes the service's table
 */
record Shown(List<Shape> shapes, SecretMembers.Names secrets) {

  /** Behind a map's name, for its values, whose names the sender chooses. */
  private static final String VALUES = "{}";

  /** How members are called that name a value, and how that value is. */
  private static final Pattern LABEL = Pattern.compile("(?i)(key|name)$");

  private static final Pattern VALUE = Pattern.compile("(?i)values?$");

  /**
   * @param found what the call is; nothing is shown where that is not known
   */
  static Map<String, Object> params(
      Optional<Found> found, SecretMembers secretMembers, AwsCall call) {
    Shown shown =
        new Shown(
            found.map(Found::service).map(ServiceModel::shapes).orElse(List.of()),
            secretMembers.of(found.map(is -> is.service().id()).orElse(""), call.action()));
    Map<String, MemberModel> members =
        found.flatMap(Found::operation).stream()
            .flatMap(operation -> operation.members().stream())
            .collect(Collectors.toMap(MemberModel::name, Function.identity()));
    Map<String, Object> params = new LinkedHashMap<>();
    call.params()
        .forEach((name, value) -> params.put(name, shown.param(call, members, name, value)));
    return params;
  }

  private Object param(AwsCall call, Map<String, MemberModel> members, String name, Object value) {
    Leaf place = new Leaf("", name, "", false);
    MemberModel member = members.get(name);
    if (member != null) {
      return modelled(place, value, member.value());
    }
    // What is handed out has parameters that no API has; they are those of reviewed lists.
    return call.known() && call.auth() == Auth.MINT ? named(place, value) : Redacted.REDACTED;
  }

  private Object modelled(Leaf place, Object value, Value model) {
    if ((model.sensitive() && !secrets.shows(place)) || isSecret(place, value, model)) {
      return Redacted.REDACTED;
    }
    if (model.shape() == Value.FREE) {
      return inside(place, value);
    }
    return switch (shapes.get(model.shape())) {
      case Shape.Structure structure when value instanceof Map<?, ?> map ->
          structure(place, map, structure.fields());
      case Shape.Mapping mapping when value instanceof Map<?, ?> map ->
          mapping(place, map, mapping.element());
      case Shape.Listing listing when value instanceof List<?> list ->
          each(list, element -> modelled(place, element, listing.element()));
      case Shape.Structure _, Shape.Mapping _, Shape.Listing _ -> Redacted.REDACTED;
    };
  }

  /**
   * Whether a name alone is a reason. A number or a truth value says about a secret that there is
   * one: ManageMasterUserPassword.
   */
  private boolean isSecret(Leaf place, Object value, Value model) {
    boolean about =
        switch (model.type()) {
          case INTEGER, DOUBLE, BOOLEAN -> value instanceof Number || value instanceof Boolean;
          case STRING, LIST, MAP -> false;
        };
    return !about && isSecret(place, value);
  }

  private boolean isSecret(Leaf place, Object value) {
    return secrets.has(place) && !(value instanceof String text && Arns.isArn(text));
  }

  private Map<String, Object> structure(Leaf place, Map<?, ?> map, FieldSet fields) {
    boolean secret = isLabelledSecret(place, map);
    Map<String, Object> members = new LinkedHashMap<>();
    for (Shape.Field field : fields) {
      Object value = map.get(field.name());
      if (value != null) {
        members.put(
            field.name(),
            secret && isValue(field.name())
                ? Redacted.REDACTED
                : modelled(below(place, field.name()), value, field.value()));
      }
    }
    return members;
  }

  private Map<String, Object> mapping(Leaf place, Map<?, ?> map, Value element) {
    Map<String, Object> entries = new LinkedHashMap<>();
    map.forEach(
        (key, value) ->
            entries.put(
                key.toString(),
                isSecret(below(place, key.toString()), value)
                    ? Redacted.REDACTED
                    : modelled(values(place), value, element)));
    return entries;
  }

  /** What no model describes, by the name that its sender chose. */
  private Object named(Leaf place, Object value) {
    return isSecret(place, value) ? Redacted.REDACTED : inside(place, value);
  }

  private Object inside(Leaf place, Object value) {
    return switch (value) {
      case Map<?, ?> map -> document(place, map);
      case List<?> list -> each(list, element -> inside(place, element));
      default -> value;
    };
  }

  private Map<String, Object> document(Leaf place, Map<?, ?> map) {
    boolean secret = isLabelledSecret(place, map);
    boolean all = secrets.has(values(place));
    Map<String, Object> members = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          String name = key.toString();
          boolean hidden = all || (secret && isValue(name));
          members.put(name, hidden ? Redacted.REDACTED : named(below(place, name), value));
        });
    return members;
  }

  /** Whether the value beside a name is secret: {@code {Key: DB_PASSWORD, Value: ...}}. */
  private boolean isLabelledSecret(Leaf place, Map<?, ?> map) {
    return map.entrySet().stream()
        .filter(entry -> LABEL.matcher(entry.getKey().toString()).find())
        .map(Map.Entry::getValue)
        .anyMatch(label -> label instanceof String name && secrets.has(below(place, name)));
  }

  private static boolean isValue(String name) {
    return VALUE.matcher(name).find();
  }

  private static Leaf below(Leaf place, String name) {
    return new Leaf(place.path(), name, "", false);
  }

  private static Leaf values(Leaf map) {
    return new Leaf(map.parent(), map.name() + VALUES, "", false);
  }

  private static List<Object> each(List<?> list, Function<Object, Object> shown) {
    List<Object> elements = new ArrayList<>(list.size());
    list.forEach(element -> elements.add(shown.apply(element)));
    return elements;
  }
}
