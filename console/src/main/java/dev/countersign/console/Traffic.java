package dev.countersign.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.countersign.approvals.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest requests of the audit log. One virtual thread follows the file; what is held does not
 * grow with it.
 */
final class Traffic implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final long INTERVAL_MILLIS = 300;

  /** Requests that are held. */
  static final int MOST = 3_000;

  /** How far back from a request, and how many calls, {@link #before} looks. */
  private static final Duration RECENT = Duration.ofMinutes(10);

  private static final int MOST_RECENT = 5;

  private final Map<String, Seen> latest = new LinkedHashMap<>();
  private final FollowedFile file;
  private final Thread thread;
  private volatile boolean readable = true;

  private Traffic(Path path) {
    this.file = new FollowedFile(path);
    this.thread = Thread.ofVirtual().name("console-traffic").unstarted(this::run);
  }

  /** Reads the end of the log, and then what is added to it. */
  static Traffic follow(Path path) {
    Traffic traffic = new Traffic(path);
    traffic.poll();
    traffic.thread.start();
    return traffic;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(INTERVAL_MILLIS);
        poll();
      }
    } catch (InterruptedException e) {
      LOG.debug("the audit log is no longer followed");
    }
  }

  private void poll() {
    try {
      file.read(this::take);
      readable = true;
    } catch (IOException e) {
      if (readable) {
        LOG.warn("the console cannot read the audit log", e);
      }
      readable = false;
    }
  }

  private void take(byte[] line) {
    try {
      JsonNode entry = JSON.readTree(line);
      if (!entry.path("phase").asText().equals("notice")) {
        add(Seen.of(entry, new String(line, StandardCharsets.UTF_8)));
      }
    } catch (IOException | RuntimeException e) {
      // Whether the log is sound is for those to say who verify it.
      LOG.debug("a line of the audit log is no record", e);
    }
  }

  private synchronized void add(Seen seen) {
    Seen before = latest.get(seen.id());
    latest.put(seen.id(), before == null ? seen : seen.at(before.time()));
    if (latest.size() > MOST) {
      latest.remove(latest.keySet().iterator().next());
    }
  }

  /** Those that are wanted, the newest first, at most {@code limit}. */
  List<Seen> latest(Predicate<Seen> wanted, int limit) {
    List<Seen> found = new ArrayList<>(all().reversed());
    return found.stream().filter(wanted).limit(limit).toList();
  }

  /** What an agent did in the ten minutes before it asked: the latest calls, the newest first. */
  List<Seen> before(Request request) {
    String agent = request.card().agent();
    Instant asked = request.asked();
    Instant since = asked.minus(RECENT);
    return latest(
        seen ->
            seen.agent().equals(agent) && seen.time().isAfter(since) && !seen.time().isAfter(asked),
        MOST_RECENT);
  }

  /** Everything that is held, the oldest first. */
  synchronized List<Seen> all() {
    return List.copyOf(latest.values());
  }

  synchronized Optional<Seen> find(String id) {
    return Optional.ofNullable(latest.get(id));
  }

  /** Whether the log could be read when it was last looked at. */
  boolean isReadable() {
    return readable;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
