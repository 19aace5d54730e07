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
 * The body of S3's DeleteObjects, which alone names what is deleted (Amazon S3 API,
 * "DeleteObjects"). Only what the schema has is read, each element once; document types, entities,
 * comments, attributes and encodings other than UTF-8 are refused, since another reader may see
 * other keys.
 */
final class DeleteDocument {

  /** A thousand keys of 1024 bytes, with room for their tags and escapes; in bytes. */
  static final int LIMIT = 4 * 1024 * 1024;

  private static final int MOST_KEYS = 1000;

  private final XMLStreamReader reader;

  private DeleteDocument(XMLStreamReader reader) {
    this.reader = reader;
  }

  /** One for each document: a factory promises nothing to several threads. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /**
   * The model's members: {@code Objects}, each with its {@code Key}, and {@code Quiet}.
   *
   * @throws Refusal UNREADABLE where it is not such a document
   */
  static Map<String, Object> read(byte[] utf8) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(text));
      return new DeleteDocument(reader).document();
    } catch (XMLStreamException | CharacterCodingException e) {
      throw new Refusal(Failure.UNREADABLE, "the body is not the XML that it should be", e);
    }
  }

  private Map<String, Object> document() throws XMLStreamException {
    String encoding = reader.getCharacterEncodingScheme();
    require(encoding == null || encoding.equalsIgnoreCase("UTF-8"), "an encoding of its own");
    require(reader.getVersion() == null || reader.getVersion().equals("1.0"), "another version");
    require(child() && plain("Delete"), "another root than Delete");
    List<Object> objects = new ArrayList<>();
    Map<String, Object> members = new LinkedHashMap<>();
    while (child()) {
      if (plain("Object")) {
        require(objects.size() < MOST_KEYS, "more than " + MOST_KEYS + " objects");
        objects.add(object());
      } else {
        require(plain("Quiet") && members.put("Quiet", text()) == null, "what the schema has not");
      }
    }
    require(!objects.isEmpty(), "no object");
    require(reader.next() == XMLStreamConstants.END_DOCUMENT, "something after its end");
    members.put("Objects", objects);
    return members;
  }

  private Map<String, Object> object() throws XMLStreamException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (child()) {
      String name = reader.getLocalName();
      boolean known =
          switch (name) {
            case "Key", "VersionId", "ETag", "LastModifiedTime", "Size" -> plain(name);
            default -> false;
          };
      require(known && object.put(name, text()) == null, "an element twice or a foreign one");
    }
    require(object.containsKey("Key"), "an object without a key");
    return object;
  }

  /** Moves to the next element; false at the end of the one that this one is in. */
  private boolean child() throws XMLStreamException {
    int event = reader.next();
    while (event == XMLStreamConstants.SPACE
        || (event == XMLStreamConstants.CHARACTERS && reader.isWhiteSpace())) {
      event = reader.next();
    }
    require(
        event == XMLStreamConstants.START_ELEMENT || event == XMLStreamConstants.END_ELEMENT,
        "something other than elements");
    return event == XMLStreamConstants.START_ELEMENT;
  }

  private String text() throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    int event = reader.next();
    while (event == XMLStreamConstants.CHARACTERS) {
      text.append(reader.getText());
      event = reader.next();
    }
    require(event == XMLStreamConstants.END_ELEMENT, "something other than text in a value");
    return text.toString();
  }

  private boolean plain(String name) {
    return reader.getLocalName().equals(name)
        && reader.getPrefix().isEmpty()
        && reader.getAttributeCount() == 0;
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new Refusal(Failure.UNREADABLE, "the list of objects to delete has " + what);
    }
  }
}
