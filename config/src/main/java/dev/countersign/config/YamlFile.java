package dev.countersign.config;

import dev.countersign.model.Diagnostic;
import dev.countersign.model.InvalidFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.Event.ID;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds {@link YamlNode}s from the parser's events. The events are used and not its object graph,
 * since they still show what is refused here: an alias is an event, not yet the thing it stands
 * for.
 */
final class YamlFile {

  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 32;

  private final Source source;
  private final Iterator<Event> events;
  private final Diagnostics diagnostics = new Diagnostics();

  private YamlFile(Source source, Iterator<Event> events) {
    this.source = source;
    this.events = events;
  }

  static YamlNode read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return parse(
          file.toString(),
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw unreadable(file.toString(), "the file is not UTF-8");
    } catch (NoSuchFileException e) {
      throw unreadable(file.toString(), "there is no such file");
    } catch (IOException e) {
      throw unreadable(file.toString(), "the file cannot be read: " + e);
    }
  }

  static YamlNode parse(String file, String text) {
    if (text.length() > MAX_BYTES) {
      throw unreadable(file, "the file is too long (expected: at most 1 MiB)");
    }
    String normal = text.replace("\uFEFF", "").replace("\r\n", "\n").replace('\r', '\n');
    Source source = Source.of(file, normal);
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(MAX_BYTES + 1).build();
    try {
      Iterable<Event> events = new Parse(settings).parseString(normal);
      YamlFile reader = new YamlFile(source, events.iterator());
      YamlNode root = reader.document();
      reader.diagnostics.throwIfAny();
      return root;
    } catch (MarkedYamlEngineException e) {
      throw malformed(source, e);
    } catch (YamlEngineException e) {
      throw unreadable(file, "this is not YAML: " + e.getMessage());
    }
  }

  private YamlNode document() {
    Place start = new Place(source, 1, 1, "");
    YamlNode root = new YamlNode.Mapping(start, List.of());
    boolean seen = false;
    while (events.hasNext()) {
      Event event = events.next();
      if (event.getEventId() == ID.DocumentStart) {
        if (seen) {
          diagnostics.add(place(event, ""), "a second document (expected: one in a file)");
          break;
        }
        seen = true;
        root = node(events.next(), "", 1);
      }
    }
    return root instanceof YamlNode.Scalar scalar && scalar.isNull()
        ? new YamlNode.Mapping(start, List.of())
        : root;
  }

  private YamlNode node(Event event, String path, int depth) {
    Place place = place(event, path);
    if (depth > MAX_DEPTH) {
      // Everything inside would be wrong as well, so this is the last thing that is said.
      diagnostics.add(place, "nested too deeply (expected: at most " + MAX_DEPTH + " levels)");
      diagnostics.throwIfAny();
    }
    refuseProperties(event, place);
    return switch (event) {
      case SequenceStartEvent _ -> sequence(place, depth);
      case MappingStartEvent _ -> mapping(place, depth);
      case ScalarEvent scalar ->
          new YamlNode.Scalar(place, scalar.getValue(), scalar.getValue(), style(scalar));
      // An alias, refused above; something has to stand in its place until the reading ends.
      default -> new YamlNode.Scalar(place, "", "", YamlNode.Style.PLAIN);
    };
  }

  private YamlNode sequence(Place place, int depth) {
    List<YamlNode> items = new ArrayList<>();
    for (Event event = events.next(); event.getEventId() != ID.SequenceEnd; event = events.next()) {
      items.add(node(event, place.path() + "[" + items.size() + "]", depth + 1));
    }
    return new YamlNode.Sequence(place, items);
  }

  private YamlNode mapping(Place place, int depth) {
    List<YamlNode.Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    String prefix = place.path().isEmpty() ? "" : place.path() + ".";
    for (Event event = events.next(); event.getEventId() != ID.MappingEnd; event = events.next()) {
      YamlNode key = node(event, place.path(), depth + 1);
      String name = key instanceof YamlNode.Scalar scalar ? scalar.text() : "";
      YamlNode value = node(events.next(), prefix + name, depth + 1);
      if (!(key instanceof YamlNode.Scalar scalar)) {
        diagnostics.add(key.place(), "a key is " + key.kind() + " (expected: a text)");
      } else if (!names.add(name)) {
        diagnostics.add(key.place(), "the key \"" + name + "\" is repeated");
      } else {
        entries.add(new YamlNode.Entry(scalar, value));
      }
    }
    return new YamlNode.Mapping(place, entries);
  }

  private void refuseProperties(Event event, Place place) {
    if (event instanceof AliasEvent) {
      diagnostics.add(place, "an alias (*) is not supported; write the value out");
    } else if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      diagnostics.add(place, "an anchor (&) is not supported; write the value out");
    }
    Optional<String> tag =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag();
          case CollectionStartEvent collection -> collection.getTag();
          default -> Optional.empty();
        };
    if (tag.isPresent()) {
      diagnostics.add(place, "a tag (!) is not supported; quote the value to make it a text");
    }
  }

  private static YamlNode.Style style(ScalarEvent scalar) {
    return switch (scalar.getScalarStyle()) {
      case SINGLE_QUOTED -> YamlNode.Style.SINGLE_QUOTED;
      case DOUBLE_QUOTED, JSON_SCALAR_STYLE -> YamlNode.Style.DOUBLE_QUOTED;
      case LITERAL -> YamlNode.Style.LITERAL;
      case FOLDED -> YamlNode.Style.FOLDED;
      case PLAIN -> YamlNode.Style.PLAIN;
    };
  }

  private Place place(Event event, String path) {
    return event
        .getStartMark()
        .map(mark -> place(source, mark, path))
        .orElseGet(() -> new Place(source, 1, 1, path));
  }

  /** The parser counts lines and columns from 0, and columns in code points. */
  private static Place place(Source source, Mark mark, String path) {
    String line = source.line(mark.getLine() + 1);
    int points = Math.min(mark.getColumn(), line.codePointCount(0, line.length()));
    return new Place(source, mark.getLine() + 1, line.offsetByCodePoints(0, points) + 1, path);
  }

  private static InvalidFileException malformed(Source source, MarkedYamlEngineException e) {
    Place place =
        e.getProblemMark()
            .or(e::getContextMark)
            .map(mark -> place(source, mark, ""))
            .orElseGet(() -> new Place(source, 1, 1, ""));
    String context = e.getContext() == null ? "" : " " + e.getContext();
    return new InvalidFileException(
        List.of(place.diagnostic("this is not YAML" + context + ": " + e.getProblem())));
  }

  private static InvalidFileException unreadable(String file, String message) {
    return new InvalidFileException(List.of(new Diagnostic(file, 1, 1, message, "")));
  }
}
