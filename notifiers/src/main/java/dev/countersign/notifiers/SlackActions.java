package dev.countersign.notifiers;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.DecisionRefused;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.StoreUnavailable;
import dev.countersign.approvals.Width;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people press in Slack. A press counts for the person whose member id Slack signed, and only
 * for requests that the same Slack notifier tells; a refusal is shown to that person alone. Safe
 * for any number of threads.
 */
public final class SlackActions {

  private static final Logger LOG = LoggerFactory.getLogger(SlackActions.class);

  /** Bytes; a payload repeats the whole card. */
  public static final int LONGEST_BODY = 512 * 1024;

  /** Answers on their way to Slack at once; more of them are not given. */
  private static final int MOST_WHISPERS = 16;

  private final List<Way> ways;
  private final People people;
  private final Approvals approvals;
  private final Clock clock;
  private final Semaphore whispers = new Semaphore(MOST_WHISPERS);

  /** A Slack notifier, and what its app signs with. */
  record Way(String notifier, SlackSignature signature, SlackApi api) {}

  /**
   * What Slack gets.
   *
   * @param status of HTTP
   * @param body plain text
   */
  public record Reply(int status, String body) {}

  SlackActions(List<Way> ways, People people, Approvals approvals, Clock clock) {
    this.ways = List.copyOf(ways);
    this.people = people;
    this.approvals = approvals;
    this.clock = clock;
  }

  /**
   * One POST to the app's interactivity URL.
   *
   * @param body as it came
   * @param timestamp the header {@code X-Slack-Request-Timestamp}; empty where there is none
   * @param signature the header {@code X-Slack-Signature}; empty where there is none
   */
  public Reply handle(byte[] body, String timestamp, String signature) {
    if (body.length > LONGEST_BODY) {
      return new Reply(413, "too long");
    }
    Instant now = clock.instant();
    Optional<Way> way =
        ways.stream()
            .filter(it -> it.signature().signs(body, timestamp, signature, now))
            .findFirst();
    if (way.isEmpty() || !way.get().signature().isFirst(signature, now)) {
      return new Reply(401, "not signed by a Slack app of this gateway, or not for the first time");
    }
    Optional<SlackPress> press = SlackPress.read(body);
    press.ifPresent(it -> take(it, way.get()));
    return press.isPresent() ? new Reply(200, "") : new Reply(400, "not a press of a button");
  }

  private void take(SlackPress press, Way way) {
    Optional<Decision> decision = decision(press);
    if (decision.isEmpty()) {
      return;
    }
    Optional<String> refusal = decide(press, decision.get(), way);
    refusal.ifPresent(text -> whisper(way, press.member(), text));
  }

  /** Empty for the button that only opens the console. */
  private static Optional<Decision> decision(SlackPress press) {
    return switch (press.action()) {
      case SlackCard.APPROVE ->
          Optional.of(new Decision.Approve(new Width.Once(), press.comment()));
      case SlackCard.DENY -> Optional.of(new Decision.Deny(press.comment()));
      default -> Optional.empty();
    };
  }

  /** Why not; empty where it is decided, or counted. */
  private Optional<String> decide(SlackPress press, Decision decision, Way way) {
    Optional<Person> person = people.inSlack(press.member());
    if (person.isEmpty()) {
      return Optional.of("You are not one of the people in this gateway's configuration.");
    }
    try {
      Optional<Request> request =
          approvals.find(press.request()).filter(it -> people.tells(way.notifier(), it));
      if (request.isEmpty()) {
        return Optional.of("There is no such request here.");
      }
      approvals.decide(request.get().id(), person.get(), decision);
      return Optional.empty();
    } catch (DecisionRefused e) {
      return Optional.of(Objects.requireNonNullElse(e.getMessage(), "It is refused."));
    } catch (StoreUnavailable e) {
      LOG.warn("a decision from Slack was not taken", e);
      return Optional.of("It is not known to be decided: the store cannot be used. Look again.");
    }
  }

  /** Slack wants its answer within three seconds, so this does not wait. */
  private void whisper(Way way, String member, String text) {
    if (!whispers.tryAcquire()) {
      return;
    }
    Thread.ofVirtual()
        .name("slack-whisper")
        .start(
            () -> {
              try {
                way.api().whisper(member, Texts.clip(text, Fact.LONGEST));
              } finally {
                whispers.release();
              }
            });
  }
}
