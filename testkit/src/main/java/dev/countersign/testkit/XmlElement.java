package dev.countersign.testkit;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a request's XML, without its attributes and name spaces.
 *
 * @param name local name
 * @param content the text directly in it
 */
record XmlElement(String name, String content, List<XmlElement> children) {

  private static final int LONGEST = 4 << 20;
  private static final int DEEPEST = 16;

  XmlElement {
    children = List.copyOf(children);
  }

  /**
   * Reads a document; DTDs, and with them entities, are refused.
   *
   * @throws AwsError MalformedXML
   */
  static XmlElement parse(byte[] document) {
    if (document.length > LONGEST) {
      throw malformed();
    }
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
      while (reader.next() != XMLStreamConstants.START_ELEMENT) {
        if (reader.getEventType() == XMLStreamConstants.DTD) {
          throw malformed();
        }
      }
      return element(reader, 0);
    } catch (XMLStreamException e) {
      throw malformed();
    }
  }

  private static XmlElement element(XMLStreamReader reader, int depth) throws XMLStreamException {
    if (depth > DEEPEST) {
      throw malformed();
    }
    String name = reader.getLocalName();
    StringBuilder text = new StringBuilder();
    List<XmlElement> children = new ArrayList<>();
    for (int event = reader.next();
        event != XMLStreamConstants.END_ELEMENT;
        event = reader.next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        children.add(element(reader, depth + 1));
      } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
        text.append(reader.getText());
      }
    }
    return new XmlElement(name, text.toString(), children);
  }

  private static AwsError malformed() {
    return new AwsError(400, "MalformedXML", "The XML you provided was not well-formed.");
  }

  List<XmlElement> all(String child) {
    return children.stream().filter(element -> element.name().equals(child)).toList();
  }

  /** The first such child's text. */
  Optional<String> text(String child) {
    return all(child).stream().map(XmlElement::content).findFirst();
  }

  /**
   * @throws AwsError MalformedXML where there is no such child
   */
  String required(String child) {
    return text(child).orElseThrow(XmlElement::malformed);
  }
}
