package dev.countersign.catalog;

import dev.countersign.catalog.Shape.Value;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an XML document's elements stand for (Smithy, "XML binding traits"), under the model's
 * names. An element that may stand once and is there twice is refused, and so are attributes that
 * the model does not have, and elements where it has a text.
 *
 * @param shapes the service's table
 * @param strict whether elements that no model has are refused as well; they are passed over else,
 *     so that a client may be newer than the model
 */
record XmlReader(List<Shape> shapes, boolean strict) {

  /**
   * The member that the whole document is.
   *
   * @throws Refusal UNREADABLE where the document is another one
   */
  Object payload(XmlElement root, MemberModel member) {
    if (!root.name().equals(member.wire())) {
      throw new Refusal(
          Failure.UNREADABLE,
          "the body is a document " + root.name() + " (expected: " + member.wire() + ")");
    }
    return value(root, member.value());
  }

  Map<String, Object> members(XmlElement element, FieldSet fields) {
    checkNames(element, fields);
    Map<String, Object> members = new LinkedHashMap<>();
    for (Shape.Field field : fields) {
      if (field.attribute()) {
        String text = element.attributes().get(field.wire());
        if (text != null) {
          members.put(field.name(), text);
        }
        continue;
      }
      List<XmlElement> found =
          element.children().stream().filter(child -> child.name().equals(field.wire())).toList();
      if (!found.isEmpty()) {
        members.put(field.name(), member(found, field.value()));
      }
    }
    return members;
  }

  private void checkNames(XmlElement element, FieldSet fields) {
    List<String> names = element.children().stream().map(XmlElement::name).toList();
    fields.check(names);
    refuseForeign(element, "element", strict ? names : List.of(), fields);
    refuseForeign(element, "attribute", element.attributes().keySet(), fields);
    if (!element.text().isBlank()) {
      throw foreign(element, "text");
    }
  }

  private static void refuseForeign(
      XmlElement element, String kind, Collection<String> names, FieldSet fields) {
    for (String name : names) {
      if (!fields.has(name)) {
        throw foreign(element, "the " + kind + " " + name);
      }
    }
  }

  private Object member(List<XmlElement> found, Value model) {
    if (model.shape() != Value.FREE) {
      Shape shape = shapes.get(model.shape());
      if (shape instanceof Shape.Listing listing && listing.flattened()) {
        return elements(found, listing);
      }
      if (shape instanceof Shape.Mapping mapping && mapping.flattened()) {
        return entries(found, mapping);
      }
    }
    if (found.size() > 1) {
      throw new Refusal(
          Failure.AMBIGUOUS, "the body's element " + found.getFirst().name() + " is repeated");
    }
    return value(found.getFirst(), model);
  }

  private Object value(XmlElement element, Value model) {
    if (model.shape() == Value.FREE) {
      if (!element.children().isEmpty()) {
        throw foreign(element, "the element " + element.children().getFirst().name());
      }
      return ModelValues.typed(element.text(), model.type());
    }
    return switch (shapes.get(model.shape())) {
      case Shape.Structure structure -> members(element, structure.fields());
      case Shape.Listing listing -> elements(inner(element, listing.wire()), listing);
      case Shape.Mapping mapping -> entries(inner(element, "entry"), mapping);
    };
  }

  private static List<XmlElement> inner(XmlElement list, String wire) {
    for (XmlElement child : list.children()) {
      if (!child.name().equals(wire)) {
        throw foreign(list, "the element " + child.name());
      }
    }
    return list.children();
  }

  private List<Object> elements(List<XmlElement> found, Shape.Listing listing) {
    List<Object> elements = new ArrayList<>(found.size());
    found.forEach(element -> elements.add(value(element, listing.element())));
    return elements;
  }

  private Map<String, Object> entries(List<XmlElement> found, Shape.Mapping mapping) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (XmlElement entry : found) {
      List<XmlElement> parts = entry.children();
      if (parts.size() != 2
          || !parts.getFirst().name().equals(mapping.key())
          || !parts.getLast().name().equals(mapping.value())) {
        throw foreign(entry, "another form than a key and a value");
      }
      Object value = value(parts.getLast(), mapping.element());
      if (entries.put(parts.getFirst().text(), value) != null) {
        throw new Refusal(Failure.AMBIGUOUS, "an entry of the body is there twice");
      }
    }
    return entries;
  }

  private static Refusal foreign(XmlElement element, String what) {
    return new Refusal(
        Failure.UNREADABLE,
        "the body's element " + element.name() + " has " + what + ", which the API does not have");
  }
}
