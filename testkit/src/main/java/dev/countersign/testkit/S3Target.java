package dev.countersign.testkit;

import java.util.Optional;

/**
 * What a request to S3 is about.
 *
 * @param bucket from the host (virtual-hosted) or the path's first segment; empty for neither
 * @param key decoded once and otherwise as it is: slashes and dot segments are part of a name
 */
record S3Target(String bucket, String key, Form query) {

  static S3Target of(Call call) {
    Form query = Form.ofQuery(call.head().rawQuery());
    String path = call.head().rawPath().substring(1);
    Optional<String> fromHost = call.endpoint().bucket();
    if (fromHost.isPresent()) {
      return new S3Target(fromHost.get(), decoded(path), query);
    }
    int slash = path.indexOf('/');
    return slash < 0
        ? new S3Target(decoded(path), "", query)
        : new S3Target(
            decoded(path.substring(0, slash)), decoded(path.substring(slash + 1)), query);
  }

  /** The object that {@code x-amz-copy-source} names: {@code [/]bucket/key}, percent-encoded. */
  static S3Target ofCopySource(String header) {
    String path = header.startsWith("/") ? header.substring(1) : header;
    int slash = path.indexOf('/');
    if (slash < 1 || slash == path.length() - 1) {
      throw new AwsError(400, "InvalidArgument", "Copy Source must mention bucket and key.");
    }
    return new S3Target(
        decoded(path.substring(0, slash)), decoded(path.substring(slash + 1)), Form.ofQuery(""));
  }

  private static String decoded(String wire) {
    return PercentEncoding.decodeUtf8(wire)
        .orElseThrow(() -> new AwsError(400, "InvalidURI", "Couldn't parse the specified URI."));
  }
}
