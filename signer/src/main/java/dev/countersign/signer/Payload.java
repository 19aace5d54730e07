package dev.countersign.signer;

import dev.countersign.model.SigningAlgorithm;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a request says about its body, in {@code x-amz-content-sha256} or by being a form. */
public sealed interface Payload {

  /** 64 lower-case hexadecimal digits. */
  record Hash(String sha256) implements Payload {}

  /** No such header: the body's hash stands in the canonical request only. */
  record Absent() implements Payload {}

  /** {@code UNSIGNED-PAYLOAD}. */
  record Unsigned() implements Payload {}

  /**
   * {@code STREAMING-AWS4-HMAC-SHA256-PAYLOAD}, or the same with a trailer, or with SigV4A.
   *
   * @param algorithm of the chunks' signatures and the request's
   * @param decodedLength of the content, in bytes
   * @param trailer the headers that {@code x-amz-trailer} announces, in lower case and in order;
   *     empty where the form has none
   */
  record SignedChunks(SigningAlgorithm algorithm, long decodedLength, List<String> trailer)
      implements Payload {
    public SignedChunks {
      trailer = List.copyOf(trailer);
    }

    /** Chunks of SigV4. */
    public SignedChunks(long decodedLength, List<String> trailer) {
      this(SigningAlgorithm.SIGV4, decodedLength, trailer);
    }

    /** The word of {@code x-amz-content-sha256}. */
    String word() {
      return "STREAMING-" + algorithm.word() + "-PAYLOAD" + (trailer.isEmpty() ? "" : "-TRAILER");
    }
  }

  /**
   * A form that carries the signature, and a file behind it.
   *
   * @param form as it came
   * @param fields as they were judged, by their names in lower case
   */
  record Form(UploadForm form, Map<String, String> fields, UploadPolicy policy) implements Payload {
    public Form {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    String key() {
      return fields.getOrDefault("key", "");
    }
  }

  /** {@code STREAMING-AWS4-HMAC-SHA256-EVENTS}. */
  record Events() implements Payload {}

  /** {@code STREAMING-UNSIGNED-PAYLOAD-TRAILER}. */
  record UnsignedTrailer() implements Payload {}
}
