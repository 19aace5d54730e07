package dev.countersign.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.countersign.audit.Lines.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks the chain of a trail: whether every line is there, unchanged and in its place. What it
 * cannot see is that the trail's end was cut off; whoever has kept an earlier {@link
 * Result.Intact#head} finds that too.
 */
public final class AuditVerifier {

  /** What was found. */
  public sealed interface Result {

    /**
     * Every line follows from the one before.
     *
     * @param lines how many there are
     * @param complete whether the trail begins with its very first line; else older files have been
     *     deleted
     * @param head hash of the last line: what the next one will carry
     */
    record Intact(long lines, boolean complete, String head) implements Result {}

    /**
     * The first thing that is wrong.
     *
     * @param line from 1
     */
    record Broken(Path file, long line, String message) implements Result {}
  }

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** The hash that the next line has to carry; absent before the first line. */
  private Optional<String> expected = Optional.empty();

  private boolean complete = true;
  private long lines;

  private AuditVerifier() {}

  /**
   * Verifies the trail of a log: the files that were closed, then the current one. On a log that is
   * being written it may meet an unfinished last line.
   *
   * @param current the file that the config names
   * @throws IOException where a file cannot be read
   */
  public static Result verify(Path current) throws IOException {
    List<Path> files = new ArrayList<>(new RotatedFiles(current).list());
    files.add(current);
    return verify(files);
  }

  /** Verifies files that follow one another. */
  static Result verify(List<Path> files) throws IOException {
    AuditVerifier verifier = new AuditVerifier();
    for (Path file : files) {
      Optional<Result> broken = verifier.read(file);
      if (broken.isPresent()) {
        return broken.get();
      }
    }
    return new Result.Intact(
        verifier.lines, verifier.complete, verifier.expected.orElse(Chain.GENESIS));
  }

  private Optional<Result> read(Path file) throws IOException {
    try (Lines in = new Lines(Files.newInputStream(file))) {
      for (Optional<Line> next = in.next(); next.isPresent(); next = in.next()) {
        Line line = next.get();
        Optional<String> wrong = check(line);
        if (wrong.isPresent()) {
          return Optional.of(new Result.Broken(file, line.number(), wrong.get()));
        }
      }
      return Optional.empty();
    }
  }

  /** What is wrong with the next line, if anything. */
  private Optional<String> check(Line line) {
    if (line.tooLong()) {
      return Optional.of("the line is longer than any that the gateway writes");
    }
    if (!line.finished()) {
      return Optional.of("the line is not finished");
    }
    Optional<String> carried = chainOf(line.bytes());
    if (carried.isEmpty()) {
      return Optional.of(
          "the line is not an audit record (expected: a JSON object with \"chain\")");
    }
    if (expected.isEmpty()) {
      complete = carried.get().equals(Chain.GENESIS);
    } else if (!carried.equals(expected)) {
      return Optional.of(
          "the line does not follow from the one before: one of the two was changed, or others were"
              + " cut out, inserted or moved (chain: "
              + carried.get()
              + ", expected: "
              + expected.get()
              + ")");
    }
    expected = Optional.of(Chain.hash(line.bytes()));
    lines++;
    return Optional.empty();
  }

  /** The member {@code chain} of a line that is one JSON object and nothing else. */
  private static Optional<String> chainOf(byte[] line) {
    try (JsonParser json = FACTORY.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Optional<String> chain = Optional.empty();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean link = json.currentName().equals("chain");
        if (json.nextToken() == JsonToken.VALUE_STRING && link) {
          chain = Optional.of(json.getText());
        }
        json.skipChildren();
      }
      return json.nextToken() == null
          ? chain.filter(hash -> HASH.matcher(hash).matches())
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
