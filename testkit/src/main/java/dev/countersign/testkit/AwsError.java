package dev.countersign.testkit;

import dev.countersign.model.Headers;

/** A call fails with an error of AWS's; how it is written down depends on the caller's protocol. */
final class AwsError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String text;
  private final transient Headers headers;

  AwsError(int status, String code, String text) {
    this(status, code, text, Headers.EMPTY);
  }

  private AwsError(int status, String code, String text, Headers headers) {
    super(code + ": " + text, null, false, false);
    this.status = status;
    this.code = code;
    this.text = text;
    this.headers = headers;
  }

  static AwsError unknownOperation(String operation) {
    return new AwsError(
        400, "UnknownOperationException", "The stand-in has no operation \"" + operation + "\".");
  }

  /** The same error with one more header in its answer. */
  AwsError with(String name, String value) {
    return new AwsError(status, code, text, headers.plus(name, value));
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
}
