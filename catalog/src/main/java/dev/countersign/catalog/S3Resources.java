package dev.countersign.catalog;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** S3's resources: a bucket, an object or an access point, and the source of a copy. */
final class S3Resources {

  private static final MemberPattern DELETED = MemberPattern.of("Delete.Objects[].Key");

  /** The one operation whose resources stand in its body. */
  static final String DELETE_OBJECTS = "DeleteObjects";

  /** A thousand keys of 1024 bytes, with room for their tags and escapes; in bytes. */
  static final int DELETE_LIMIT = 4 * 1024 * 1024;

  private static final int MOST_KEYS = 1000;

  private S3Resources() {}

  static List<String> of(Found found, AwsHost host, Place place, Input input) {
    Set<String> resources = new LinkedHashSet<>();
    Optional<String> container = container(host, place, found.labels());
    String key = found.labels().get("Key");
    container.ifPresent(
        arn ->
            input.leaves().stream()
                .filter(DELETED::fits)
                .map(leaf -> object(arn, leaf.text()))
                .forEach(resources::add));
    if (resources.isEmpty()) {
      container.ifPresent(arn -> resources.add(key == null ? arn : object(arn, key)));
    }
    source(input.params(), "CopySource", place).ifPresent(resources::add);
    rename(input.params(), container).ifPresent(resources::add);
    return List.copyOf(resources);
  }

  /** That every object has a key, and that no two readers can disagree about how many there are. */
  static void checkDeletion(Map<String, Object> params) {
    if (!(params.get("Delete") instanceof Map<?, ?> delete)
        || !(delete.get("Objects") instanceof List<?> objects)
        || objects.size() > MOST_KEYS
        || !objects.stream().allMatch(object -> ((Map<?, ?>) object).containsKey("Key"))) {
      throw new Refusal(
          Failure.UNREADABLE,
          "the list of objects to delete is not what it should be (expected: 1 to "
              + MOST_KEYS
              + " objects with a key)");
    }
  }

  /** What holds the objects, as an ARN. */
  private static Optional<String> container(AwsHost host, Place place, Map<String, String> labels) {
    String owner = host.accountId().orElse(place.account());
    Place there = new Place(place.partition(), place.region(), owner);
    return switch (host.kind()) {
      case S3_ACCESS_POINT ->
          host.resourceLabel()
              .map(
                  name -> there.fill("arn:{partition}:s3:{region}:{account}:accesspoint/{}", name));
      case S3_OBJECT_LAMBDA ->
          host.resourceLabel()
              .map(
                  name ->
                      there.fill(
                          "arn:{partition}:s3-object-lambda:{region}:{account}:accesspoint/{}",
                          name));
      case S3_MRAP ->
          host.resourceLabel()
              .or(host::bucket)
              .map(name -> there.fill("arn:{partition}:s3::{account}:accesspoint/{}", name));
      case S3_OUTPOSTS ->
          host.bucket()
              .or(host::resourceLabel)
              .map(name -> there.fill("arn:{partition}:s3-outposts:{region}:{account}:{}", name));
      case S3_EXPRESS, S3_EXPRESS_CONTROL ->
          Optional.ofNullable(labels.get("Bucket"))
              .map(
                  name ->
                      there.fill("arn:{partition}:s3express:{region}:{account}:bucket/{}", name));
      case S3_PATH, S3_VIRTUAL, S3_CONTROL, VPC_ENDPOINT, REGULAR ->
          Optional.ofNullable(labels.get("Bucket")).map(name -> bucket(name, place));
    };
  }

  private static String bucket(String name, Place place) {
    return place.fill("arn:{partition}:s3:::{}", name);
  }

  private static String object(String container, String key) {
    return container.contains(":accesspoint/")
        ? container + "/object/" + key
        : container + "/" + key;
  }

  /** Amazon S3 API, "CopyObject": {@code bucket/key} or an ARN, escaped, with a version perhaps. */
  private static Optional<String> source(Map<String, Object> params, String member, Place place) {
    return text(params, member)
        .map(
            source -> {
              int mark = source.indexOf("?versionId=");
              String path =
                  PercentCoding.decode(mark < 0 ? source : source.substring(0, mark), false);
              String plain = path.startsWith("/") ? path.substring(1) : path;
              if (Arns.isArn(plain)) {
                return plain;
              }
              if (plain.indexOf('/') <= 0) {
                throw new Refusal(Failure.UNREADABLE, "the copy source is not bucket/key");
              }
              return bucket(plain, place);
            });
  }

  /** RenameObject's source is a key in the same bucket. */
  private static Optional<String> rename(Map<String, Object> params, Optional<String> container) {
    return text(params, "RenameSource")
        .flatMap(key -> container.map(arn -> object(arn, PercentCoding.decode(key, false))));
  }

  private static Optional<String> text(Map<String, Object> params, String member) {
    return params.get(member) instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
