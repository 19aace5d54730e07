package dev.countersign.catalog;

import dev.countersign.catalog.MemberModel.Location;
import dev.countersign.catalog.OperationModel.Trait;
import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The input members of an operation, wherever the message has them, under the model's names. What
 * cannot be read without holding too much is absent, which rules take for unknown.
 */
final class Params {

  private final OperationModel operation;
  private final Found found;
  private final WireRequest request;
  private final Map<String, Object> params = new LinkedHashMap<>();

  private Params(OperationModel operation, Found found, WireRequest request) {
    this.operation = operation;
    this.found = found;
    this.request = request;
  }

  static Map<String, Object> read(Found found, WireRequest request) {
    return found
        .operation()
        .map(operation -> new Params(operation, found, request).read())
        .orElse(Map.of());
  }

  private Map<String, Object> read() {
    switch (found.protocol()) {
      case QUERY, EC2 -> form();
      case JSON, CBOR, REST_JSON -> document();
      case REST_XML -> deleteDocument();
    }
    operation.members().forEach(this::bound);
    return params;
  }

  private void form() {
    modelled(FormTree.of(found.form()));
  }

  /** Only what the model has: another name would be there for the rules and for nobody else. */
  private void modelled(Map<String, Object> body) {
    operation
        .members(Location.BODY)
        .forEach(
            member ->
                Optional.ofNullable(body.get(member.wire()))
                    .ifPresent(value -> params.put(member.name(), typed(member, value))));
    operation
        .members(Location.PAYLOAD)
        .filter(member -> !body.isEmpty())
        .forEach(member -> params.put(member.name(), body));
  }

  private void document() {
    if (!request.hasBody() || operation.is(Trait.OPAQUE_BODY)) {
      return;
    }
    String type = request.mediaType();
    boolean json =
        type.isEmpty() || type.endsWith("json") || type.startsWith("application/x-amz-json-");
    boolean cbor = type.equals(WireRequest.CBOR) || type.equals(WireRequest.AMZ_CBOR);
    if (json || cbor) {
      body().map(cbor ? Documents::cbor : Documents::json).ifPresent(this::modelled);
    } else if (found.protocol() != Protocol.REST_JSON) {
      throw new Refusal(Failure.AMBIGUOUS, "the content type is foreign to the protocol: " + type);
    }
  }

  /** Of all XML bodies the one that names resources; it is refused where it is too long. */
  private void deleteDocument() {
    if (operation.name().equals("DeleteObjects") && request.hasBody()) {
      params.put("Delete", DeleteDocument.read(request.content(DeleteDocument.LIMIT)));
    }
  }

  /** Empty where the body is too long to be held for its members only. */
  private Optional<byte[]> body() {
    if (declaredLength() > WireRequest.MEMBERS_LIMIT) {
      return Optional.empty();
    }
    try {
      return Optional.of(request.content(WireRequest.MEMBERS_LIMIT));
    } catch (Refusal refusal) {
      if (refusal.failure() == Failure.BODY_TOO_LARGE) {
        return Optional.empty();
      }
      throw refusal;
    }
  }

  private long declaredLength() {
    String length = request.head().headers().single("content-length").orElse("0");
    try {
      return Long.parseLong(length);
    } catch (NumberFormatException e) {
      throw new Refusal(Failure.UNREADABLE, "Content-Length is no number", e);
    }
  }

  /** A member in the head. */
  private void bound(MemberModel member) {
    switch (member.location()) {
      case LABEL ->
          Optional.ofNullable(found.labels().get(member.wire()))
              .ifPresent(value -> put(member, value));
      case QUERY -> values(member, request.query().values(member.wire()));
      case HEADER -> values(member, request.head().headers().all(member.wire()));
      case HEADER_MAP -> headerMap(member);
      case QUERY_MAP, BODY, PAYLOAD -> {}
    }
  }

  private void values(MemberModel member, List<String> values) {
    if (values.size() > 1 || (!values.isEmpty() && member.type() == MemberModel.Type.LIST)) {
      params.put(member.name(), values);
    } else {
      values.forEach(value -> put(member, value));
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

  private void put(MemberModel member, String value) {
    params.put(member.name(), typed(member, value));
  }

  /** A text as the model's type has it; the text itself where it is of another type after all. */
  private static Object typed(MemberModel member, Object value) {
    if (!(value instanceof String text)) {
      return value;
    }
    try {
      return switch (member.type()) {
        case INTEGER -> Long.valueOf(text);
        case DOUBLE -> Double.valueOf(text);
        case BOOLEAN ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> text;
            };
        case STRING, LIST, MAP -> text;
      };
    } catch (NumberFormatException e) {
      return text;
    }
  }
}
