package dev.countersign.notifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Card;
import dev.countersign.approvals.Card.Param;
import dev.countersign.approvals.Fingerprint;
import dev.countersign.approvals.Group;
import dev.countersign.approvals.Question;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.RequestFilter;
import dev.countersign.approvals.Store;
import dev.countersign.config.OperatorsConfig;
import dev.countersign.config.OperatorsConfig.GroupConfig;
import dev.countersign.config.OperatorsConfig.NotifierConfig;
import dev.countersign.config.OperatorsConfig.PersonConfig;
import dev.countersign.model.Access;
import dev.countersign.model.Failure;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.Refusal;
import dev.countersign.model.Role;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A gateway's approvals on a real store, people in two groups, and notifiers that tell them. Time
 * passes as it does, and faster where a test moves the clock.
 */
final class Office implements AutoCloseable {

  static final Secret LINK_KEY = Secret.of("0123456789abcdef0123456789abcdef");
  static final URI CONSOLE = URI.create("https://console.example/ops");
  static final DecisionLinks LINKS = new DecisionLinks(LINK_KEY);

  /** Short waits; between messages of a batch, and until one is given up, a time to move over. */
  static final Pace PACE =
      new Pace(
          Duration.ofMinutes(1),
          Duration.ofMillis(20),
          Duration.ofMillis(80),
          Duration.ofMinutes(5),
          Duration.ofMillis(10));

  private static final Poster.Limits LIMITS =
      new Poster.Limits(Duration.ofMillis(500), Duration.ofMillis(500));

  final MovedClock clock = new MovedClock();
  final Approvals approvals;
  private final Path directory;
  private final Store store;
  private final Map<String, NotifierConfig> ways = new LinkedHashMap<>();
  private final Map<String, List<String>> notify = new LinkedHashMap<>();
  private Optional<SSLContext> trust = Optional.empty();
  private Optional<Notifiers> notifiers = Optional.empty();
  private boolean commentRequired;

  Office(Path directory) {
    this.directory = directory;
    this.store = Store.sqlite(directory.resolve("state"));
    this.approvals = Approvals.open(store, 10_000, clock);
  }

  /** A notifier that tells these groups. */
  Office tells(String name, NotifierConfig config, String... groups) {
    ways.put(name, config);
    for (String group : groups) {
      notify.merge(
          group, List.of(name), (old, more) -> Stream.of(old, more).flatMap(List::stream).toList());
    }
    return this;
  }

  Office trusting(SSLContext context) {
    trust = Optional.of(context);
    return this;
  }

  Office wantingComments() {
    commentRequired = true;
    return this;
  }

  Notifiers open() {
    return open(PACE);
  }

  Notifiers open(Pace pace) {
    close(notifiers);
    Links links = new Links(CONSOLE, LINKS);
    Media media = Media.of(config(), links, new Media.Terms(trust, LIMITS), clock);
    Notifiers opened = Notifiers.open(media, approvals, pace, clock);
    notifiers = Optional.of(opened);
    return opened;
  }

  OperatorsConfig config() {
    Map<String, PersonConfig> people = new LinkedHashMap<>();
    for (PersonConfig person :
        List.of(
            person("ana", Role.APPROVER, Set.of("claude")),
            person("raj", Role.APPROVER, Set.of()),
            person("kim", Role.ADMIN, Set.of()),
            person("eve", Role.VIEWER, Set.of()))) {
      people.put(person.name(), person);
    }
    return new OperatorsConfig(
        Optional.empty(),
        Optional.empty(),
        people,
        Map.of("oncall", config(group("oncall")), "data", config(group("data"))),
        ways);
  }

  private static PersonConfig person(String name, Role role, Set<String> agents) {
    return new PersonConfig(
        name,
        role,
        Optional.empty(),
        Optional.empty(),
        agents,
        Optional.of("U0" + name.toUpperCase(Locale.ROOT)),
        Optional.of(name + "@example.org"));
  }

  private GroupConfig config(Group group) {
    return new GroupConfig(
        group.name(),
        group.people(),
        group.quorum(),
        group.hold(),
        group.timeout(),
        group.notOwn(),
        group.commentRequired(),
        notify.getOrDefault(group.name(), List.of()));
  }

  /** On call are Ana and Raj; the data's are Raj's and Kim's to decide about. */
  Group group(String name) {
    return new Group(
        name,
        name.equals("oncall") ? Set.of("ana", "raj") : Set.of("raj", "kim"),
        1,
        Duration.ZERO,
        Duration.ofMinutes(10),
        false,
        commentRequired);
  }

  Request ask(int number) {
    return ask("oncall", "claude", "logs-" + number, "careful");
  }

  /** An agent's call that is now pending; agents have a batch each. */
  Request ask(String group, String agent, String bucket, String reason) {
    return ask(group(group), card(agent, "arn:aws:s3:::" + bucket, reason));
  }

  Request ask(Group group, Card card) {
    Fingerprint fingerprint = call(group, card);
    return approvals.list(RequestFilter.pending()).stream()
        .filter(it -> it.fingerprint().equals(fingerprint))
        .findFirst()
        .orElseThrow();
  }

  /** The same for many calls, without a look at what came of them. */
  Fingerprint call(Group group, Card card) {
    Fingerprint fingerprint =
        Fingerprint.of(
            card.agent(),
            card.account(),
            "role",
            card.service(),
            card.action(),
            card.region(),
            card.resource(),
            "v1");
    Question question = new Question(fingerprint, card, group, "v1", Optional.empty(), true);
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> approvals.obtain(question, () -> false));
    assertThat(refusal.failure()).isEqualTo(Failure.APPROVAL_PENDING);
    return fingerprint;
  }

  static Card card(String agent, String resource, String text) {
    return new Card(
        agent,
        true,
        "127.0.0.1",
        "222222222222",
        "staging",
        "s3",
        "S3",
        "DeleteBucket",
        "eu-west-1",
        "s3.eu-west-1.amazonaws.com",
        "DELETE",
        resource,
        List.of(resource),
        0,
        false,
        Access.WRITE,
        List.of("s3:DeleteBucket"),
        false,
        false,
        List.of(new Param("Bucket", text, false)),
        0,
        Set.of(),
        "careful",
        text,
        GrantTerms.ONCE);
  }

  /** A file with a secret in it, as the configuration names it. */
  Path secret(String name, String value) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(directory);
      Files.writeString(file, value);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not happen").isLessThan(end);
      pause(Duration.ofMillis(5));
    }
  }

  /** As long as it takes to see that something does not happen. */
  static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void close(Optional<Notifiers> notifiers) {
    notifiers.ifPresent(Notifiers::close);
  }

  @Override
  public void close() {
    close(notifiers);
    approvals.close();
    store.close();
  }

  /** The system's, moved on. */
  static final class MovedClock extends Clock {
    private volatile Duration offset = Duration.ZERO;

    void move(Duration by) {
      offset = offset.plus(by);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(offset);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
