package dev.countersign.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A bucket, its objects in the order of their keys' UTF-8 bytes, and its unfinished uploads. */
final class Bucket {

  private static final Comparator<String> UTF_8_ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private final String name;
  private final Place place;
  private final Instant created;
  private final NavigableMap<String, StoredObject> objects = new TreeMap<>(UTF_8_ORDER);
  private final Map<String, Upload> uploads = new LinkedHashMap<>();
  private boolean open;

  /**
   * @param place the owner's account, and the region in which it was created
   */
  Bucket(String name, Place place, Instant created) {
    this.name = name;
    this.place = place;
    this.created = created;
  }

  String name() {
    return name;
  }

  String owner() {
    return place.account();
  }

  String region() {
    return place.region();
  }

  /** From now on its policy lets everybody in. */
  void open() {
    open = true;
  }

  /**
   * Whether a call of {@code account} is served that expects {@code owner} to own the bucket.
   *
   * @throws AwsError AccessDenied
   */
  void admit(String account, Optional<String> owner) {
    boolean permitted = open || owner().equals(account);
    if (!permitted || !owner.orElse(owner()).equals(owner())) {
      throw new AwsError(403, "AccessDenied", "Access Denied");
    }
  }

  Instant created() {
    return created;
  }

  NavigableMap<String, StoredObject> objects() {
    return objects;
  }

  /** By upload id. */
  Map<String, Upload> uploads() {
    return uploads;
  }

  /** Bytes held, unfinished uploads included. */
  long size() {
    long stored = objects.values().stream().mapToLong(object -> object.content().length).sum();
    return stored + uploads.values().stream().mapToLong(Upload::size).sum();
  }

  /**
   * @throws AwsError NoSuchKey
   */
  StoredObject object(String key) {
    StoredObject object = objects.get(key);
    if (object == null) {
      throw new AwsError(404, "NoSuchKey", "The specified key does not exist.");
    }
    return object;
  }
}
