package dev.countersign.catalog;

import dev.countersign.catalog.MemberModel.Location;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a valid request for any operation of the index, in any protocol of its service. */
final class Requests {

  static final String ACCOUNT = "111122223333";

  private final Map<String, List<HostForm>> hosts = new HashMap<>();
  private final HostForms forms = new HostForms(EndpointData.bundled());

  /** At the plainest host of the service that the operation can be called at. */
  Sample of(ServiceModel service, OperationModel operation, Protocol protocol) {
    return at(host(service, operation), service, operation, protocol);
  }

  /** At one host. */
  static Sample at(
      HostForm host, ServiceModel service, OperationModel operation, Protocol protocol) {
    SigningScope scope = new SigningScope(host.signingRegion(), host.signingName());
    List<Header> headers = new ArrayList<>(List.of(new Header("Host", host.name())));
    String target = "/";
    String method = "POST";
    String content = "";
    switch (protocol) {
      case JSON -> {
        headers.add(new Header("X-Amz-Target", service.targetPrefix() + "." + operation.name()));
        headers.add(new Header("Content-Type", "application/x-amz-json-" + service.jsonVersion()));
        content = "{}";
      }
      case CBOR -> {
        target = "/service/" + service.targetPrefix() + "/operation/" + operation.name();
        headers.add(new Header("smithy-protocol", "rpc-v2-cbor"));
        headers.add(new Header("Content-Type", "application/cbor"));
        content = "\u00a0";
      }
      case QUERY, EC2 -> {
        target = operation.uri().text();
        headers.add(new Header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"));
        content = "Action=" + operation.name() + "&Version=" + service.apiVersion();
      }
      case REST_JSON, REST_XML -> {
        method = operation.method();
        target = path(operation, host.bucketInHost()) + query(operation);
        operation
            .members(Location.HEADER)
            .filter(MemberModel::required)
            .forEach(member -> headers.add(new Header(member.wire(), "a/b")));
      }
    }
    if (operation.takesEvents()) {
      headers.add(new Header("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-EVENTS"));
    }
    RequestHead head = new RequestHead(method, target, host.name(), 443, new Headers(headers));
    return new Sample(head, scope, "").withContent(content);
  }

  private HostForm host(ServiceModel service, OperationModel operation) {
    return hosts.computeIfAbsent(service.id(), forms::of).stream()
        .filter(host -> host.serves(operation))
        .filter(host -> host.partition().equals("aws"))
        .min(Comparator.comparing(host -> !host.form().equals("region")))
        .orElseThrow(
            () -> new AssertionError(service.id() + " has no host for " + operation.name()));
  }

  private static String path(OperationModel operation, boolean withoutBucket) {
    return operation.uri().segments().stream()
        .skip(withoutBucket ? 1 : 0)
        .map(
            segment ->
                switch (segment) {
                  case UriTemplate.Literal literal -> literal.text();
                  case UriTemplate.Label label -> "some-" + label.name().toLowerCase(Locale.ROOT);
                  case UriTemplate.Greedy label -> "a/b/" + label.name();
                })
        .collect(Collectors.joining("/", "/", ""));
  }

  private static String query(OperationModel operation) {
    Stream<String> literals =
        operation.uri().literals().entrySet().stream()
            .map(l -> l.getValue().isEmpty() ? l.getKey() : l.getKey() + "=" + l.getValue());
    Stream<String> members =
        operation
            .members(Location.QUERY)
            .filter(MemberModel::required)
            .map(member -> member.wire() + "=1");
    String query = Stream.concat(literals, members).collect(Collectors.joining("&"));
    return query.isEmpty() ? "" : "?" + query;
  }
}
