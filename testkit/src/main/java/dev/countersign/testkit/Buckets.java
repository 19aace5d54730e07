package dev.countersign.testkit;

import dev.countersign.model.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All buckets of all accounts: their names are one name space, their content is their owner's. Not
 * safe for use by several threads; S3 locks around it.
 */
final class Buckets {

  private static final long MOST_BYTES = 1L << 30;
  private static final int MOST_BUCKETS = 1_000;

  private final Clock clock;
  private final Map<String, Bucket> byName = new TreeMap<>();

  Buckets(Clock clock) {
    this.clock = clock;
  }

  Collection<Bucket> all() {
    return byName.values();
  }

  /** The time in seconds, as precise as HTTP dates are. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  Optional<Bucket> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Bucket create(String name, Place place) {
    Limits.checkCount(byName.size(), MOST_BUCKETS, "buckets");
    Bucket bucket = new Bucket(name, place, now());
    byName.put(name, bucket);
    return bucket;
  }

  void remove(Bucket bucket) {
    byName.remove(bucket.name());
  }

  /**
   * The bucket that a call is about, where the caller may use it and called its region.
   *
   * @throws AwsError NoSuchBucket, AccessDenied, or what tells the bucket's region
   */
  Bucket of(Call call, S3Target target) {
    Bucket bucket =
        find(target.bucket())
            .orElseThrow(
                () -> new AwsError(404, "NoSuchBucket", "The specified bucket does not exist."));
    bucket.admit(call.caller().account(), call.header("x-amz-expected-bucket-owner"));
    if (!bucket.region().equals(call.endpoint().region())) {
      throw elsewhere(bucket, call.endpoint());
    }
    return bucket;
  }

  /**
   * The name without a region leads to the bucket's own region, where the signature's is wrong; a
   * region's name leads to that region, which knows where the bucket is.
   */
  private static AwsError elsewhere(Bucket bucket, AwsEndpoint called) {
    AwsError error =
        called.host().contains(called.region())
            ? new AwsError(
                    301,
                    "PermanentRedirect",
                    "The bucket you are attempting to access must be addressed using the specified"
                        + " endpoint.")
                .detailed("Endpoint", bucket.name() + ".s3." + bucket.region() + ".amazonaws.com")
                .detailed("Bucket", bucket.name())
            : new AwsError(
                    400,
                    "AuthorizationHeaderMalformed",
                    "The authorization header is malformed; the region '"
                        + called.region()
                        + "' is wrong; expecting '"
                        + bucket.region()
                        + "'")
                .detailed("Region", bucket.region());
    return error.with("x-amz-bucket-region", bucket.region());
  }

  /**
   * The object that a copy reads; it may be in another region.
   *
   * @throws AwsError NoSuchBucket, NoSuchKey or AccessDenied
   */
  StoredObject source(Call call, S3Target source) {
    Bucket bucket =
        find(source.bucket())
            .orElseThrow(
                () -> new AwsError(404, "NoSuchBucket", "The specified bucket does not exist."));
    bucket.admit(call.caller().account(), call.header("x-amz-source-expected-bucket-owner"));
    return bucket.object(source.key());
  }

  /**
   * Before {@code bytes} more are stored.
   *
   * @throws AwsError SlowDown
   */
  void checkRoomFor(long bytes) {
    long held = byName.values().stream().mapToLong(Bucket::size).sum();
    if (held + bytes > MOST_BYTES) {
      throw new AwsError(
          503, "SlowDown", "The stand-in holds at most " + MOST_BYTES + " bytes of objects.");
    }
  }

  void seed(Place place, String name, String key, String content) {
    Bucket bucket = find(name).orElseGet(() -> create(name, place));
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    Headers metadata = Headers.of("Content-Type", "text/plain");
    bucket
        .objects()
        .put(
            key,
            new StoredObject(bytes, StoredObject.etagOf(bytes), metadata, Headers.EMPTY, now()));
  }
}
