package dev.countersign.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Transcripts as data: bytes that are sent, and what must come back. */
final class Transcripts {

  /**
   * @param status 0 for a close without an answer
   * @param message a part of the answer's body
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Transcript(String name, byte[] request, int status, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final int BIG = 20_000;

  private Transcripts() {}

  static List<Transcript> read(String file) {
    List<Transcript> transcripts = new ArrayList<>();
    String name = "";
    StringBuilder request = new StringBuilder();
    for (String line : lines(file)) {
      if (line.startsWith("[")) {
        name = line.substring(1, line.length() - 1);
        request.setLength(0);
      } else if (line.startsWith("=> ")) {
        String[] expected = line.substring(3).split(" ", 2);
        transcripts.add(
            new Transcript(
                name,
                unescaped(request.toString()).getBytes(StandardCharsets.ISO_8859_1),
                expected[0].equals("closed") ? 0 : Integer.parseInt(expected[0]),
                expected.length > 1 ? expected[1] : ""));
      } else if (!line.startsWith("#") && !line.isEmpty()) {
        request.append(line);
      }
    }
    return transcripts;
  }

  static List<String> lines(String file) {
    try (var in = Objects.requireNonNull(Transcripts.class.getResourceAsStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each character is a byte. */
  static String unescaped(String text) {
    String filled =
        text.replace("{HOST}", Fixture.HOST)
            .replace("{KEY}", "dGhlIHNhbXBsZSBub25jZQ==")
            .replace("{BIG}", "x".repeat(BIG))
            .replace("{EOF}", "");
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < filled.length(); i++) {
      char c = filled.charAt(i);
      if (c != '\\') {
        bytes.append(c);
        continue;
      }
      char escape = filled.charAt(++i);
      switch (escape) {
        case 'r' -> bytes.append('\r');
        case 'n' -> bytes.append('\n');
        case 't' -> bytes.append('\t');
        case '\\' -> bytes.append('\\');
        case 'x' -> {
          bytes.append((char) Integer.parseInt(filled.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> throw new AssertionError("no such escape: " + escape);
      }
    }
    return bytes.toString();
  }
}
