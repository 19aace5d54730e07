package dev.countersign.testkit;

import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** S3's operations on objects. */
final class S3ObjectCalls {

  private static final int MOST_KEYS = 1_000;
  private static final int LONGEST_KEY = 1_024;

  private final Buckets buckets;

  S3ObjectCalls(Buckets buckets) {
    this.buckets = buckets;
  }

  Reply put(Call call, S3Target target) {
    Bucket bucket = buckets.of(call, target);
    Preconditions.ofWrite(call, Optional.ofNullable(bucket.objects().get(target.key())));
    byte[] content = call.content();
    Headers checksums = Checksums.of(call, content);
    store(
        bucket,
        target.key(),
        new StoredObject(
            content, StoredObject.etagOf(content), Metadata.of(call), checksums, buckets.now()));
    Reply reply = Reply.empty(200).with("ETag", bucket.object(target.key()).etag());
    return withAll(reply, checksums);
  }

  private void store(Bucket bucket, String key, StoredObject object) {
    if (PercentEncoding.encodeUtf8(key).length() > 3 * LONGEST_KEY) {
      throw new AwsError(400, "KeyTooLongError", "Your key is too long");
    }
    buckets.checkRoomFor(object.content().length);
    bucket.objects().put(key, object);
  }

  Reply get(Call call, S3Target target) {
    StoredObject object = buckets.of(call, target).object(target.key());
    if (Preconditions.ofRead(call, object)) {
      return Reply.empty(304).with("ETag", object.etag());
    }
    Optional<ByteRange> range =
        call.header("Range").flatMap(value -> ByteRange.parse(value, object.content().length));
    byte[] content = range.map(part -> part.of(object.content())).orElse(object.content());
    Reply reply =
        new Reply(range.isPresent() ? 206 : 200, object.metadata(), content)
            .with("ETag", object.etag())
            .with("Last-Modified", httpDate(object.modified()))
            .with("Accept-Ranges", "bytes");
    if (range.isPresent()) {
      return reply.with("Content-Range", range.get().contentRange());
    }
    boolean asked = call.header("x-amz-checksum-mode").equals(Optional.of("ENABLED"));
    return asked ? withAll(reply, object.checksums()) : reply;
  }

  private static String httpDate(Instant instant) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atZone(ZoneOffset.UTC));
  }

  private static Reply withAll(Reply reply, Headers headers) {
    Reply more = reply;
    for (Header header : headers) {
      more = more.with(header.name(), header.value());
    }
    return more;
  }

  Reply delete(Call call, S3Target target) {
    buckets.of(call, target).objects().remove(target.key());
    return Reply.empty(204);
  }

  Reply deleteSeveral(Call call, S3Target target) {
    Bucket bucket = buckets.of(call, target);
    Checksums.of(call, call.content());
    XmlElement request = XmlElement.parse(call.content());
    List<XmlElement> objects = request.all("Object");
    if (objects.isEmpty() || objects.size() > MOST_KEYS) {
      throw new AwsError(400, "MalformedXML", "Between 1 and " + MOST_KEYS + " keys are needed.");
    }
    List<String> keys = objects.stream().map(object -> object.required("Key")).toList();
    keys.forEach(bucket.objects()::remove);
    boolean quiet = request.text("Quiet").equals(Optional.of("true"));
    return Reply.xml(
        Xml.document(
            "DeleteResult",
            S3.NAMESPACE,
            xml -> {
              if (!quiet) {
                keys.forEach(key -> xml.element("Deleted", deleted -> deleted.leaf("Key", key)));
              }
            }));
  }

  Reply copy(Call call, S3Target target) {
    StoredObject source = copySource(call);
    Bucket bucket = buckets.of(call, target);
    boolean replace = call.header("x-amz-metadata-directive").equals(Optional.of("REPLACE"));
    byte[] content = source.content();
    StoredObject copy =
        new StoredObject(
            content,
            StoredObject.etagOf(content),
            replace ? Metadata.of(call) : source.metadata(),
            source.checksums(),
            buckets.now());
    store(bucket, target.key(), copy);
    return Reply.xml(
        Xml.document(
            "CopyObjectResult",
            S3.NAMESPACE,
            xml -> xml.leaf("LastModified", copy.modified()).leaf("ETag", copy.etag())));
  }

  private StoredObject copySource(Call call) {
    S3Target source = S3Target.ofCopySource(call.header("x-amz-copy-source").orElseThrow());
    return buckets.source(call, source);
  }
}
