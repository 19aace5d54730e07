package dev.countersign.catalog;

import dev.countersign.catalog.OperationModel.Trait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A service as one line of the index. Tabs separate the service's fields, the last of which are its
 * shapes, and its operations; {@code |} separates shapes and an operation's fields, commas its
 * members, and a member is a letter for its location, {@code !} where it is required, {@code ~}
 * where SDKs make it up, and what {@link ShapeText} has for members. What IAM knows is the last
 * field, see {@link IamText}. None of these signs occurs in a model's names.
 */
final class IndexLine {

  private static final int SERVICE_FIELDS = 9;

  private IndexLine() {}

  static String write(ServiceModel service) {
    Stream<String> head =
        Stream.of(
            service.id(),
            service.api(),
            service.signingName(),
            service.endpointPrefix(),
            service.apiVersion(),
            service.targetPrefix(),
            service.jsonVersion(),
            service.protocols().stream().map(Protocol::word).collect(Collectors.joining(",")),
            service.shapes().stream().map(ShapeText::write).collect(Collectors.joining("|")));
    Stream<String> operations = service.operations().values().stream().map(IndexLine::write);
    return Stream.concat(head, operations).map(IndexLine::plain).collect(Collectors.joining("\t"));
  }

  private static String write(OperationModel operation) {
    return String.join(
        "|",
        operation.name(),
        operation.method(),
        operation.uri().text(),
        operation.hostPrefix(),
        operation.traits().stream()
            .map(trait -> String.valueOf(trait.letter))
            .collect(Collectors.joining()),
        operation.members().stream().map(IndexLine::write).collect(Collectors.joining(",")),
        operation.iam().map(IamText::write).orElse(""));
  }

  private static String write(MemberModel member) {
    return member.location().letter
        + (member.required() ? "!" : "")
        + (member.madeUp() ? "~" : "")
        + ShapeText.member(member.name(), member.wire(), member.value());
  }

  private static String plain(String field) {
    if (field.indexOf('\t') >= 0 || field.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a model's name holds a separator: " + field);
    }
    return field;
  }

  static ServiceModel read(String line) {
    return read(line, true);
  }

  /** The service without what its operations take and answer; several times as fast. */
  static ServiceModel outline(String line) {
    return read(line, false);
  }

  private static ServiceModel read(String line, boolean whole) {
    String[] fields = line.split("\t", -1);
    SortedMap<String, OperationModel> operations = new TreeMap<>();
    for (int i = SERVICE_FIELDS; i < fields.length; i++) {
      OperationModel operation = operation(fields[i], whole);
      operations.put(operation.name(), operation);
    }
    return new ServiceModel(
        fields[0],
        fields[1],
        fields[2],
        fields[3],
        fields[4],
        fields[5],
        fields[6],
        Stream.of(fields[7].split(",")).flatMap(word -> Protocol.of(word).stream()).toList(),
        whole ? ShapeText.readAll(fields[8]) : List.of(),
        operations);
  }

  private static OperationModel operation(String text, boolean whole) {
    String[] fields = text.split("\\|", -1);
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    for (Trait trait : Trait.values()) {
      if (fields[4].indexOf(trait.letter) >= 0) {
        traits.add(trait);
      }
    }
    List<MemberModel> members = new ArrayList<>();
    boolean none = fields[5].isEmpty() || !whole;
    for (String member : none ? new String[0] : fields[5].split(",")) {
      members.add(member(member));
    }
    return new OperationModel(
        fields[0],
        fields[1],
        UriTemplate.parse(fields[2]),
        fields[3],
        traits,
        List.copyOf(members),
        fields[6].isEmpty() ? Optional.empty() : Optional.of(IamText.read(fields[6])));
  }

  private static MemberModel member(String text) {
    boolean required = text.charAt(1) == '!';
    String rest = text.substring(required ? 2 : 1);
    boolean madeUp = rest.charAt(0) == '~';
    Shape.Field field = ShapeText.field(madeUp ? rest.substring(1) : rest, false);
    return new MemberModel(
        field.name(),
        field.wire(),
        MemberModel.Location.of(text.charAt(0)),
        field.value(),
        required,
        madeUp);
  }
}
