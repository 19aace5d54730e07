package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/** S3 as the AWS SDK for Java sees it, in both styles of addressing. */
class S3Test {

  /** What the generic SDK can send; other awkward names are in the vectors. */
  private static final List<String> KEYS =
      List.of(
          "plain",
          "a b+c%20d",
          "\u00fcml\u00e4ut/\u65e5\u672c/\ud83d\ude00",
          "/leading",
          "trailing/",
          "double//slash",
          "dots/./and/../more",
          "-._~!$&'()*,;=:@#?");

  private static StandIn standIn;
  private static Clients clients;
  private static S3Client prod;
  private static S3Client staging;
  private static S3Client pathStyle;

  @BeforeAll
  static void start() throws Exception {
    standIn = StandIn.start(StandInOptions.demo());
    clients = new Clients(standIn);
    prod = clients.client(S3Client.builder(), clients.prod());
    staging = clients.client(S3Client.builder(), clients.staging());
    pathStyle = clients.client(S3Client.builder().forcePathStyle(true), clients.prod());
  }

  @AfterAll
  static void stop() throws Exception {
    List.of(prod, staging, pathStyle).forEach(S3Client::close);
    clients.close();
    standIn.close();
  }

  @Test
  void keepsObjectsUnderTheirExactKeys() {
    prod.createBucket(bucket -> bucket.bucket("odd-keys"));
    for (S3Client s3 : List.of(prod, pathStyle)) {
      for (String key : KEYS) {
        s3.putObject(
            put -> put.bucket("odd-keys").key(key).metadata(Map.of("for", "test")),
            RequestBody.fromString("content of " + key));
        var got = s3.getObjectAsBytes(get -> get.bucket("odd-keys").key(key));
        assertThat(got.asUtf8String()).isEqualTo("content of " + key);
        assertThat(got.response().metadata()).containsEntry("for", "test");
      }
      assertThat(keys(s3, "odd-keys")).containsExactlyInAnyOrderElementsOf(KEYS);
      s3.copyObject(
          copy ->
              copy.sourceBucket("odd-keys")
                  .sourceKey(KEYS.get(1))
                  .destinationBucket("odd-keys")
                  .destinationKey(KEYS.get(2)));
      assertThat(s3.getObjectAsBytes(get -> get.bucket("odd-keys").key(KEYS.get(2))).asUtf8String())
          .isEqualTo("content of " + KEYS.get(1));
      s3.deleteObjects(
          request ->
              request
                  .bucket("odd-keys")
                  .delete(
                      delete ->
                          delete.objects(
                              KEYS.stream()
                                  .map(key -> ObjectIdentifier.builder().key(key).build())
                                  .toList())));
      assertThat(keys(s3, "odd-keys")).isEmpty();
    }
    prod.deleteBucket(bucket -> bucket.bucket("odd-keys"));
  }

  private static List<String> keys(S3Client s3, String bucket) {
    return s3.listObjectsV2(list -> list.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  @Test
  void listsInPagesAndGroups() {
    prod.createBucket(bucket -> bucket.bucket("pages"));
    for (int i = 0; i < 25; i++) {
      String key = i % 2 == 0 ? "even/" + i : "odd-" + i;
      prod.putObject(put -> put.bucket("pages").key(key), RequestBody.empty());
    }
    var pages = prod.listObjectsV2Paginator(list -> list.bucket("pages").maxKeys(4));
    assertThat(pages.contents()).hasSize(25);
    var grouped =
        prod.listObjectsV2Paginator(list -> list.bucket("pages").maxKeys(5).delimiter("/"));
    assertThat(grouped.commonPrefixes()).hasSize(1);
    assertThat(grouped.contents()).hasSize(12);
    assertThat(prod.listObjectsV2(l -> l.bucket("pages").prefix("even/1")).contents()).hasSize(5);
    assertThat(prod.listObjects(l -> l.bucket("pages").maxKeys(3)).isTruncated()).isTrue();
  }

  @Test
  void putsLargeObjectsTogether() {
    prod.createBucket(bucket -> bucket.bucket("large"));
    byte[] content = new byte[20 << 20];
    new Random(3).nextBytes(content);
    String id =
        prod.createMultipartUpload(create -> create.bucket("large").key("whole")).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    int size = 8 << 20;
    for (int number = 1; (number - 1) * size < content.length; number++) {
      int from = (number - 1) * size;
      byte[] part = Arrays.copyOfRange(content, from, Math.min(from + size, content.length));
      int current = number;
      String etag =
          prod.uploadPart(
                  upload -> upload.bucket("large").key("whole").uploadId(id).partNumber(current),
                  RequestBody.fromBytes(part))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }
    assertThat(prod.listParts(list -> list.bucket("large").key("whole").uploadId(id)).parts())
        .hasSize(3);
    String etag =
        prod.completeMultipartUpload(
                complete ->
                    complete
                        .bucket("large")
                        .key("whole")
                        .uploadId(id)
                        .multipartUpload(upload -> upload.parts(parts)))
            .eTag();
    assertThat(etag).endsWith("-3\"");
    assertThat(prod.getObjectAsBytes(get -> get.bucket("large").key("whole")).asByteArray())
        .isEqualTo(content);
    assertThat(
            prod.getObjectAsBytes(
                    get -> get.bucket("large").key("whole").range("bytes=8388600-8388615"))
                .asByteArray())
        .isEqualTo(Arrays.copyOfRange(content, 8388600, 8388616));
  }

  @Test
  void keepsBucketsToTheirOwners() {
    prod.createBucket(bucket -> bucket.bucket("owned"));
    prod.putObject(put -> put.bucket("owned").key("k"), RequestBody.fromString("mine"));
    assertThat(error(() -> staging.getObjectAsBytes(get -> get.bucket("owned").key("k"))))
        .isEqualTo("AccessDenied");
    assertThat(error(() -> staging.createBucket(bucket -> bucket.bucket("owned"))))
        .isEqualTo("BucketAlreadyExists");
    assertThat(error(() -> prod.getObjectAsBytes(get -> get.bucket("owned").key("none"))))
        .isEqualTo("NoSuchKey");
    assertThat(error(() -> prod.deleteBucket(bucket -> bucket.bucket("owned"))))
        .isEqualTo("BucketNotEmpty");
    assertThat(error(() -> prod.listObjectsV2(list -> list.bucket("nowhere"))))
        .isEqualTo("NoSuchBucket");
    assertThat(staging.listBuckets().buckets())
        .extracting(bucket -> bucket.name())
        .doesNotContain("owned");
    assertThat(prod.headBucket(head -> head.bucket("owned")).bucketRegion()).isEqualTo("us-east-1");
  }

  @Test
  void doesNotGuessAtSubresources() {
    prod.createBucket(bucket -> bucket.bucket("plain-bucket"));
    assertThat(error(() -> prod.deleteBucketPolicy(d -> d.bucket("plain-bucket"))))
        .isEqualTo("NotImplemented");
    assertThat(prod.headBucket(head -> head.bucket("plain-bucket")).bucketRegion()).isNotEmpty();
  }

  private static String error(Runnable call) {
    AwsServiceException[] thrown = new AwsServiceException[1];
    assertThatExceptionOfType(AwsServiceException.class)
        .isThrownBy(call::run)
        .satisfies(e -> thrown[0] = e);
    return thrown[0].awsErrorDetails().errorCode();
  }
}
