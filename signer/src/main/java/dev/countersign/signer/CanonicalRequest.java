package dev.countersign.signer;

import dev.countersign.model.Headers;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * The one text that verifying and signing share ("Create a signed AWS API request", "Create a
 * canonical request").
 *
 * @param text its characters are bytes (ISO 8859-1); it may hold a session token
 * @param signedHeaders {@code host;x-amz-date}
 */
record CanonicalRequest(String text, String signedHeaders) {

  /**
   * @param head for its method and target
   * @param headers those that go, or came, with it
   * @param signed lower-case names of the headers that the signature covers
   * @param service the signing name: it decides how the path is encoded
   * @param payload the last line: a hash or one of the words of {@code x-amz-content-sha256}
   * @throws dev.countersign.model.Refusal UNREADABLE or AMBIGUOUS where the request has no single
   *     canonical form
   */
  static CanonicalRequest of(
      RequestHead head,
      Headers headers,
      Collection<String> signed,
      String service,
      String payload) {
    CanonicalHeaders canonicalHeaders = CanonicalHeaders.of(headers, signed);
    String names = canonicalHeaders.names();
    String text =
        String.join(
            "\n",
            head.method(),
            CanonicalPath.of(head.rawPath(), service),
            CanonicalQuery.of(head.rawQuery()),
            canonicalHeaders.text(),
            names,
            payload);
    return new CanonicalRequest(text, names);
  }

  /** HashedPayload. Reads the body only where the request does not say. */
  static String payload(Payload payload, RequestBody body) {
    return switch (payload) {
      case Payload.Hash(String sha256) -> sha256;
      case Payload.Absent() -> body.sha256();
      case Payload.Unsigned() -> ContentSha256.UNSIGNED;
      case Payload.UnsignedTrailer() -> ContentSha256.UNSIGNED_TRAILER;
      case Payload.SignedChunks chunks -> chunks.word();
      case Payload.Events() -> ContentSha256.EVENTS;
      case Payload.Form _ -> throw new IllegalStateException("a form is signed in its fields");
    };
  }

  /** "Create a hash of the canonical request". */
  String hash() {
    return SigV4.sha256(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public String toString() {
    return "canonical request over " + signedHeaders;
  }
}
