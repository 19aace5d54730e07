package dev.countersign.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A stream of events that ends, and one that falls silent without an end. */
class EventLinesTest {

  @Test
  void linesComeUntilTheEnd() throws Exception {
    InputStream in = new ByteArrayInputStream("data: a\n: still here\n".getBytes(UTF_8));
    try (EventLines lines = new EventLines(in, Duration.ofSeconds(10))) {
      assertThat(lines.next()).contains("data: a");
      assertThat(lines.next()).contains(": still here");
      assertThat(lines.next()).isEmpty();
    }
  }

  @Test
  void silenceIsNoticed() throws Exception {
    try (PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out);
        EventLines lines = new EventLines(in, Duration.ofMillis(300))) {
      out.write("data: a\n".getBytes(UTF_8));
      out.flush();
      assertThat(lines.next()).contains("data: a");
      assertThatThrownBy(lines::next)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nothing came");
    }
  }
}
