package dev.countersign.catalog;

import dev.countersign.catalog.MemberModel.Location;
import dev.countersign.catalog.OperationModel.Trait;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A way in which the wire lets a request be written.
 *
 * @param title for a table's column
 * @param change makes it of the plain request
 */
record Variant(String title, Predicate<Of> applies, BiFunction<Sample, Of, Sample> change) {

  static final List<Variant> ALL =
      List.of(
          variant("plain", of -> true, sample -> sample),
          variant("GET", of -> of.protocol.isForm(), s -> s.withFormInUrl().withMethod("GET")),
          variant("POST, form in URL", of -> of.protocol.isForm(), Sample::withFormInUrl),
          variant(
              "queue URL",
              of -> of.protocol.isForm() && of.names("QueueUrl"),
              sample -> sample.withPath("/" + Requests.ACCOUNT + "/some-queue")),
          variant("with body", Of::hasReadableBody, Variant::withBody),
          variant("gzip", Of::hasReadableBody, sample -> withBody(sample).gzipped()),
          variant(
              "JSON 1.0",
              of -> of.protocol == Protocol.JSON,
              sample -> sample.replacing("Content-Type", "application/x-amz-json-1.0")),
          variant(
              "JSON 1.1",
              of -> of.protocol == Protocol.JSON,
              s -> s.replacing("Content-Type", "application/x-amz-json-1.1; charset=UTF-8")),
          variant(
              "amz-cbor-1.1",
              of -> of.protocol == Protocol.JSON && of.service.id().equals("kinesis"),
              s -> s.replacing("Content-Type", WireRequest.AMZ_CBOR).withContent("\u00bf\u00ff")),
          variant(
              "trailing slash",
              of -> of.protocol.isRest() && !of.service.id().equals(S3Router.SERVICE),
              s -> s.withPath(s.head().rawPath().replaceFirst("([^/])/?$", "$1/"))),
          new Variant(
              "x-id",
              of -> of.protocol.isRest() && !of.operation.is(Trait.DEPRECATED),
              (sample, of) -> sample.withQuery("x-id=" + of.operation.name())),
          variant(
              "presigned",
              of -> of.protocol.isForm() || of.operation.method().equals("GET"),
              Variant::presigned));

  private static Variant variant(
      String title, Predicate<Of> applies, UnaryOperator<Sample> change) {
    return new Variant(title, applies, (sample, of) -> change.apply(sample));
  }

  /** What is asked for. */
  record Of(ServiceModel service, OperationModel operation, Protocol protocol) {

    boolean names(String member) {
      return operation.members().stream().anyMatch(m -> m.name().equals(member));
    }

    /** Whether members stand in the body in a format that is read. */
    boolean hasReadableBody() {
      return switch (protocol) {
        case JSON, CBOR, QUERY, EC2 -> true;
        case REST_XML -> false;
        case REST_JSON ->
            !operation.is(Trait.OPAQUE_BODY)
                && Stream.of(Location.BODY, Location.PAYLOAD)
                    .anyMatch(place -> operation.members(place).findAny().isPresent());
      };
    }
  }

  boolean appliesTo(Of what) {
    return applies.test(what);
  }

  Sample of(Sample plain, Of what) {
    return change.apply(plain, what);
  }

  private static Sample withBody(Sample sample) {
    return sample.content().isEmpty()
        ? sample.withContent("{}").replacing("Content-Type", "application/json")
        : sample;
  }

  /** What a query signature adds (AWS General Reference, "Create a signed AWS API request"). */
  private static Sample presigned(Sample sample) {
    Sample open = sample.content().isEmpty() ? sample : sample.withFormInUrl().withMethod("GET");
    return open.withQuery(
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA111122223333CLDE%2F20260101%2F"
            + sample.scope().region()
            + "%2F"
            + sample.scope().service()
            + "%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60"
            + "&X-Amz-SignedHeaders=host&X-Amz-Signature="
            + "0".repeat(64));
  }
}
