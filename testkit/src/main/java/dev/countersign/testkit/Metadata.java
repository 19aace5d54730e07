package dev.countersign.testkit;

import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The headers of an upload that are kept with the object and come back with it. */
final class Metadata {

  private static final Set<String> KEPT =
      Set.of("content-type", "content-disposition", "content-language", "cache-control", "expires");

  private Metadata() {}

  static Headers of(Call call) {
    return of(call.head().headers());
  }

  /** As of an upload with these headers. */
  static Headers of(Headers headers) {
    List<Header> kept =
        headers.fields().stream()
            .filter(field -> isKept(field.name().toLowerCase(Locale.ROOT)))
            .toList();
    Headers metadata = new Headers(kept);
    String encoding = contentEncoding(headers);
    if (!encoding.isEmpty()) {
      metadata = metadata.plus("Content-Encoding", encoding);
    }
    return metadata.contains("Content-Type")
        ? metadata
        : metadata.plus("Content-Type", "binary/octet-stream");
  }

  private static boolean isKept(String name) {
    return KEPT.contains(name) || name.startsWith("x-amz-meta-");
  }

  /** Without {@code aws-chunked}, which has been undone. */
  private static String contentEncoding(Headers headers) {
    return headers.all("Content-Encoding").stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(String::strip)
        .filter(coding -> !coding.equals("aws-chunked") && !coding.isEmpty())
        .collect(Collectors.joining(","));
  }
}
