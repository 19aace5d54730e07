package dev.countersign.catalog;

import dev.countersign.model.LongText;
import dev.countersign.model.Refusal;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A JSON document that is too long to be held, read without its long texts: the code of a function,
 * the data of a record. What is left must be as short as any other document.
 *
 * @param document has a {@link LongText} where a text was left out
 * @param mayHideArn an ARN might stand in one of them: there is a colon, or an escape that might be
 *     one
 */
record LongJson(Map<String, Object> document, boolean mayHideArn) {

  /** In bytes, unpacked; a function's code of 50 MB in Base64 fits (AWS Lambda, "Quotas"). */
  static final long LIMIT = 72L << 20;

  /** The longest text that is kept, in bytes. */
  static final int LONGEST_TEXT = 64 * 1024;

  /**
   * Empty where the document is longer than {@link #LIMIT}, or too long even without its texts.
   *
   * @throws dev.countersign.model.Refusal as {@link Documents#json}
   */
  static Optional<LongJson> read(WireRequest request) {
    try (InputStream in = new BufferedInputStream(request.stream(LIMIT), 64 * 1024)) {
      Abridgement abridgement = new Abridgement(in);
      return abridgement.run()
          ? Optional.of(
              new LongJson(
                  members(Documents.json(abridgement.kept.toByteArray()), abridgement.marker),
                  abridgement.mayHideArn))
          : Optional.empty();
    } catch (IOException e) {
      throw WireRequest.notGzip(e);
    } catch (Refusal refusal) {
      return WireRequest.emptyIfTooLarge(refusal);
    }
  }

  private static Map<String, Object> members(Map<?, ?> document, String marker) {
    Map<String, Object> members = new LinkedHashMap<>();
    document.forEach((name, value) -> members.put((String) name, value(value, marker)));
    return members;
  }

  private static Object value(Object value, String marker) {
    return switch (value) {
      case String text when text.equals(marker) -> LongText.LEFT_OUT;
      case Map<?, ?> map -> members(map, marker);
      case List<?> list -> {
        List<Object> elements = new ArrayList<>(list.size());
        list.forEach(element -> elements.add(value(element, marker)));
        yield elements;
      }
      default -> value;
    };
  }

  /** Copies a document and puts a marker in the place of every text that is too long. */
  private static final class Abridgement {

    /** Nobody who sends a document can know it. */
    private final String marker = UUID.randomUUID().toString();

    private final InputStream in;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private boolean mayHideArn;

    Abridgement(InputStream in) {
      this.in = in;
    }

    /** Whether the document was read to its end; false where too much of it is left. */
    boolean run() throws IOException {
      long read = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        kept.write(next);
        read++;
        if (next == '"') {
          read += text();
        }
        if (read > LIMIT || kept.size() > WireRequest.MEMBERS_LIMIT) {
          return false;
        }
      }
      return true;
    }

    /** Reads to the quotation mark at the end, or to the end of a document that breaks off. */
    private long text() throws IOException {
      text.reset();
      boolean tooLong = false;
      boolean suspect = false;
      boolean escaped = false;
      long length = 0;
      for (int next = in.read(); next >= 0 && length <= LIMIT; next = in.read()) {
        length++;
        if (next == '"' && !escaped) {
          end(tooLong, suspect);
          return length;
        }
        escaped = next == '\\' && !escaped;
        suspect |= next == ':' || next == '\\';
        tooLong |= text.size() >= LONGEST_TEXT;
        if (!tooLong) {
          text.write(next);
        }
      }
      return length;
    }

    private void end(boolean tooLong, boolean suspect) {
      if (tooLong) {
        mayHideArn |= suspect;
        kept.writeBytes(marker.getBytes(StandardCharsets.US_ASCII));
      } else {
        kept.writeBytes(text.toByteArray());
      }
      kept.write('"');
    }
  }
}
