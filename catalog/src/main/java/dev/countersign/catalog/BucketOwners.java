package dev.countersign.catalog;

import dev.countersign.catalog.MemberModel.Location;
import java.util.List;
import java.util.Optional;

/**
 * How a call to S3 is held to the buckets of one account (Amazon S3 User Guide, "Verifying bucket
 * ownership with bucket owner condition").
 */
final class BucketOwners {

  /** Whose bucket is called, and whose is copied from. */
  static final List<String> HEADERS =
      List.of("x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner");

  /** Lines of the form: service, operation, how. */
  private final Table table = Table.of("bucket-owners.txt");

  /**
   * The headers that hold the operation; none where it reaches nothing of anybody else's, and empty
   * where nothing can hold it.
   */
  Optional<List<String>> headers(ServiceModel service, OperationModel operation, AwsHost host) {
    Optional<String> how =
        table.all(service.id(), operation.name()).stream().map(List::getFirst).findFirst();
    if (how.isPresent()) {
      return how.filter("own"::equals).map(own -> List.of());
    }
    if (host.kind() == AwsHost.Kind.S3_EXPRESS_CONTROL) {
      // It serves a directory bucket's owner alone, and does not take the header.
      return Optional.of(List.of());
    }
    List<String> headers =
        operation
            .members(Location.HEADER)
            .map(MemberModel::wire)
            .filter(HEADERS::contains)
            .sorted()
            .toList();
    return headers.isEmpty() ? Optional.empty() : Optional.of(headers);
  }
}
