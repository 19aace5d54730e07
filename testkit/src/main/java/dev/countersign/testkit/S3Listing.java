package dev.countersign.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** ListObjects and ListObjectsV2: one page of a bucket's keys, grouped by a delimiter. */
final class S3Listing {

  private static final int PAGE = 1_000;

  private final Form query;
  private final boolean v2;
  private final String prefix;
  private final String delimiter;
  private final int maxKeys;
  private final boolean urlEncoded;

  private final List<Map.Entry<String, StoredObject>> contents = new ArrayList<>();
  private final List<String> commonPrefixes = new ArrayList<>();
  private String last = "";
  private boolean truncated;

  private S3Listing(Form query) {
    this.query = query;
    this.v2 = query.has("list-type");
    this.prefix = query.get("prefix").orElse("");
    this.delimiter = query.get("delimiter").orElse("");
    this.maxKeys = Math.min(PAGE, query.number("max-keys", PAGE));
    this.urlEncoded = query.get("encoding-type").equals(Optional.of("url"));
  }

  static Reply list(Bucket bucket, S3Target target) {
    S3Listing listing = new S3Listing(target.query());
    listing.collect(bucket);
    String document =
        Xml.document("ListBucketResult", S3.NAMESPACE, xml -> listing.write(xml, bucket));
    return Reply.text(200, "application/xml", document);
  }

  private void collect(Bucket bucket) {
    String after = after();
    for (Map.Entry<String, StoredObject> entry :
        bucket.objects().tailMap(after, after.isEmpty()).entrySet()) {
      String key = entry.getKey();
      boolean groupSeen = isGroup(after) && key.startsWith(after);
      if (!key.startsWith(prefix) || groupSeen || commonPrefixes.contains(group(key))) {
        continue;
      }
      if (contents.size() + commonPrefixes.size() == maxKeys) {
        truncated = maxKeys > 0;
        return;
      }
      last = group(key);
      if (last.isEmpty()) {
        contents.add(entry);
        last = key;
      } else {
        commonPrefixes.add(last);
      }
    }
  }

  /** The key or the common prefix after which this page starts; empty for the beginning. */
  private String after() {
    if (!v2) {
      return query.get("marker").orElse("");
    }
    return query
        .get("continuation-token")
        .map(S3Listing::decodedToken)
        .or(() -> query.get("start-after"))
        .orElse("");
  }

  private static String decodedToken(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new AwsError(400, "InvalidArgument", "The continuation token provided is incorrect");
    }
  }

  private boolean isGroup(String text) {
    return !delimiter.isEmpty() && text.endsWith(delimiter);
  }

  /** The common prefix that {@code key} belongs to; empty where it stands for itself. */
  private String group(String key) {
    int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
    return end < 0 ? "" : key.substring(0, end + delimiter.length());
  }

  private void write(Xml xml, Bucket bucket) {
    xml.leaf("Name", bucket.name())
        .leaf("Prefix", encoded(prefix))
        .leaf("MaxKeys", maxKeys)
        .leaf("IsTruncated", truncated);
    if (!delimiter.isEmpty()) {
      xml.leaf("Delimiter", encoded(delimiter));
    }
    if (urlEncoded) {
      xml.leaf("EncodingType", "url");
    }
    writePosition(xml);
    contents.forEach(entry -> write(xml, entry.getKey(), entry.getValue()));
    commonPrefixes.forEach(
        group -> xml.element("CommonPrefixes", inner -> inner.leaf("Prefix", encoded(group))));
  }

  private void writePosition(Xml xml) {
    if (v2) {
      xml.leaf("KeyCount", contents.size() + commonPrefixes.size());
      query.get("continuation-token").ifPresent(token -> xml.leaf("ContinuationToken", token));
      query.get("start-after").ifPresent(key -> xml.leaf("StartAfter", encoded(key)));
      if (truncated) {
        byte[] position = last.getBytes(StandardCharsets.UTF_8);
        xml.leaf(
            "NextContinuationToken",
            Base64.getUrlEncoder().withoutPadding().encodeToString(position));
      }
    } else {
      xml.leaf("Marker", encoded(query.get("marker").orElse("")));
      if (truncated) {
        xml.leaf("NextMarker", encoded(last));
      }
    }
  }

  private void write(Xml xml, String key, StoredObject object) {
    xml.element(
        "Contents",
        entry ->
            entry
                .leaf("Key", encoded(key))
                .leaf("LastModified", object.modified())
                .leaf("ETag", object.etag())
                .leaf("Size", object.content().length)
                .leaf("StorageClass", "STANDARD"));
  }

  private String encoded(String text) {
    return urlEncoded
        ? Arrays.stream(text.split("/", -1))
            .map(PercentEncoding::encodeUtf8)
            .collect(Collectors.joining("/"))
        : text;
  }
}
