package dev.countersign.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code streams.txt}: what stands on one stream, and what must come back. */
final class StreamTranscripts {

  /**
   * @param fields of the HEADERS, names and values in turn
   * @param parts {@code data}, {@code last} or {@code trailers}, each with what it holds
   * @param status 0 for a reset
   */
  record Transcript(
      String name, List<String> fields, List<String[]> parts, int status, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  private StreamTranscripts() {}

  static List<Transcript> read(String file) {
    List<Transcript> transcripts = new ArrayList<>();
    String name = "";
    List<String> fields = new ArrayList<>();
    List<String[]> parts = new ArrayList<>();
    for (String line : Transcripts.lines(file)) {
      if (line.startsWith("[")) {
        name = line.substring(1, line.length() - 1);
        fields = new ArrayList<>();
        parts = new ArrayList<>();
      } else if (line.startsWith("=> ")) {
        String[] expected = line.substring(3).split(" ", 2);
        transcripts.add(
            new Transcript(
                name,
                fields,
                parts,
                expected[0].equals("reset") ? 0 : Integer.parseInt(expected[0]),
                expected.length > 1 ? expected[1] : ""));
      } else if (line.startsWith("{")) {
        fields.addAll(List.of(Http2Wire.request(line.substring(1, 4), "/a")));
      } else if (line.contains("|") && !line.startsWith("#")) {
        String[] pair = line.split("\\|", 2);
        if (Stream.of("data", "last", "trailers").anyMatch(pair[0]::equals)) {
          parts.add(new String[] {pair[0], Transcripts.unescaped(pair[1])});
        } else {
          fields.add(Transcripts.unescaped(pair[0]));
          fields.add(Transcripts.unescaped(pair[1]));
        }
      }
    }
    return transcripts;
  }
}
