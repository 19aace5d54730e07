package dev.countersign.testkit;

import dev.countersign.model.ErrorFormat;

/**
 * Why a signature, or the body that it vouches for, was not believed. Each service family has its
 * own status and code for the same reason; the table is this enum, in the order S3, query, EC2,
 * JSON.
 *
 * <p>Sources: "Error responses" of Amazon S3, "Common errors" of IAM and STS, "API error codes" of
 * Amazon EC2, "Error handling" of Amazon DynamoDB.
 */
public enum Rejection {
  /** Neither an {@code Authorization} header nor query authentication. */
  NO_SIGNATURE(
      "403 AccessDenied",
      "403 MissingAuthenticationToken",
      "403 MissingAuthenticationToken",
      "400 MissingAuthenticationTokenException"),
  /** The authentication does not follow its grammar, or there are two. */
  MALFORMED(
      "400 AuthorizationHeaderMalformed",
      "400 IncompleteSignature",
      "400 IncompleteSignature",
      "400 IncompleteSignatureException"),
  /** Nobody has such an access key. */
  UNKNOWN_KEY(
      "403 InvalidAccessKeyId",
      "403 InvalidClientTokenId",
      "401 AuthFailure",
      "400 UnrecognizedClientException"),
  /** The session token is missing, superfluous or another session's. */
  BAD_TOKEN(
      "400 InvalidToken",
      "403 InvalidClientTokenId",
      "401 AuthFailure",
      "400 UnrecognizedClientException"),
  /** The session is over. */
  EXPIRED_TOKEN(
      "400 ExpiredToken", "403 ExpiredToken", "400 RequestExpired", "400 ExpiredTokenException"),
  /** The credential scope names another day, region or service than the request does. */
  FOREIGN_SCOPE(
      "400 AuthorizationHeaderMalformed",
      "403 SignatureDoesNotMatch",
      "401 AuthFailure",
      "400 InvalidSignatureException"),
  /** Signed too long ago or in the future. */
  STALE(
      "403 RequestTimeTooSkewed",
      "403 SignatureDoesNotMatch",
      "400 RequestExpired",
      "400 InvalidSignatureException"),
  /** A header that must be signed is not. */
  UNSIGNED_HEADER(
      "403 AccessDenied",
      "403 SignatureDoesNotMatch",
      "401 AuthFailure",
      "400 InvalidSignatureException"),
  /** The signature is not the one that the secret makes of this request. */
  WRONG_SIGNATURE(
      "403 SignatureDoesNotMatch",
      "403 SignatureDoesNotMatch",
      "401 AuthFailure",
      "400 InvalidSignatureException"),
  /**
   * The form of {@code x-amz-content-sha256} is missing where required, or not for this service.
   */
  BAD_PAYLOAD_FORM(
      "400 InvalidRequest",
      "403 SignatureDoesNotMatch",
      "401 AuthFailure",
      "400 InvalidSignatureException"),
  /** The body is not the one whose hash was signed. */
  WRONG_BODY(
      "400 XAmzContentSHA256Mismatch",
      "403 SignatureDoesNotMatch",
      "401 AuthFailure",
      "400 InvalidSignatureException"),
  /** The chunks of an {@code aws-chunked} body are malformed or of another length than declared. */
  BAD_CHUNKS(
      "400 IncompleteBody",
      "400 IncompleteBody",
      "400 IncompleteBody",
      "400 IncompleteBodyException"),
  /** A checksum, trailing or not, is missing or is not the content's. */
  WRONG_CHECKSUM("400 BadDigest", "400 BadDigest", "400 BadDigest", "400 BadDigestException");

  private final String s3;
  private final String query;
  private final String ec2;
  private final String json;

  Rejection(String s3, String query, String ec2, String json) {
    this.s3 = s3;
    this.query = query;
    this.ec2 = ec2;
    this.json = json;
  }

  /** This reason as the services of one error format put it. */
  AwsError in(ErrorFormat format, String message) {
    String code =
        switch (format) {
          case S3_XML -> s3;
          case QUERY_XML -> query;
          case EC2_XML -> ec2;
          case JSON, CBOR -> json;
        };
    int space = code.indexOf(' ');
    return new AwsError(Integer.parseInt(code, 0, space, 10), code.substring(space + 1), message);
  }
}
