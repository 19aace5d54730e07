package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The beginning of a {@code multipart/form-data} body that uploads a file to S3: every field, up to
 * the first byte of the file ("POST Object", Amazon S3 API reference; RFC 7578).
 *
 * <p>It is read as browsers and HTTP libraries write it and in no other way: lines end in CR LF, a
 * field has a name and nothing else, its name is there once, and the file comes last.
 *
 * @param fields their names as they came, with their values, in order
 * @param fileName what the file part says of itself; empty where it says nothing
 * @param boundary without the hyphens before it
 * @param length bytes before the file's first
 */
record UploadForm(
    Map<String, String> fields, Optional<String> fileName, String boundary, int length) {

  /** S3 takes 20 KB of fields; this leaves room for what is around them. */
  static final int LONGEST = 64 * 1024;

  private static final String LINE = "\r\n";

  /** RFC 2046, 5.1.1, without what would need quotes or could end in two ways. */
  private static final Pattern CONTENT_TYPE =
      Pattern.compile("(?i:multipart/form-data; ?boundary=)(\"?)([A-Za-z0-9'_.+=-]{1,70})\\1");

  private static final Pattern DISPOSITION =
      Pattern.compile(
          "(?i:Content-Disposition): ?form-data; ?name=\"([A-Za-z0-9._-]{1,256})\""
              + "(?:; ?filename=\"([^\"\\\\\\p{Cntrl}]{0,1024})\")?");

  private static final Pattern PLAIN =
      Pattern.compile("(?i:Content-Type): ?text/plain(?:; ?charset=(?i:utf-8))?");

  private static final Pattern ANY_TYPE = Pattern.compile("(?i:Content-Type): ?[\\x20-\\x7e]*");

  UploadForm {
    // Not Map.copyOf: the order is the sender's.
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** Whether a request is such an upload, as its head says. */
  static boolean isAnnouncedBy(String method, Headers headers) {
    return method.equals("POST")
        && headers.all("Content-Type").stream()
            .anyMatch(type -> type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data"));
  }

  /**
   * @param start of the body, {@link #LONGEST} bytes or the whole
   * @throws Refusal UNREADABLE or AMBIGUOUS
   */
  static UploadForm parse(Headers headers, byte[] start) {
    Matcher type = CONTENT_TYPE.matcher(headers.single("Content-Type").orElse(""));
    if (!type.matches()) {
      throw unreadable("expected Content-Type: multipart/form-data; boundary=...");
    }
    return new Reader(new String(start, ISO_8859_1), type.group(2)).form();
  }

  private static Refusal unreadable(String message) {
    return new Refusal(Failure.UNREADABLE, "the form: " + message);
  }

  /** One pass over the text, whose characters are bytes. */
  private static final class Reader {

    private final String text;
    private final String boundary;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private int at;

    Reader(String text, String boundary) {
      this.text = text;
      this.boundary = boundary;
    }

    UploadForm form() {
      take("--" + boundary + LINE, "expected the boundary as its first line");
      while (true) {
        String[] headers = until(LINE + LINE).split(LINE, -1);
        Matcher disposition = DISPOSITION.matcher(headers[0]);
        if (!disposition.matches() || headers.length > 2) {
          throw unreadable("a part is not as browsers write it");
        }
        String name = disposition.group(1);
        boolean isFile = name.equals("file");
        if (headers.length == 2 && !(isFile ? ANY_TYPE : PLAIN).matcher(headers[1]).matches()) {
          throw unreadable("the part " + name + " has a header that fields have not");
        }
        Optional<String> fileName = Optional.ofNullable(disposition.group(2)).map(Reader::utf8);
        if (isFile) {
          return new UploadForm(fields, fileName, boundary, at);
        }
        if (fileName.isPresent()) {
          throw unreadable("the part " + name + " is a file (expected: one, and named file)");
        }
        add(name, utf8(until("--" + boundary)));
      }
    }

    private void add(String name, String value) {
      if (!value.endsWith(LINE)) {
        throw unreadable("the boundary stands inside the field " + name);
      }
      take(LINE, "expected a file behind the fields");
      if (fields.keySet().stream().anyMatch(name::equalsIgnoreCase)
          || name.equalsIgnoreCase("file")) {
        throw new Refusal(Failure.AMBIGUOUS, "the form has the field " + name + " twice");
      }
      fields.put(name, value.substring(0, value.length() - LINE.length()));
    }

    private String until(String end) {
      int found = text.indexOf(end, at);
      if (found < 0) {
        throw unreadable("expected fields of " + LONGEST + " bytes at the most, and then the file");
      }
      String part = text.substring(at, found);
      at = found + end.length();
      return part;
    }

    private void take(String expected, String otherwise) {
      if (!text.startsWith(expected, at)) {
        throw unreadable(otherwise);
      }
      at += expected.length();
    }

    private static String utf8(String bytes) {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)))
            .toString();
      } catch (CharacterCodingException e) {
        throw new Refusal(Failure.UNREADABLE, "the form: a field is not UTF-8", e);
      }
    }
  }
}
