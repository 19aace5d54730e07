package dev.countersign.catalog;

import dev.countersign.catalog.MemberModel.Location;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a valid request for any operation of the index, in any protocol of its service. */
final class Requests {

  static final String ACCOUNT = "111122223333";
  private static final String REGION = "eu-west-1";

  private final EndpointData endpoints = EndpointData.bundled();
  private final HostGrammar hosts = new HostGrammar(endpoints);

  /**
   * A request with the scope that it is signed for.
   *
   * @param content the body, a byte in each character
   */
  record Sample(RequestHead head, SigningScope scope, String content) {

    RequestBody body() {
      return RequestBody.of(content.getBytes(StandardCharsets.ISO_8859_1));
    }

    Sample with(String header, String value) {
      return new Sample(
          new RequestHead(
              head.method(), head.target(), head.host(), 443, head.headers().plus(header, value)),
          scope,
          content);
    }

    Sample without(String header) {
      Headers fewer = head.headers().without(name -> name.equalsIgnoreCase(header));
      return new Sample(
          new RequestHead(head.method(), head.target(), head.host(), 443, fewer), scope, content);
    }

    Sample withQuery(String parameter) {
      String separator = head.target().contains("?") ? "&" : "?";
      return withTarget(head.target() + separator + parameter);
    }

    Sample withTarget(String target) {
      return new Sample(
          new RequestHead(head.method(), target, head.host(), 443, head.headers()), scope, content);
    }

    Sample withContent(String other) {
      return new Sample(head, scope, other)
          .without("Content-Length")
          .with("Content-Length", String.valueOf(other.length()));
    }
  }

  Sample of(ServiceModel service, OperationModel operation, Protocol protocol) {
    AwsHost host = host(service, operation);
    SigningScope scope =
        new SigningScope(
            host.region().orElse(REGION), host.kind().signingName().orElse(service.signingName()));
    List<Header> headers = new ArrayList<>(List.of(new Header("Host", host.host())));
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
        target = path(operation) + query(operation);
        operation
            .members(Location.HEADER)
            .filter(MemberModel::required)
            .forEach(member -> headers.add(new Header(member.wire(), "a/b")));
      }
    }
    if (!content.isEmpty()) {
      headers.add(new Header("Content-Length", String.valueOf(content.length())));
    }
    return new Sample(
        new RequestHead(method, target, host.host(), 443, new Headers(headers)), scope, content);
  }

  private AwsHost host(ServiceModel service, OperationModel operation) {
    String prefix =
        operation
            .hostPrefix()
            .replace("{AccountId}", ACCOUNT)
            .replaceAll("\\{[^}]*}", "g-0123456789");
    if (operation.name().equals("ListDirectoryBuckets")) {
      return hosts.parse("s3express-control." + REGION + ".amazonaws.com").orElseThrow();
    }
    if (operation.name().equals("WriteGetObjectResponse")) {
      return hosts.parse("route.s3-object-lambda." + REGION + ".amazonaws.com").orElseThrow();
    }
    return plainHosts(service)
        .flatMap(host -> hosts.parse(prefix + host).stream())
        .filter(host -> host.services().contains(service.id()))
        .filter(host -> host.partition().equals("aws"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(service.id() + " has no host with " + prefix));
  }

  private Stream<String> plainHosts(ServiceModel service) {
    return Objects.requireNonNull(endpoints.services().get(service.id())).hosts().stream()
        .map(
            host ->
                host.template()
                    .replace("{Region}", REGION)
                    .replace("{globalRegion}", "us-east-1")
                    .replace("{dualStackDnsSuffix}", "api.aws")
                    .replace("{dnsSuffix}", "amazonaws.com")
                    .replace("{AccountId}", ACCOUNT))
        .filter(host -> !host.contains("{"));
  }

  private static String path(OperationModel operation) {
    return operation.uri().segments().stream()
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
