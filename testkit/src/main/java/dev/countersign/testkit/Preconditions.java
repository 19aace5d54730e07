package dev.countersign.testkit;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Conditional requests, in the order of RFC 9110, 13.2.2. */
final class Preconditions {

  private Preconditions() {}

  /**
   * Whether the caller has the object already.
   *
   * @throws AwsError PreconditionFailed
   */
  static boolean ofRead(Call call, StoredObject object) {
    Optional<String> match = call.header("If-Match");
    require(match.isEmpty() || names(match.get(), object));
    require(
        match.isPresent()
            || call.header("If-Unmodified-Since")
                .map(time -> !object.modified().isAfter(instant(time)))
                .orElse(true));
    return call.header("If-None-Match")
        .map(tags -> names(tags, object))
        .or(
            () ->
                call.header("If-Modified-Since")
                    .map(time -> !object.modified().isAfter(instant(time))))
        .orElse(false);
  }

  /**
   * @throws AwsError PreconditionFailed
   */
  static void ofWrite(Call call, Optional<StoredObject> there) {
    Optional<String> match = call.header("If-Match");
    require(match.isEmpty() || there.filter(object -> names(match.get(), object)).isPresent());
    Optional<String> none = call.header("If-None-Match");
    require(none.isEmpty() || there.filter(object -> names(none.get(), object)).isEmpty());
  }

  private static boolean names(String tags, StoredObject object) {
    return tags.equals("*") || tags.contains(object.etag());
  }

  private static Instant instant(String httpDate) {
    return ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new AwsError(
          412,
          "PreconditionFailed",
          "At least one of the pre-conditions you specified did not hold");
    }
  }
}
