package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every operation of S3 is held to one account's buckets, or is on a list that is read here. */
class BucketOwnersTest {

  private static final String OWNER = "x-amz-expected-bucket-owner";
  private static final String SOURCE = "x-amz-source-expected-bucket-owner";
  private static final String REGIONAL = "s3.eu-west-1.amazonaws.com";

  private final OperationIndex index = OperationIndex.bundled();
  private final HostGrammar hosts = new HostGrammar(EndpointData.bundled());
  private final BucketOwners owners = new BucketOwners();

  @Test
  void whatIsNotHeldReachesNothingOfOthersOrIsRefused() {
    assertThat(operations("s3", REGIONAL, Optional.of(List.of())))
        .containsExactly("CreateBucket", "CreateSession", "ListBuckets", "ListDirectoryBuckets");
    assertThat(operations("s3", REGIONAL, Optional.empty()))
        .containsExactly(
            "PutBucketAnalyticsConfiguration",
            "PutBucketInventoryConfiguration",
            "PutBucketReplication",
            "RenameObject",
            "RestoreObject",
            "WriteGetObjectResponse");
    assertThat(operations("s3control", REGIONAL, Optional.empty()))
        .containsExactly("CreateJob", "PutBucketReplication", "PutStorageLensConfiguration");
  }

  @Test
  void theOthersTakeTheirHeaders() {
    assertThat(operations("s3", REGIONAL, Optional.of(List.of(OWNER, SOURCE))))
        .containsExactly("CopyObject", "UploadPartCopy");
    assertThat(operations("s3", REGIONAL, Optional.of(List.of(OWNER))))
        .hasSizeGreaterThan(100)
        .contains("PutObject", "GetObject", "DeleteObjects", "CreateMultipartUpload", "HeadBucket");
  }

  @Test
  void theControlPlaneOfDirectoryBucketsTakesNone() {
    String control = "s3express-control.eu-west-1.amazonaws.com";
    assertThat(operations("s3", control, Optional.of(List.of())))
        .contains("DeleteBucket", "PutBucketPolicy");
  }

  private List<String> operations(String service, String host, Optional<List<String>> held) {
    ServiceModel model = index.service(service).orElseThrow();
    AwsHost at = hosts.parse(host).orElseThrow();
    return model.operations().values().stream()
        .filter(operation -> owners.headers(model, operation, at).equals(held))
        .map(OperationModel::name)
        .toList();
  }
}
