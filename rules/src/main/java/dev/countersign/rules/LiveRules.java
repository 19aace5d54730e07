package dev.countersign.rules;

import dev.countersign.model.InvalidFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rule set in force; follows the files and keeps the last good set when they do not compile.
 *
 * <p>One virtual thread reads the files again every second. It compares texts and not modification
 * times, which editors, configuration management and mounted volumes set as they please, and which
 * file systems round. A change is taken once two readings in a row agree, since a file that is
 * still being written may compile, without the denials at its end.
 */
public final class LiveRules implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** What one reading of the files gave. */
  private sealed interface Reading {
    record Texts(List<RuleSource> sources) implements Reading {}

    /** The files cannot be read; says why. */
    record Unreadable(String message, InvalidFileException why) implements Reading {
      @Override
      public boolean equals(@Nullable Object other) {
        return other instanceof Unreadable that && message.equals(that.message);
      }

      @Override
      public int hashCode() {
        return message.hashCode();
      }
    }
  }

  private record State(RuleSet rules, Optional<InvalidFileException> problem) {}

  private final List<String> patterns;
  private final Vocabulary vocabulary;
  private final Duration interval;
  private final Thread watcher;
  private volatile State state;

  private LiveRules(List<String> patterns, Vocabulary vocabulary, Duration interval) {
    this.patterns = List.copyOf(patterns);
    this.vocabulary = vocabulary;
    this.interval = interval;
    List<RuleSource> sources = RuleFiles.load(patterns);
    this.state = new State(RuleSet.compile(sources, vocabulary), Optional.empty());
    this.watcher =
        Thread.ofVirtual().name("rules").unstarted(() -> watch(new Reading.Texts(sources)));
  }

  /**
   * Compiles the files that the patterns match, and follows them from now on.
   *
   * @param patterns as for {@link RuleFiles}
   * @param vocabulary which calls there can be
   * @throws InvalidFileException where the rules do not compile: there is no good set to begin with
   */
  public static LiveRules open(List<String> patterns, Vocabulary vocabulary) {
    return open(patterns, vocabulary, INTERVAL);
  }

  static LiveRules open(List<String> patterns, Vocabulary vocabulary, Duration interval) {
    LiveRules rules = new LiveRules(patterns, vocabulary, interval);
    rules.watcher.start();
    return rules;
  }

  /** The set in force now; take it once for a call and keep to it. */
  public RuleSet current() {
    return state.rules();
  }

  /** Why the files as they are now are not in force; empty where they are. */
  public Optional<InvalidFileException> problem() {
    return state.problem();
  }

  /** Stops following the files; the set in force stays. */
  @Override
  public void close() {
    watcher.interrupt();
    boolean interrupted = false;
    while (true) {
      try {
        watcher.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch(Reading first) {
    Reading inForce = first;
    Reading before = first;
    try {
      while (true) {
        Thread.sleep(interval);
        Reading now = look();
        if (now.equals(before) && !now.equals(inForce)) {
          take(now);
          inForce = now;
        }
        before = now;
      }
    } catch (InterruptedException e) {
      LOG.debug("the rule files are no longer followed");
    }
  }

  private Reading look() {
    try {
      return new Reading.Texts(RuleFiles.load(patterns));
    } catch (InvalidFileException e) {
      return new Reading.Unreadable(String.valueOf(e.getMessage()), e);
    }
  }

  private void take(Reading reading) {
    try {
      RuleSet rules =
          switch (reading) {
            case Reading.Texts texts -> RuleSet.compile(texts.sources(), vocabulary);
            case Reading.Unreadable unreadable -> throw unreadable.why();
          };
      state = new State(rules, Optional.empty());
      LOG.info("new rules are in force: {}", rules.describe());
    } catch (InvalidFileException e) {
      state = new State(state.rules(), Optional.of(e));
      LOG.warn(
          "the rule files are not in force, the last good set {} is:\n{}",
          state.rules().version(),
          e.getMessage());
    }
  }
}
