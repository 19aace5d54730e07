package dev.countersign.testkit;

import dev.countersign.model.Headers;
import java.time.Instant;
import java.util.HexFormat;

/** An object of S3: its content and what was said about it. Immutable. */
final class StoredObject {

  private final byte[] content;
  private final String etag;
  private final Headers metadata;
  private final Headers checksums;
  private final Instant modified;

  /**
   * @param content not copied
   * @param etag with its quotes
   * @param metadata {@code Content-Type} and its like, and {@code x-amz-meta-*}
   * @param checksums {@code x-amz-checksum-*}
   */
  StoredObject(byte[] content, String etag, Headers metadata, Headers checksums, Instant modified) {
    this.content = content;
    this.etag = etag;
    this.metadata = metadata;
    this.checksums = checksums;
    this.modified = modified;
  }

  /** The entity tag of content that was uploaded in one piece: its MD5. */
  static String etagOf(byte[] content) {
    return "\"" + HexFormat.of().formatHex(Digests.digest("MD5", content)) + "\"";
  }

  byte[] content() {
    return content;
  }

  String etag() {
    return etag;
  }

  Headers metadata() {
    return metadata;
  }

  Headers checksums() {
    return checksums;
  }

  Instant modified() {
    return modified;
  }
}
