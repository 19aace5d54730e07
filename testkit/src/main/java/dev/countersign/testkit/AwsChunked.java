package dev.countersign.testkit;

import dev.countersign.model.RequestHead;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Undoes the {@code aws-chunked} coding. Chunks are {@code size[;chunk-signature=hex] CRLF data
 * CRLF}, the last one has size zero, then come the trailer's lines and an empty line.
 */
final class AwsChunked {

  static final String UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";
  private static final Pattern SIZE =
      Pattern.compile("([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]+\\**))?");
  private static final int LONGEST_LINE = 1024;

  private final RequestHead head;
  private final byte[] body;
  private final boolean signed;
  private final boolean withTrailer;
  private final ChunkChain chain;
  private int position;

  AwsChunked(RequestHead head, byte[] body, String form, ChunkChain chain) {
    this.head = head;
    this.body = body;
    this.signed = !form.equals(UNSIGNED_TRAILER);
    this.withTrailer = form.endsWith("-TRAILER");
    this.chain = chain;
  }

  /**
   * @throws Rejected BAD_CHUNKS, WRONG_SIGNATURE or WRONG_CHECKSUM
   */
  byte[] content() {
    ByteArrayOutputStream content = new ByteArrayOutputStream(body.length);
    byte[] data;
    do {
      data = chunk();
      content.writeBytes(data);
    } while (data.length > 0);
    byte[] whole = content.toByteArray();
    Map<String, String> trailer = trailer();
    if (position != body.length) {
      throw bad("There are bytes after the last chunk.");
    }
    checkLength(whole.length);
    checkTrailer(trailer, whole);
    return whole;
  }

  private byte[] chunk() {
    Matcher line = SIZE.matcher(line());
    if (!line.matches() || (line.group(2) != null) != signed) {
      throw bad("A chunk's first line is malformed.");
    }
    long size = Long.parseLong(line.group(1), 16);
    if (size > body.length - position) {
      throw bad("The request body terminated unexpectedly.");
    }
    byte[] data = Arrays.copyOfRange(body, position, position + (int) size);
    position += (int) size;
    if (signed) {
      chain.chunk(data, line.group(2));
    }
    if (size > 0 && !line().isEmpty()) {
      throw bad("A chunk is longer than its size.");
    }
    return data;
  }

  /** The trailer's headers by lower-case name; the empty line after them is consumed too. */
  private Map<String, String> trailer() {
    Map<String, String> trailer = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (!withTrailer
          || colon < 1
          || trailer.put(line.substring(0, colon), line.substring(colon + 1).strip()) != null) {
        throw bad("The trailer is malformed.");
      }
    }
    if (withTrailer && signed) {
      checkSignature(trailer);
    }
    return trailer;
  }

  private void checkSignature(Map<String, String> trailer) {
    String signature = trailer.remove(TRAILER_SIGNATURE);
    if (signature == null) {
      throw new Rejected(Rejection.WRONG_SIGNATURE, "The trailer has no signature.");
    }
    String lines =
        trailer.entrySet().stream()
            .map(header -> header.getKey() + ":" + header.getValue() + "\n")
            .collect(Collectors.joining());
    chain.trailer(lines, signature);
  }

  private void checkLength(int length) {
    List<String> declared = head.headers().all("x-amz-decoded-content-length");
    if (!declared.equals(List.of(Integer.toString(length)))) {
      throw bad("x-amz-decoded-content-length does not match the content.");
    }
  }

  /** The trailer holds what {@code x-amz-trailer} announced, and checksums of this content. */
  private void checkTrailer(Map<String, String> trailer, byte[] content) {
    List<String> announced =
        head.headers().all("x-amz-trailer").stream()
            .flatMap(value -> Arrays.stream(value.split(",")))
            .map(String::strip)
            .toList();
    if (!announced.equals(List.copyOf(trailer.keySet()))) {
      throw bad("The trailer is not the one that x-amz-trailer announced.");
    }
    for (Map.Entry<String, String> header : trailer.entrySet()) {
      boolean right =
          Checksum.ofHeader(header.getKey())
              .filter(checksum -> checksum.base64(content).equals(header.getValue()))
              .isPresent();
      if (!right) {
        throw new Rejected(
            Rejection.WRONG_CHECKSUM,
            "The " + header.getKey() + " you specified did not match the calculated checksum.");
      }
    }
  }

  /** The text up to the next CRLF, which is consumed. */
  private String line() {
    int end = position;
    while (end + 1 < body.length && !(body[end] == '\r' && body[end + 1] == '\n')) {
      if (++end - position > LONGEST_LINE) {
        throw bad("A line is too long.");
      }
    }
    if (end + 1 >= body.length) {
      throw bad("The request body terminated unexpectedly.");
    }
    String line = new String(body, position, end - position, StandardCharsets.ISO_8859_1);
    position = end + 2;
    return line;
  }

  private static Rejected bad(String message) {
    return new Rejected(Rejection.BAD_CHUNKS, message);
  }
}
