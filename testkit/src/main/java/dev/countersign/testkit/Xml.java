package dev.countersign.testkit;

import java.util.function.Consumer;

/** Writes XML, element by element, with everything escaped that needs it. */
final class Xml {

  private final StringBuilder out;

  private Xml(StringBuilder out) {
    this.out = out;
  }

  /** A document whose root is {@code name} in {@code namespace}; none where that is empty. */
  static String document(String name, String namespace, Consumer<Xml> content) {
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<");
    out.append(name);
    if (!namespace.isEmpty()) {
      out.append(" xmlns=\"").append(namespace).append('"');
    }
    out.append('>');
    content.accept(new Xml(out));
    return out.append("</").append(name).append('>').toString();
  }

  Xml element(String name, Consumer<Xml> content) {
    out.append('<').append(name).append('>');
    content.accept(this);
    out.append("</").append(name).append('>');
    return this;
  }

  Xml leaf(String name, Object text) {
    out.append('<').append(name).append('>');
    escape(text.toString());
    out.append("</").append(name).append('>');
    return this;
  }

  Xml text(String text) {
    escape(text);
    return this;
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\t', '\n', '\r' -> out.append("&#").append((int) c).append(';');
        default -> out.append(c < ' ' ? '\uFFFD' : c);
      }
    }
  }
}
