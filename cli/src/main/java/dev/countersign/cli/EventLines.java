package dev.countersign.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * The lines of an event stream. The console writes one every ten seconds at least, so that a
 * connection that is dead without having said so, as after a laptop's sleep, is noticed.
 */
final class EventLines implements AutoCloseable {

  private final Duration silence;
  private final BlockingQueue<Optional<String>> next = new SynchronousQueue<>();
  private final Thread reader;

  /**
   * @param silence after which the stream counts as broken
   */
  EventLines(InputStream in, Duration silence) {
    this.silence = silence;
    this.reader = Thread.ofVirtual().name("console-events").start(() -> read(in));
  }

  private void read(InputStream in) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        next.put(Optional.of(line));
      }
    } catch (IOException _) {
      // A stream that breaks has ended.
    } catch (InterruptedException _) {
      return;
    }
    end();
  }

  private void end() {
    try {
      next.put(Optional.empty());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The next line; empty once the stream has ended.
   *
   * @throws IOException where nothing came for too long
   */
  Optional<String> next() throws IOException, InterruptedException {
    Optional<String> line = next.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      throw new IOException("nothing came for " + silence.toSeconds() + " s");
    }
    return line;
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
