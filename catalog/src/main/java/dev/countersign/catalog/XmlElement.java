package dev.countersign.catalog;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a request's XML, with either text or other elements inside. Document types,
 * entities, comments, processing instructions, prefixes, text beside elements and encodings other
 * than UTF-8 are refused, since another reader may see another document.
 *
 * @param attributes by name, with the prefix where there is one: {@code xsi:type}
 */
record XmlElement(
    String name, Map<String, String> attributes, List<XmlElement> children, String text) {

  private static final int DEEPEST = 32;
  private static final int MOST = 20_000;

  /**
   * The root.
   *
   * @throws Refusal UNREADABLE where it is not such a document
   */
  static XmlElement parse(byte[] utf8) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return new Parser(factory().createXMLStreamReader(new StringReader(text))).document();
    } catch (XMLStreamException | CharacterCodingException e) {
      throw new Refusal(Failure.UNREADABLE, "the body is not the XML that it should be", e);
    }
  }

  /** One for each document: a factory promises nothing to several threads. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  private static final class Parser {

    private final XMLStreamReader reader;
    private int elements;

    Parser(XMLStreamReader reader) {
      this.reader = reader;
    }

    XmlElement document() throws XMLStreamException {
      String encoding = reader.getCharacterEncodingScheme();
      require(encoding == null || encoding.equalsIgnoreCase("UTF-8"), "an encoding of its own");
      require(reader.getVersion() == null || reader.getVersion().equals("1.0"), "another version");
      require(reader.next() == XMLStreamConstants.START_ELEMENT, "something before its root");
      XmlElement root = element(0);
      require(reader.next() == XMLStreamConstants.END_DOCUMENT, "something after its end");
      return root;
    }

    /** Reads from the start of an element to its end. */
    private XmlElement element(int depth) throws XMLStreamException {
      require(depth < DEEPEST, "elements more than " + DEEPEST + " deep");
      require(++elements <= MOST, "more than " + MOST + " elements");
      require(reader.getPrefix().isEmpty(), "a prefix");
      String name = reader.getLocalName();
      Map<String, String> attributes = attributes();
      List<XmlElement> children = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      int event = reader.next();
      while (event != XMLStreamConstants.END_ELEMENT) {
        if (event == XMLStreamConstants.START_ELEMENT) {
          children.add(element(depth + 1));
        } else {
          require(
              event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.SPACE,
              "something other than elements and text");
          text.append(reader.getText());
        }
        event = reader.next();
      }
      require(children.isEmpty() || text.toString().isBlank(), "text beside elements");
      return new XmlElement(name, attributes, children, children.isEmpty() ? text.toString() : "");
    }

    private Map<String, String> attributes() {
      Map<String, String> attributes = new LinkedHashMap<>();
      for (int i = 0; i < reader.getAttributeCount(); i++) {
        String prefix = reader.getAttributePrefix(i);
        String name = reader.getAttributeLocalName(i);
        attributes.put(prefix.isEmpty() ? name : prefix + ":" + name, reader.getAttributeValue(i));
      }
      return attributes;
    }

    private static void require(boolean condition, String what) {
      if (!condition) {
        throw new Refusal(Failure.UNREADABLE, "the body's XML has " + what);
      }
    }
  }
}
