package dev.countersign.console;

import dev.countersign.approvals.Text;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Pages from templates. Whatever a template writes is escaped, and shows what would be invisible or
 * turn the direction of reading: agents choose the names of what they ask for. Templates reach the
 * public methods of what they are given.
 */
final class Templates {

  private static final int LONGEST_TEXT = 20_000;
  private static final int LONGEST_PAGE = 8 << 20;

  private final PebbleEngine engine;

  Templates() {
    ClasspathLoader loader = new ClasspathLoader(Templates.class.getClassLoader());
    loader.setPrefix("dev/countersign/console/templates");
    loader.setSuffix(".peb");
    this.engine =
        new PebbleEngine.Builder()
            .loader(loader)
            .strictVariables(true)
            .autoEscaping(true)
            .addEscapingStrategy("html", Templates::escaped)
            .addEscapingStrategy("lines", Templates::escapedLines)
            .defaultEscapingStrategy("html")
            .defaultLocale(Locale.ROOT)
            .maxRenderedSize(LONGEST_PAGE)
            .build();
  }

  String render(String name, Map<String, Object> values) {
    try {
      StringWriter out = new StringWriter();
      engine.getTemplate(name).evaluate(out, values);
      return out.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For what has lines that are meant. */
  private static String escapedLines(String text) {
    return text.lines().map(Templates::escaped).collect(Collectors.joining("\n"));
  }

  static String escaped(String given) {
    String text = Text.shown(given, LONGEST_TEXT);
    StringBuilder html = new StringBuilder(text.length() + 32);
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      switch (next) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        default -> html.append(next);
      }
    }
    return html.toString();
  }
}
