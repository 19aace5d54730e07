package dev.countersign.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.countersign.credentials.PlaceholderSessions.Granted;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The gateway's own answers: errors as AWS would send them, in the form that the caller can read,
 * so that an SDK shows the message to the one who can act on it.
 */
final class Answers {

  /** HTTP-date, RFC 9110, 5.6.7. */
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  private static final JsonFactory JSON = new JsonFactory();
  private static final JsonFactory CBOR = new CBORFactory();

  private Answers() {}

  /** The answer to CreateSession, as S3 writes it. */
  static Answer session(Granted granted, String id, Instant now) {
    return new Answer(
        200,
        Headers.of("Date", HTTP_DATE.format(now), "x-amz-request-id", id)
            .plus("Content-Type", "application/xml"),
        utf8(
            XML
                + "<CreateSessionResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Credentials>"
                + element("SessionToken", granted.token().reveal())
                + element("SecretAccessKey", granted.secret().reveal())
                + element("AccessKeyId", granted.accessKeyId())
                + element("Expiration", granted.expiration().toString())
                + "</Credentials></CreateSessionResult>"));
  }

  /**
   * @param id of the exchange
   * @param now for Date: SDKs compute their clock's skew from it
   */
  static Answer aws(Refusal refusal, ErrorFormat format, String id, Instant now) {
    FailureAnswer failure = FailureAnswer.of(refusal.failure());
    String code = failure.code(format);
    String message = Texts.bounded(Texts.of(refusal), Texts.MESSAGE);
    Headers headers = common(refusal.failure(), id, now).plus("x-amzn-requestid", id);
    return switch (format) {
      case S3_XML ->
          new Answer(
              failure.status(),
              headers.plus("x-amz-request-id", id).plus("Content-Type", "application/xml"),
              utf8(
                  XML
                      + "<Error>"
                      + codeAndMessage(code, message)
                      + element("RequestId", id)
                      + "</Error>"));
      case QUERY_XML ->
          new Answer(
              failure.status(),
              headers.plus("Content-Type", "text/xml"),
              utf8(
                  XML
                      + "<ErrorResponse><Error>"
                      + element("Type", failure.status() < 500 ? "Sender" : "Receiver")
                      + codeAndMessage(code, message)
                      + "</Error>"
                      + element("RequestId", id)
                      + "</ErrorResponse>"));
      case EC2_XML ->
          new Answer(
              failure.status(),
              headers.plus("Content-Type", "text/xml;charset=UTF-8"),
              utf8(
                  XML
                      + "<Response><Errors><Error>"
                      + codeAndMessage(code, message)
                      + "</Error></Errors>"
                      + element("RequestID", id)
                      + "</Response>"));
      case JSON ->
          new Answer(
              failure.status(),
              headers.plus("x-amzn-errortype", code).plus("Content-Type", "application/json"),
              map(JSON, code, message));
      case CBOR ->
          new Answer(
              failure.status(),
              headers
                  .plus("smithy-protocol", "rpc-v2-cbor")
                  .plus("Content-Type", "application/cbor"),
              map(CBOR, code, message));
    };
  }

  /** For senders that did not mean to speak to AWS. */
  static Answer plain(Refusal refusal, String id, Instant now) {
    String message = Texts.bounded(Texts.of(refusal), Texts.MESSAGE);
    return new Answer(
        FailureAnswer.of(refusal.failure()).status(),
        common(refusal.failure(), id, now).plus("Content-Type", "text/plain; charset=utf-8"),
        utf8("Countersign: " + message + "\n"));
  }

  private static Headers common(Failure failure, String id, Instant now) {
    Headers headers = Headers.of("Date", HTTP_DATE.format(now), ClientStream.REQUEST_ID, id);
    return failure == Failure.OVER_LIMIT ? headers.plus("Retry-After", "1") : headers;
  }

  private static byte[] map(JsonFactory factory, String code, String message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = factory.createGenerator(out)) {
      generator.writeStartObject();
      generator.writeStringField("__type", code);
      generator.writeStringField("message", message);
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return out.toByteArray();
  }

  private static String codeAndMessage(String code, String message) {
    return element("Code", code) + element("Message", message);
  }

  private static String element(String name, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return "<" + name + ">" + escaped + "</" + name + ">";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
