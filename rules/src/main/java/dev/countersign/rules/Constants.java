package dev.countersign.rules;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.countersign.config.Diagnostics;
import dev.countersign.config.YamlNode;
import dev.countersign.config.YamlNode.Mapping;
import dev.countersign.config.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code let}: names for texts, numbers, truth values and lists of one of them.
 * They hold for the file that they stand in, so that no file changes the meaning of another.
 *
 * @param scalars what stands in the file for each name's value, in its order
 */
record Constants(
    Map<String, CelType> types, Map<String, Object> values, Map<String, List<Scalar>> scalars) {

  static final Constants NONE = new Constants(Map.of(), Map.of(), Map.of());

  private static final String EXPECTED =
      " (expected: a text, a number, true, false, or a list of one of them)";

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Names that mean something in every expression (CEL Language Definition, "Syntax"). */
  private static final Set<String> RESERVED =
      Set.of(
          "as",
          "break",
          "const",
          "continue",
          "else",
          "false",
          "for",
          "function",
          "if",
          "import",
          "in",
          "let",
          "loop",
          "namespace",
          "null",
          "package",
          "return",
          "true",
          "var",
          "void",
          "while");

  private record Typed(CelType type, Object value) {}

  /** The texts that a name stands for, with their places; none where it stands for no texts. */
  List<Scalar> texts(String name) {
    return scalars.getOrDefault(name, List.of()).stream()
        .filter(scalar -> scalar.plain() instanceof String)
        .toList();
  }

  /** The same where {@code name} means something else. */
  Constants without(String name) {
    return types.containsKey(name)
        ? new Constants(without(name, types), without(name, values), without(name, scalars))
        : this;
  }

  private static <V> Map<String, V> without(String name, Map<String, V> map) {
    Map<String, V> fewer = new LinkedHashMap<>(map);
    fewer.remove(name);
    return fewer;
  }

  static Constants read(YamlNode node, Diagnostics diagnostics) {
    if (!(node instanceof Mapping mapping)) {
      diagnostics.add(node.place(), node.kind() + " (expected: a mapping of names to values)");
      return NONE;
    }
    Map<String, CelType> types = new LinkedHashMap<>();
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, List<Scalar>> scalars = new LinkedHashMap<>();
    for (YamlNode.Entry entry : mapping.entries()) {
      String name = entry.key().text();
      if (!IDENTIFIER.matcher(name).matches()) {
        diagnostics.add(entry.key().place(), "\"" + name + "\" cannot be used as a name in CEL");
      } else if (RESERVED.contains(name) || FacetType.named(name).isPresent()) {
        diagnostics.add(entry.key().place(), "\"" + name + "\" has a meaning in CEL already");
      } else {
        Optional<Typed> typed = typed(entry.value(), diagnostics);
        // A name whose value is wrong is still known: one mistake is to be reported once.
        types.put(name, typed.map(Typed::type).orElse(SimpleType.DYN));
        typed.ifPresent(
            value -> {
              values.put(name, value.value());
              scalars.put(name, entry.value().scalars());
            });
      }
    }
    return new Constants(Map.copyOf(types), Map.copyOf(values), Map.copyOf(scalars));
  }

  private static Optional<Typed> typed(YamlNode node, Diagnostics diagnostics) {
    Optional<Typed> typed =
        node instanceof YamlNode.Sequence sequence
            ? list(sequence, diagnostics)
            : scalar(node.plain());
    if (typed.isEmpty() && !(node instanceof YamlNode.Sequence)) {
      diagnostics.add(node.place(), node.kind() + EXPECTED);
    }
    return typed;
  }

  private static Optional<Typed> scalar(@Nullable Object value) {
    return switch (value) {
      case String text -> Optional.of(new Typed(SimpleType.STRING, text));
      case Long number -> Optional.of(new Typed(SimpleType.INT, number));
      case Double number -> Optional.of(new Typed(SimpleType.DOUBLE, number));
      case Boolean bool -> Optional.of(new Typed(SimpleType.BOOL, bool));
      case null, default -> Optional.empty();
    };
  }

  private static Optional<Typed> list(YamlNode.Sequence sequence, Diagnostics diagnostics) {
    CelType type = SimpleType.DYN;
    List<Object> values = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      Optional<Typed> typed = scalar(item.plain());
      if (typed.isEmpty()) {
        diagnostics.add(item.place(), item.kind() + " (expected: a text, a number, true or false)");
        return Optional.empty();
      }
      if (!values.isEmpty() && !typed.get().type().equals(type)) {
        diagnostics.add(
            item.place(),
            typed.get().type().name()
                + " in a list of "
                + type.name()
                + " (quote it, if it is a text)");
        return Optional.empty();
      }
      type = typed.get().type();
      values.add(typed.get().value());
    }
    return Optional.of(new Typed(ListType.create(type), List.copyOf(values)));
  }
}
