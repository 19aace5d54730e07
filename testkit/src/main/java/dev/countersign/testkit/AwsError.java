package dev.countersign.testkit;

import dev.countersign.model.Headers;

/** A call fails with an error of AWS's; how it is written down depends on the caller's protocol. */
final class AwsError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String text;
  private final transient Headers headers;
  private final transient Headers details;

  AwsError(int status, String code, String text) {
    this(status, code, text, Headers.EMPTY, Headers.EMPTY);
  }

  private AwsError(int status, String code, String text, Headers headers, Headers details) {
    super(code + ": " + text, null, false, false);
    this.status = status;
    this.code = code;
    this.text = text;
    this.headers = headers;
    this.details = details;
  }

  static AwsError unknownOperation(String operation) {
    return new AwsError(
        400, "UnknownOperationException", "The stand-in has no operation \"" + operation + "\".");
  }

  /** The same error with one more header in its answer. */
  AwsError with(String name, String value) {
    return new AwsError(status, code, text, headers.plus(name, value), details);
  }

  /** The same error with one more element in its document; S3 alone has such. */
  AwsError detailed(String name, String value) {
    return new AwsError(status, code, text, headers, details.plus(name, value));
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  /** The text for the caller, without the code. */
  String text() {
    return text;
  }

  Headers headers() {
    return headers;
  }

  Headers details() {
    return details;
  }
}
