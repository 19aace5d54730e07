package dev.countersign.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The lines of a log, one at a time and none longer than any that the gateway writes. */
final class Lines implements AutoCloseable {

  private final InputStream in;
  private long number;

  Lines(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** A line, without its line feed. */
  static final class Line {

    private final long number;
    private final byte[] bytes;
    private final boolean finished;

    private Line(long number, ByteArrayOutputStream bytes, boolean finished) {
      this.number = number;
      this.bytes = bytes.toByteArray();
      this.finished = finished;
    }

    /** From 1. */
    long number() {
      return number;
    }

    byte[] bytes() {
      return bytes;
    }

    /** Whether it has a line feed; the last line may lack it. */
    boolean finished() {
      return finished;
    }

    boolean tooLong() {
      return bytes.length > Tail.MAX_LENGTH;
    }
  }

  /** The next line, cut short where it is too long; empty at the end. */
  Optional<Line> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    number++;
    while (line.size() <= Tail.MAX_LENGTH) {
      int next = in.read();
      if (next == '\n') {
        return Optional.of(new Line(number, line, true));
      }
      if (next < 0) {
        return line.size() == 0 ? Optional.empty() : Optional.of(new Line(number, line, false));
      }
      line.write(next);
    }
    return Optional.of(new Line(number, line, false));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
