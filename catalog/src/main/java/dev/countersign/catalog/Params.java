package dev.countersign.catalog;

import dev.countersign.catalog.MemberModel.Location;
import dev.countersign.catalog.OperationModel.Trait;
import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the input members of an operation, wherever the message has them. */
final class Params {

  private final OperationModel operation;
  private final Found found;
  private final WireRequest request;
  private final ModelValues values;
  private final Map<String, Object> params = new LinkedHashMap<>();
  private Input.Extent extent = Input.Extent.WHOLE;

  private Params(OperationModel operation, Found found, WireRequest request) {
    this.operation = operation;
    this.found = found;
    this.request = request;
    this.values = new ModelValues(found.service().shapes());
  }

  static Input read(Found found, WireRequest request) {
    return found
        .operation()
        .map(operation -> new Params(operation, found, request).read())
        .orElse(Input.NONE);
  }

  private Input read() {
    switch (found.protocol()) {
      case QUERY, EC2 -> form();
      case JSON, CBOR, REST_JSON -> document();
      case REST_XML -> xml();
    }
    if (operation.takesEvents()) {
      extent = Input.Extent.EVENTS;
    }
    operation.members().forEach(this::bound);
    return new Input(params, extent);
  }

  private void form() {
    Map<String, Object> tree = SqsForm.renamed(found, FormTree.of(found.form()));
    params.putAll(new FormReader(found.service().shapes()).members(tree, body()));
    QueueUrl.fromPath(found, request, params);
  }

  private void document() {
    if (!mayHaveMembers()) {
      return;
    }
    String type = request.mediaType();
    if (type.equals(WireRequest.CBOR) || type.equals(WireRequest.AMZ_CBOR)) {
      request
          .members(WireRequest.MEMBERS_LIMIT)
          .map(Documents::cbor)
          .ifPresentOrElse(this::modelled, this::unread);
    } else if (type.isEmpty()
        || type.endsWith("json")
        || type.startsWith("application/x-amz-json-")) {
      json();
    } else {
      throw new Refusal(Failure.AMBIGUOUS, "the content type is foreign to the protocol: " + type);
    }
  }

  private void json() {
    Optional<byte[]> whole = request.members(WireRequest.MEMBERS_LIMIT);
    if (whole.isPresent()) {
      modelled(Documents.json(whole.get()));
      return;
    }
    Optional<LongJson> abridged = LongJson.read(request);
    abridged.ifPresentOrElse(
        json -> {
          modelled(json.document());
          extent = json.mayHideArn() ? Input.Extent.WITHOUT_LONG_TEXTS : Input.Extent.WHOLE;
        },
        this::unread);
  }

  private void unread() {
    extent = Input.Extent.HEAD;
  }

  /**
   * Whether a body is there that can be read and that the operation has a use for. Where the body
   * is the whole message it is read even if no member stands in it: it may be two documents.
   */
  private boolean mayHaveMembers() {
    return request.hasBody()
        && !operation.is(Trait.OPAQUE_BODY)
        && (!found.protocol().isRest()
            || operation.members().stream()
                .anyMatch(m -> m.location() == Location.BODY || m.location() == Location.PAYLOAD));
  }

  private FieldSet body() {
    return new FieldSet(
        operation
            .members(Location.BODY)
            .map(member -> new Shape.Field(member.name(), member.wire(), false, member.value()))
            .toList());
  }

  /** Only what the model has: another name would be there for the rules and for nobody else. */
  private void modelled(Map<String, Object> document) {
    Optional<MemberModel> payload = operation.members(Location.PAYLOAD).findFirst();
    if (payload.isEmpty()) {
      params.putAll(values.members(document, body()));
    } else if (!document.isEmpty()) {
      params.put(payload.get().name(), values.value(document, payload.get().value()));
    }
  }

  private void xml() {
    if (!mayHaveMembers()) {
      return;
    }
    boolean deletes = operation.name().equals(S3Resources.DELETE_OBJECTS);
    Optional<byte[]> content =
        deletes
            ? Optional.of(request.content(S3Resources.DELETE_LIMIT))
            : request.members(WireRequest.MEMBERS_LIMIT);
    if (content.isEmpty()) {
      unread();
      return;
    }
    XmlReader reader = new XmlReader(found.service().shapes(), deletes);
    XmlElement root = XmlElement.parse(content.get());
    Optional<MemberModel> payload = operation.members(Location.PAYLOAD).findFirst();
    if (payload.isEmpty()) {
      params.putAll(reader.members(root, body()));
    } else {
      params.put(payload.get().name(), reader.payload(root, payload.get()));
    }
    if (deletes) {
      S3Resources.checkDeletion(params);
    }
  }

  /** A member in the head. */
  private void bound(MemberModel member) {
    switch (member.location()) {
      case LABEL ->
          Optional.ofNullable(found.labels().get(member.wire()))
              .ifPresent(value -> put(member, value));
      case QUERY -> several(member, request.query().values(member.wire()));
      case QUERY_MAP -> queryMap(member);
      case HEADER -> header(member);
      case HEADER_MAP -> headerMap(member);
      case BODY, PAYLOAD -> {}
    }
  }

  private void several(MemberModel member, List<String> texts) {
    if (member.type() == MemberModel.Type.LIST ? !texts.isEmpty() : texts.size() > 1) {
      params.put(member.name(), texts.stream().map(text -> element(member, text)).toList());
    } else {
      texts.forEach(text -> put(member, text));
    }
  }

  private Object element(MemberModel list, String text) {
    return list.value().shape() != Shape.Value.FREE
            && found.service().shapes().get(list.value().shape()) instanceof Shape.Listing listing
        ? ModelValues.typed(text, listing.element().type())
        : text;
  }

  /** A list in a header has commas between its elements (RFC 9110, 5.6.1). */
  private void header(MemberModel member) {
    List<String> texts = request.head().headers().all(member.wire());
    several(
        member,
        member.type() == MemberModel.Type.LIST
            ? texts.stream().flatMap(text -> Stream.of(text.split(","))).map(String::strip).toList()
            : texts);
  }

  /** What no other member claims. */
  private void queryMap(MemberModel member) {
    Set<String> claimed = new HashSet<>(operation.uri().literals().keySet());
    claimed.addAll(
        operation.members(Location.QUERY).map(MemberModel::wire).collect(Collectors.toSet()));
    Map<String, List<String>> map = new LinkedHashMap<>();
    for (Parameters.Parameter parameter : request.query().all()) {
      if (!claimed.contains(parameter.name())) {
        map.computeIfAbsent(parameter.name(), key -> new ArrayList<>()).add(parameter.value());
      }
    }
    if (!map.isEmpty()) {
      Map<String, Object> values = new LinkedHashMap<>();
      map.forEach((name, all) -> values.put(name, all.size() == 1 ? all.getFirst() : all));
      params.put(member.name(), values);
    }
  }

  private void headerMap(MemberModel member) {
    Map<String, Object> map = new LinkedHashMap<>();
    String prefix = member.wire().toLowerCase(Locale.ROOT);
    for (Header header : request.head().headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (name.startsWith(prefix)) {
        map.put(name.substring(prefix.length()), header.value());
      }
    }
    if (!map.isEmpty()) {
      params.put(member.name(), map);
    }
  }

  private void put(MemberModel member, String text) {
    params.put(member.name(), ModelValues.typed(text, member.type()));
  }
}
