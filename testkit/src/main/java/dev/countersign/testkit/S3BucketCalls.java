package dev.countersign.testkit;

import java.util.Map;
import java.util.regex.Pattern;

/** S3's operations on buckets as a whole. */
final class S3BucketCalls {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  private final Buckets buckets;

  S3BucketCalls(Buckets buckets) {
    this.buckets = buckets;
  }

  Reply listBuckets(Call call) {
    String account = call.caller().account();
    return Reply.xml(
        Xml.document(
            "ListAllMyBucketsResult",
            S3.NAMESPACE,
            xml ->
                xml.element("Owner", owner -> owner.leaf("ID", account))
                    .element(
                        "Buckets",
                        list ->
                            buckets.all().stream()
                                .filter(bucket -> bucket.owner().equals(account))
                                .forEach(bucket -> write(list, bucket)))));
  }

  private static void write(Xml list, Bucket bucket) {
    list.element(
        "Bucket",
        xml ->
            xml.leaf("Name", bucket.name())
                .leaf("CreationDate", bucket.created())
                .leaf("BucketRegion", bucket.region()));
  }

  Reply createBucket(Call call, S3Target target) {
    String name = target.bucket();
    if (!NAME.matcher(name).matches()) {
      throw new AwsError(400, "InvalidBucketName", "The specified bucket is not valid.");
    }
    String region = call.endpoint().region();
    String wanted = constraint(call);
    if (!region.equals(wanted)) {
      throw new AwsError(
          400,
          "IllegalLocationConstraintException",
          "The " + wanted + " location constraint is incompatible for " + region + ".");
    }
    buckets.find(name).ifPresent(existing -> refuseExisting(existing, call));
    buckets.create(name, call.place());
    return Reply.empty(200).with("Location", "/" + name);
  }

  private static void refuseExisting(Bucket existing, Call call) {
    boolean own = existing.owner().equals(call.caller().account());
    throw new AwsError(
        409,
        own ? "BucketAlreadyOwnedByYou" : "BucketAlreadyExists",
        "The requested bucket name is not available.");
  }

  private static String constraint(Call call) {
    if (call.content().length == 0) {
      return "us-east-1";
    }
    return XmlElement.parse(call.content()).text("LocationConstraint").orElse("us-east-1");
  }

  Reply deleteBucket(Call call, S3Target target) {
    Bucket bucket = buckets.of(call, target);
    if (!bucket.objects().isEmpty()) {
      throw new AwsError(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
    }
    buckets.remove(bucket);
    return Reply.empty(204);
  }

  Reply headBucket(Call call, S3Target target) {
    return Reply.empty(200).with("x-amz-bucket-region", buckets.of(call, target).region());
  }

  Reply location(Call call, S3Target target) {
    String region = buckets.of(call, target).region();
    String constraint = Map.of("us-east-1", "").getOrDefault(region, region);
    return Reply.xml(Xml.document("LocationConstraint", S3.NAMESPACE, xml -> xml.text(constraint)));
  }
}
