package dev.countersign.proxy;

import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Failure;

/**
 * What each failure becomes on the wire: one table, the only place that knows statuses and AWS's
 * error codes.
 *
 * <p>A code is one that the caller's SDK knows and, where trying again cannot help, one that it
 * does not retry; only 5xx are worth another attempt. The codes are those of the AWS pages "Common
 * Error Types" of the query and JSON services, "Error codes for the Amazon EC2 API" and "Error
 * responses" of Amazon S3.
 *
 * @param json for {@link ErrorFormat#JSON} and {@link ErrorFormat#CBOR}
 */
record FailureAnswer(int status, String json, String query, String ec2, String s3) {

  static FailureAnswer of(Failure failure) {
    return switch (failure) {
      case FRAMING, AUTHORITY, AMBIGUOUS, UNREADABLE ->
          new FailureAnswer(
              400, "ValidationException", "ValidationError", "InvalidRequest", "InvalidRequest");
      case SIGNATURE_UNSUPPORTED ->
          new FailureAnswer(
              400,
              "IncompleteSignatureException",
              "IncompleteSignature",
              "InvalidRequest",
              "InvalidRequest");
      case BODY_MISMATCH ->
          new FailureAnswer(
              400,
              "ValidationException",
              "ValidationError",
              "InvalidRequest",
              "XAmzContentSHA256Mismatch");
      case BODY_TOO_SLOW ->
          new FailureAnswer(
              400, "RequestTimeoutException", "RequestTimeout", "RequestTimeout", "RequestTimeout");
      case SIGNATURE_MISMATCH ->
          new FailureAnswer(
              403,
              "InvalidSignatureException",
              "SignatureDoesNotMatch",
              "AuthFailure",
              "SignatureDoesNotMatch");
      case UNKNOWN_AGENT, UNKNOWN_ACCOUNT ->
          new FailureAnswer(
              403,
              "UnrecognizedClientException",
              "InvalidClientTokenId",
              "AuthFailure",
              "InvalidAccessKeyId");
      case HOST_NOT_PERMITTED,
          DENIED,
          APPROVAL_PENDING,
          APPROVAL_DENIED,
          APPROVAL_EXPIRED,
          PAUSED,
          CREDENTIALS_REFUSED ->
          new FailureAnswer(
              403,
              "AccessDeniedException",
              "AccessDenied",
              "UnauthorizedOperation",
              "AccessDenied");
      case BODY_TOO_LARGE ->
          new FailureAnswer(
              413,
              "RequestEntityTooLargeException",
              "RequestEntityTooLarge",
              "RequestEntityTooLarge",
              "EntityTooLarge");
      case INTERNAL ->
          new FailureAnswer(
              500, "InternalFailure", "InternalFailure", "InternalError", "InternalError");
      case CREDENTIALS_UNREACHABLE, UPSTREAM_UNREACHABLE -> unavailable(502);
      case OVER_LIMIT, AUDIT_UNAVAILABLE, APPROVALS_UNAVAILABLE -> unavailable(503);
      case UPSTREAM_TIMEOUT -> unavailable(504);
    };
  }

  private static FailureAnswer unavailable(int status) {
    return new FailureAnswer(
        status,
        "ServiceUnavailableException",
        "ServiceUnavailable",
        "Unavailable",
        "ServiceUnavailable");
  }

  String code(ErrorFormat format) {
    return switch (format) {
      case JSON, CBOR -> json;
      case QUERY_XML -> query;
      case EC2_XML -> ec2;
      case S3_XML -> s3;
    };
  }
}
