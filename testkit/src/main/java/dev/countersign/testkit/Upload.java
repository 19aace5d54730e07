package dev.countersign.testkit;

import dev.countersign.model.Headers;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A multipart upload that is not complete yet. */
final class Upload {

  private final String id;
  private final String key;
  private final Headers metadata;
  private final Instant initiated;
  private final NavigableMap<Integer, StoredObject> parts = new TreeMap<>();

  Upload(String id, String key, Headers metadata, Instant initiated) {
    this.id = id;
    this.key = key;
    this.metadata = metadata;
    this.initiated = initiated;
  }

  String id() {
    return id;
  }

  String key() {
    return key;
  }

  Instant initiated() {
    return initiated;
  }

  /** By number. */
  NavigableMap<Integer, StoredObject> parts() {
    return parts;
  }

  long size() {
    return parts.values().stream().mapToLong(part -> part.content().length).sum();
  }

  /**
   * The object that the chosen parts make; its entity tag is the MD5 of theirs, and their count.
   */
  StoredObject joined(List<StoredObject> chosen, Instant modified) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    ByteArrayOutputStream digests = new ByteArrayOutputStream();
    for (StoredObject part : chosen) {
      content.writeBytes(part.content());
      digests.writeBytes(HexFormat.of().parseHex(part.etag().replace("\"", "")));
    }
    String hash = HexFormat.of().formatHex(Digests.digest("MD5", digests.toByteArray()));
    String etag = "\"" + hash + "-" + chosen.size() + "\"";
    return new StoredObject(content.toByteArray(), etag, metadata, Headers.EMPTY, modified);
  }
}
