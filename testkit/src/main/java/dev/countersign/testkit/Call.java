package dev.countersign.testkit;

import dev.countersign.model.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A verified call, as the services see it. */
final class Call {

  private final Verified verified;
  private final AwsEndpoint endpoint;
  private final RequestHead head;

  Call(Verified verified, AwsEndpoint endpoint, RequestHead head) {
    this.verified = verified;
    this.endpoint = endpoint;
    this.head = head;
  }

  Caller caller() {
    return verified.caller();
  }

  AwsEndpoint endpoint() {
    return endpoint;
  }

  RequestHead head() {
    return head;
  }

  /** The body without any {@code aws-chunked} framing; shared, not to be written to. */
  byte[] content() {
    return verified.content();
  }

  String text() {
    return new String(content(), StandardCharsets.UTF_8);
  }

  Place place() {
    return new Place(caller().account(), endpoint.region());
  }

  /** A header's value; the first one where it is repeated. */
  Optional<String> header(String name) {
    List<String> values = head.headers().all(name);
    return values.stream().findFirst();
  }
}
