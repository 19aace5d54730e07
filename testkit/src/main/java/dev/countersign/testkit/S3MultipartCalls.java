package dev.countersign.testkit;

import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** S3's multipart uploads. */
final class S3MultipartCalls {

  private static final int SMALLEST_PART = 5 << 20;
  private static final int MOST_PARTS = 10_000;
  private static final int MOST_UPLOADS = 1_000;

  private final Buckets buckets;

  S3MultipartCalls(Buckets buckets) {
    this.buckets = buckets;
  }

  Reply create(Call call, S3Target target) {
    Bucket bucket = buckets.of(call, target);
    Limits.checkCount(bucket.uploads().size(), MOST_UPLOADS, "unfinished uploads");
    Upload upload =
        new Upload(UUID.randomUUID().toString(), target.key(), Metadata.of(call), buckets.now());
    bucket.uploads().put(upload.id(), upload);
    return Reply.xml(
        Xml.document(
            "InitiateMultipartUploadResult",
            S3.NAMESPACE,
            xml -> named(xml, target).leaf("UploadId", upload.id())));
  }

  private static Xml named(Xml xml, S3Target target) {
    return xml.leaf("Bucket", target.bucket()).leaf("Key", target.key());
  }

  Reply upload(Call call, S3Target target) {
    Headers checksums = Checksums.of(call, call.content());
    StoredObject part = store(call, target, call.content());
    Reply reply = Reply.empty(200).with("ETag", part.etag());
    for (Header header : checksums) {
      reply = reply.with(header.name(), header.value());
    }
    return reply;
  }

  Reply uploadCopy(Call call, S3Target target) {
    S3Target from = S3Target.ofCopySource(call.header("x-amz-copy-source").orElseThrow());
    byte[] source = buckets.source(call, from).content();
    byte[] content =
        call.header("x-amz-copy-source-range")
            .flatMap(range -> ByteRange.parse(range, source.length))
            .map(found -> found.of(source))
            .orElse(source);
    StoredObject part = store(call, target, content);
    return Reply.xml(
        Xml.document(
            "CopyPartResult",
            S3.NAMESPACE,
            xml -> xml.leaf("LastModified", part.modified()).leaf("ETag", part.etag())));
  }

  private StoredObject store(Call call, S3Target target, byte[] content) {
    Upload upload = find(buckets.of(call, target), target);
    int number = target.query().number("partNumber", 0);
    if (number < 1 || number > MOST_PARTS) {
      throw new AwsError(
          400, "InvalidArgument", "Part number must be an integer between 1 and " + MOST_PARTS);
    }
    buckets.checkRoomFor(content.length);
    StoredObject part =
        new StoredObject(
            content, StoredObject.etagOf(content), Headers.EMPTY, Headers.EMPTY, buckets.now());
    upload.parts().put(number, part);
    return part;
  }

  private static Upload find(Bucket bucket, S3Target target) {
    Upload upload = bucket.uploads().get(target.query().required("uploadId"));
    if (upload == null || !upload.key().equals(target.key())) {
      throw new AwsError(404, "NoSuchUpload", "The specified upload does not exist.");
    }
    return upload;
  }

  Reply complete(Call call, S3Target target) {
    Bucket bucket = buckets.of(call, target);
    Upload upload = find(bucket, target);
    StoredObject whole = upload.joined(chosen(call, upload), buckets.now());
    Checksums.ofWhole(call, whole.content());
    bucket.uploads().remove(upload.id());
    bucket.objects().put(upload.key(), whole);
    return Reply.xml(
        Xml.document(
            "CompleteMultipartUploadResult",
            S3.NAMESPACE,
            xml ->
                named(xml.leaf("Location", "/" + target.bucket()), target)
                    .leaf("ETag", whole.etag())));
  }

  /** The parts that the request lists: in ascending order, each as it was uploaded, none small. */
  private static List<StoredObject> chosen(Call call, Upload upload) {
    List<XmlElement> listed = XmlElement.parse(call.content()).all("Part");
    List<StoredObject> chosen = new ArrayList<>();
    int previous = 0;
    for (XmlElement element : listed) {
      int number = number(element.required("PartNumber"));
      StoredObject part = upload.parts().get(number);
      if (number <= previous) {
        throw new AwsError(
            400, "InvalidPartOrder", "The list of parts was not in ascending order.");
      }
      if (part == null || !unquoted(element.required("ETag")).equals(unquoted(part.etag()))) {
        throw new AwsError(400, "InvalidPart", "Part " + number + " could not be found.");
      }
      chosen.add(part);
      previous = number;
    }
    boolean small =
        chosen.stream()
            .limit(Math.max(0, chosen.size() - 1))
            .anyMatch(part -> part.content().length < SMALLEST_PART);
    if (small) {
      throw new AwsError(
          400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
    }
    if (chosen.isEmpty()) {
      throw new AwsError(400, "MalformedXML", "You must specify at least one part");
    }
    return chosen;
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
  }

  private static String unquoted(String etag) {
    return etag.replace("\"", "");
  }

  Reply abort(Call call, S3Target target) {
    Bucket bucket = buckets.of(call, target);
    bucket.uploads().remove(find(bucket, target).id());
    return Reply.empty(204);
  }

  Reply listParts(Call call, S3Target target) {
    Upload upload = find(buckets.of(call, target), target);
    return Reply.xml(
        Xml.document(
            "ListPartsResult",
            S3.NAMESPACE,
            xml -> {
              named(xml, target).leaf("UploadId", upload.id()).leaf("IsTruncated", false);
              upload.parts().forEach((number, part) -> write(xml, number, part));
            }));
  }

  private static void write(Xml xml, int number, StoredObject part) {
    xml.element(
        "Part",
        element ->
            element
                .leaf("PartNumber", number)
                .leaf("LastModified", part.modified())
                .leaf("ETag", part.etag())
                .leaf("Size", part.content().length));
  }

  Reply listUploads(Call call, S3Target target) {
    Bucket bucket = buckets.of(call, target);
    return Reply.xml(
        Xml.document(
            "ListMultipartUploadsResult",
            S3.NAMESPACE,
            xml -> {
              xml.leaf("Bucket", bucket.name()).leaf("IsTruncated", false);
              bucket.uploads().values().forEach(upload -> write(xml, upload));
            }));
  }

  private static void write(Xml xml, Upload upload) {
    xml.element(
        "Upload",
        element ->
            element
                .leaf("Key", upload.key())
                .leaf("UploadId", upload.id())
                .leaf("Initiated", upload.initiated()));
  }
}
