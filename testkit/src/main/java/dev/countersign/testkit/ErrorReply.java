package dev.countersign.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import java.util.Map;

/** Writes an error down in the caller's protocol. */
final class ErrorReply {

  private static final JsonMapper JSON = new JsonMapper();
  private static final CBORMapper CBOR = new CBORMapper();

  private ErrorReply() {}

  /** The form in which this caller can read an error. */
  static ErrorFormat formatFor(AwsEndpoint endpoint, RequestHead head) {
    if (head.headers().contains("smithy-protocol")) {
      return ErrorFormat.CBOR;
    }
    boolean isForm =
        head.headers().all("Content-Type").stream()
            .anyMatch(type -> type.startsWith("application/x-www-form-urlencoded"));
    return switch (endpoint.service()) {
      case "s3", "s3express" -> ErrorFormat.S3_XML;
      case "ec2" -> ErrorFormat.EC2_XML;
      case "sts", "iam" -> ErrorFormat.QUERY_XML;
      default -> isForm ? ErrorFormat.QUERY_XML : ErrorFormat.JSON;
    };
  }

  static Reply of(AwsError error, ErrorFormat format, String requestId) {
    Reply reply =
        switch (format) {
          case S3_XML -> s3(error, requestId);
          case QUERY_XML -> query(error, requestId);
          case EC2_XML -> ec2(error, requestId);
          case JSON -> json(error);
          case CBOR -> cbor(error);
        };
    for (Header header : error.headers()) {
      reply = reply.with(header.name(), header.value());
    }
    return reply;
  }

  private static Reply s3(AwsError error, String requestId) {
    String document =
        Xml.document(
            "Error",
            "",
            xml -> {
              xml.leaf("Code", error.code()).leaf("Message", error.text());
              error.details().forEach(detail -> xml.leaf(detail.name(), detail.value()));
              xml.leaf("RequestId", requestId).leaf("HostId", "stand-in");
            });
    return Reply.text(error.status(), "application/xml", document);
  }

  private static Reply query(AwsError error, String requestId) {
    String document =
        Xml.document(
            "ErrorResponse",
            "",
            xml ->
                xml.element(
                        "Error",
                        detail ->
                            detail
                                .leaf("Type", "Sender")
                                .leaf("Code", error.code())
                                .leaf("Message", error.text()))
                    .leaf("RequestId", requestId));
    return Reply.text(error.status(), "text/xml", document);
  }

  private static Reply ec2(AwsError error, String requestId) {
    String document =
        Xml.document(
            "Response",
            "",
            xml ->
                xml.element(
                        "Errors",
                        errors ->
                            errors.element(
                                "Error",
                                detail ->
                                    detail
                                        .leaf("Code", error.code())
                                        .leaf("Message", error.text())))
                    .leaf("RequestID", requestId));
    return Reply.text(error.status(), "text/xml;charset=UTF-8", document);
  }

  private static Reply json(AwsError error) {
    try {
      String document = JSON.writeValueAsString(members(error));
      return Reply.text(error.status(), "application/x-amz-json-1.0", document)
          .with("x-amzn-ErrorType", error.code());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Reply cbor(AwsError error) {
    try {
      byte[] document = CBOR.writeValueAsBytes(members(error));
      return new Reply(error.status(), Headers.of("Content-Type", "application/cbor"), document)
          .with("smithy-protocol", "rpc-v2-cbor");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> members(AwsError error) {
    return Map.of("__type", error.code(), "message", error.text());
  }
}
