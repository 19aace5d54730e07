package dev.countersign.catalog;

import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import java.util.List;
import java.util.Locale;

/** How a sender reads errors: by its protocol, or by what its request looks like. */
final class ErrorFormats {

  private ErrorFormats() {}

  static ErrorFormat of(Found found) {
    return of(found.service(), found.protocol());
  }

  /** A best guess, out of nothing but the head and the services that its host can be. */
  static ErrorFormat guess(RequestHead head, List<ServiceModel> services) {
    Headers headers = head.headers();
    String type = String.join(",", headers.all("content-type")).toLowerCase(Locale.ROOT);
    if (headers.contains("smithy-protocol") || type.contains("cbor")) {
      return ErrorFormat.CBOR;
    }
    if (headers.contains("x-amz-target")) {
      return ErrorFormat.JSON;
    }
    boolean form = type.startsWith(WireRequest.FORM) || head.rawQuery().contains("Action=");
    for (ServiceModel service : services) {
      if (form == service.speaksForms() || services.size() == 1) {
        return of(service, form ? lastForm(service) : service.protocols().getFirst());
      }
    }
    return form ? ErrorFormat.QUERY_XML : ErrorFormat.JSON;
  }

  private static Protocol lastForm(ServiceModel service) {
    return service.protocols().stream()
        .filter(Protocol::isForm)
        .findFirst()
        .orElse(service.protocols().getFirst());
  }

  private static ErrorFormat of(ServiceModel service, Protocol protocol) {
    return switch (protocol) {
      case REST_JSON, JSON -> ErrorFormat.JSON;
      case CBOR -> ErrorFormat.CBOR;
      case QUERY -> ErrorFormat.QUERY_XML;
      case EC2 -> ErrorFormat.EC2_XML;
      case REST_XML ->
          service.id().equals(S3Router.SERVICE) ? ErrorFormat.S3_XML : ErrorFormat.QUERY_XML;
    };
  }
}
