package dev.countersign.testkit;

import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Amazon S3, API version 2006-03-01: which operation a request is, and who does it. */
final class S3 implements Service {

  static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

  /** Query parameters that choose no operation, or one of those that exist here. */
  private static final Set<String> KNOWN_PARAMETERS =
      Set.of(
          "list-type",
          "prefix",
          "delimiter",
          "continuation-token",
          "start-after",
          "max-keys",
          "encoding-type",
          "fetch-owner",
          "marker",
          "location",
          "uploads",
          "uploadId",
          "partNumber",
          "delete",
          "key-marker",
          "upload-id-marker",
          "max-uploads",
          "part-number-marker",
          "max-parts",
          "max-buckets",
          "bucket-region",
          "x-id",
          "X-Amz-Algorithm",
          "X-Amz-Credential",
          "X-Amz-Date",
          "X-Amz-Expires",
          "X-Amz-SignedHeaders",
          "X-Amz-Signature",
          "X-Amz-Security-Token");

  private final Buckets buckets;
  private final S3BucketCalls bucketCalls;
  private final S3ObjectCalls objectCalls;
  private final S3MultipartCalls multipartCalls;
  private final S3PostCalls postCalls;

  S3(Clock clock) {
    this.buckets = new Buckets(clock);
    this.bucketCalls = new S3BucketCalls(buckets);
    this.objectCalls = new S3ObjectCalls(buckets);
    this.multipartCalls = new S3MultipartCalls(buckets);
    this.postCalls = new S3PostCalls(buckets);
  }

  @Override
  public String operation(Call call) {
    S3Target target = S3Target.of(call);
    List<String> unknown =
        target.query().names().stream().filter(name -> !KNOWN_PARAMETERS.contains(name)).toList();
    if (!unknown.isEmpty()) {
      return call.head().method() + " with " + unknown;
    }
    if (target.bucket().isEmpty()) {
      return call.head().method().equals("GET") ? "ListBuckets" : call.head().method();
    }
    return target.key().isEmpty() ? onBucket(call, target.query()) : onObject(call, target.query());
  }

  private static String onBucket(Call call, Form query) {
    return switch (call.head().method()) {
      case "GET" -> {
        if (query.has("location")) {
          yield "GetBucketLocation";
        }
        if (query.has("uploads")) {
          yield "ListMultipartUploads";
        }
        yield query.has("list-type") ? "ListObjectsV2" : "ListObjects";
      }
      case "PUT" -> "CreateBucket";
      case "HEAD" -> "HeadBucket";
      case "DELETE" -> "DeleteBucket";
      case "POST" -> {
        if (query.has("delete")) {
          yield "DeleteObjects";
        }
        yield PostForm.isIn(call.head()) ? "PostObject" : "POST";
      }
      default -> call.head().method();
    };
  }

  private static String onObject(Call call, Form query) {
    boolean ofUpload = query.has("uploadId");
    boolean copies = call.header("x-amz-copy-source").isPresent();
    return switch (call.head().method()) {
      case "GET" -> ofUpload ? "ListParts" : "GetObject";
      case "HEAD" -> "HeadObject";
      case "DELETE" -> ofUpload ? "AbortMultipartUpload" : "DeleteObject";
      case "PUT" -> {
        if (ofUpload) {
          yield copies ? "UploadPartCopy" : "UploadPart";
        }
        yield copies ? "CopyObject" : "PutObject";
      }
      case "POST" -> {
        if (query.has("uploads")) {
          yield "CreateMultipartUpload";
        }
        yield ofUpload ? "CompleteMultipartUpload" : "POST";
      }
      default -> call.head().method();
    };
  }

  @Override
  public Reply answer(String operation, Call call) {
    S3Target target = S3Target.of(call);
    synchronized (buckets) {
      return switch (operation) {
        case "ListBuckets" -> bucketCalls.listBuckets(call);
        case "CreateBucket" -> bucketCalls.createBucket(call, target);
        case "DeleteBucket" -> bucketCalls.deleteBucket(call, target);
        case "HeadBucket" -> bucketCalls.headBucket(call, target);
        case "GetBucketLocation" -> bucketCalls.location(call, target);
        case "ListObjects", "ListObjectsV2" -> S3Listing.list(buckets.of(call, target), target);
        case "PostObject" -> postCalls.post(call, target);
        case "PutObject" -> objectCalls.put(call, target);
        case "GetObject", "HeadObject" -> objectCalls.get(call, target);
        case "DeleteObject" -> objectCalls.delete(call, target);
        case "DeleteObjects" -> objectCalls.deleteSeveral(call, target);
        case "CopyObject" -> objectCalls.copy(call, target);
        case "CreateMultipartUpload" -> multipartCalls.create(call, target);
        case "UploadPart" -> multipartCalls.upload(call, target);
        case "UploadPartCopy" -> multipartCalls.uploadCopy(call, target);
        case "CompleteMultipartUpload" -> multipartCalls.complete(call, target);
        case "AbortMultipartUpload" -> multipartCalls.abort(call, target);
        case "ListParts" -> multipartCalls.listParts(call, target);
        case "ListMultipartUploads" -> multipartCalls.listUploads(call, target);
        default -> throw new AwsError(501, "NotImplemented", "Not in the stand-in: " + operation);
      };
    }
  }

  /**
   * @throws AwsError where the caller may not use the bucket, or there is none
   */
  void requireBucket(Call call) {
    synchronized (buckets) {
      buckets.of(call, S3Target.of(call));
    }
  }

  /** Makes a bucket that everybody may use, without any call. */
  void seedOpen(Place place, String bucket) {
    synchronized (buckets) {
      buckets.create(bucket, place).open();
    }
  }

  /** Makes an empty bucket, without any call. */
  void seed(Place place, String bucket) {
    synchronized (buckets) {
      buckets.create(bucket, place);
    }
  }

  /** Makes a bucket and an object in it, without any call. */
  void seed(Place place, String bucket, String key, String content) {
    synchronized (buckets) {
      buckets.seed(place, bucket, key, content);
    }
  }
}
