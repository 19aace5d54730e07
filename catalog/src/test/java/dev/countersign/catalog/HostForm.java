package dev.countersign.catalog;

/**
 * One host name with what it means, made from the endpoint facts by code that shares nothing with
 * the grammar that reads names.
 *
 * @param form the kind of name, for a table's line: {@code fips}, {@code vpc endpoint}
 * @param name the host
 * @param signingRegion what a request to it is signed for
 * @param signingName likewise
 * @param hostPrefix of the only operations that are called there; empty for those that have none
 * @param bucketInHost the path begins behind the bucket
 * @param only the one operation that lives there; empty where any may
 */
record HostForm(
    String form,
    String name,
    String partition,
    String signingRegion,
    String signingName,
    String hostPrefix,
    boolean bucketInHost,
    String only) {

  /** Whether SDKs send {@code operation} there. */
  boolean serves(OperationModel operation) {
    boolean needsBucket = bucketInHost && !operation.uri().text().startsWith("/{Bucket}");
    return !needsBucket
        && operation.hostPrefix().equals(hostPrefix)
        && (only.isEmpty()
            ? !S3Forms.HAVE_A_HOST.contains(operation.name())
            : only.equals(operation.name()));
  }
}
