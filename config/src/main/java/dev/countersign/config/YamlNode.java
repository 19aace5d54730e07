package dev.countersign.config;

import dev.countersign.model.InvalidFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A YAML document in which everything knows where it stands, so that each mistake can be shown with
 * a caret under it. Reads the part of YAML 1.2 that people write by hand and nothing that two
 * readers could take differently: see {@link #parse}.
 *
 * <p>Typed values are read with a {@link Shape}, the keys of a mapping with {@link Fields}, and
 * what is wrong is collected in {@link Diagnostics}.
 */
public sealed interface YamlNode {

  /** Where it begins. */
  Place place();

  /** {@code a text}, {@code a list} or {@code a mapping}: for messages. */
  String kind();

  /** The single values that it is, or that stand in it as a list. */
  default List<Scalar> scalars() {
    return switch (this) {
      case Scalar scalar -> List.of(scalar);
      case Sequence sequence ->
          sequence.items().stream()
              .filter(Scalar.class::isInstance)
              .map(Scalar.class::cast)
              .toList();
      case Mapping _ -> List.of();
    };
  }

  /** As plain Java: text, Long, Double, Boolean, null, List or Map; for values of free form. */
  @Nullable Object plain();

  /**
   * Reads a UTF-8 file of at most 1 MiB.
   *
   * @throws InvalidFileException where the file cannot be read, and as for {@link #parse}
   */
  static YamlNode read(Path file) {
    return YamlFile.read(file);
  }

  /**
   * Reads one document. Refused, each with its place: duplicate keys, keys that are no texts,
   * anchors and aliases, tags, a second document, more than 32 levels, more than 1 MiB. An empty
   * document is an empty mapping.
   *
   * @param file the name that messages use
   * @throws InvalidFileException with everything that was found
   */
  static YamlNode parse(String file, String text) {
    return YamlFile.parse(file, text);
  }

  /** How a scalar is written. */
  enum Style {
    PLAIN,
    SINGLE_QUOTED,
    DOUBLE_QUOTED,
    LITERAL,
    FOLDED
  }

  /**
   * A single value.
   *
   * @param text the value, with quotes, escapes, indentation and variables resolved
   * @param written what messages may show: the text before variables were put in, since the
   *     environment may hold what must not be printed
   */
  record Scalar(Place place, String text, String written, Style style) implements YamlNode {

    /** The place of the character at {@code offset} of the text, whatever the style. */
    public Place at(int offset) {
      return ScalarPlaces.of(this, offset);
    }

    /** Whether it is absent in all but name: {@code null}, {@code ~} or nothing, unquoted. */
    public boolean isNull() {
      return style == Style.PLAIN && CoreSchema.isNull(text);
    }

    /** The same value with variables put in. */
    Scalar withText(String expanded) {
      return new Scalar(place, expanded, written, style);
    }

    @Override
    public String kind() {
      return isNull() ? "nothing" : "a text";
    }

    @Override
    public @Nullable Object plain() {
      return style == Style.PLAIN ? CoreSchema.value(text) : text;
    }
  }

  /** Values in their order. */
  record Sequence(Place place, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }

    @Override
    public Object plain() {
      // toList() permits null, which List.copyOf would not.
      return items.stream().<@Nullable Object>map(YamlNode::plain).toList();
    }
  }

  /** Keys, all different, and their values in the order of the file. */
  record Mapping(Place place, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** The value of a key. */
    public Optional<YamlNode> get(String key) {
      return entries.stream()
          .filter(entry -> entry.key().text().equals(key))
          .map(Entry::value)
          .findFirst();
    }

    @Override
    public String kind() {
      return "a mapping";
    }

    @Override
    public Object plain() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      entries.forEach(entry -> map.put(entry.key().text(), entry.value().plain()));
      return map;
    }
  }

  /** One key and its value. */
  record Entry(Scalar key, YamlNode value) {}
}
