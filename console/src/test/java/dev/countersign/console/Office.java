package dev.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Card;
import dev.countersign.approvals.Fingerprint;
import dev.countersign.approvals.Group;
import dev.countersign.approvals.Question;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.RequestFilter;
import dev.countersign.approvals.Store;
import dev.countersign.audit.AuditRecord;
import dev.countersign.audit.JsonAuditLog;
import dev.countersign.config.ConfigReader;
import dev.countersign.config.GatewayConfig;
import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Decision;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Refusal;
import dev.countersign.model.SessionStatus;
import dev.countersign.model.Verdict;
import dev.countersign.notifiers.DecisionLinks;
import dev.countersign.notifiers.Notifiers;
import dev.countersign.rules.LiveRules;
import dev.countersign.rules.Vocabulary;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** A console with everything behind it, on SQLite, and a clock that tests move. */
final class Office implements AutoCloseable {

  static final String PASSWORD = "correct horse battery";
  static final Agent CLAUDE = new Agent("claude", "127.0.0.1", true);

  static final GrantTerms HOUR =
      new GrantTerms(Duration.ofHours(1), OptionalInt.empty(), Set.of(GrantTerms.Scope.ACTION));

  static final GrantTerms NAMED =
      new GrantTerms(
          Duration.ofMinutes(30),
          OptionalInt.of(5),
          Set.of(GrantTerms.Scope.ACTION, GrantTerms.Scope.RESOURCE));

  @SuppressWarnings("InlineFormatString")
  private static final String CONFIG =
      """
      console: { listen: "127.0.0.1:0"%s }
      state: { directory: state }
      accounts:
        "111111111111": { name: prod, role: gateway }
      agents:
        claude: { tag: CLDE, accounts: ["111111111111"] }
        other: { tag: OTHR, accounts: ["111111111111"] }
      rules: [rules.yaml]
      people:
        ana: { role: approver, token-file: ana.token, password-file: ana.hash, agents: [other] }
        raj: { role: approver, token-file: raj.token, password-file: raj.hash }
        kim: { role: viewer, token-file: kim.token, password-file: kim.hash }
        boss: { role: admin, token-file: boss.token, password-file: boss.hash }
      approvers:
        oncall: { people: [ana, raj, boss], hold: 0s, timeout: 10m, not-own: true }
      """;

  private static final String RULES =
      """
      rules:
        - name: reads
          allow: aws.access in ["List", "Read"]
        - name: changes
          approve: aws.access == "Write"
          approvers: oncall
        - name: never reached
          deny: aws.service == "glacier"
      """;

  private static final String HASH =
      OpenBSDBCrypt.generate("2b", PASSWORD.toCharArray(), new byte[16], 10);

  final MovedClock clock = new MovedClock();
  final GatewayConfig config;
  final Approvals approvals;
  final JsonAuditLog audit;
  final DecisionLinks links;
  final Console.Parts parts;
  final Console console;
  private final Notifiers notifiers;
  private final Store store;
  private final LiveRules rules;
  private int asked;

  /** How the gateway's sessions with AWS stand. */
  volatile List<SessionStatus> sessions = List.of();

  Office(Path directory) throws IOException {
    this(directory, "");
  }

  /**
   * @param url further settings of the console, such as {@code , url: "https://..."}
   */
  Office(Path directory, String url) throws IOException {
    Path file = Files.writeString(directory.resolve("countersign.yaml"), CONFIG.formatted(url));
    Files.writeString(directory.resolve("rules.yaml"), RULES);
    for (String name : List.of("ana", "raj", "kim", "boss")) {
      secret(directory.resolve(name + ".token"), token(name));
      secret(directory.resolve(name + ".hash"), HASH);
    }
    this.config = ConfigReader.read(file, Map.of());
    Files.createDirectories(config.stateDirectory());
    this.store = Store.sqlite(config.stateDirectory());
    this.approvals = Approvals.open(store, 100, clock);
    this.rules = LiveRules.open(config.rules(), Vocabulary.NONE);
    this.audit = JsonAuditLog.open(config.audit());
    this.links = new DecisionLinks(approvals.linkKey());
    this.notifiers =
        Notifiers.open(
            config.operators(),
            approvals,
            approvals.linkKey(),
            URI.create("http://localhost"),
            clock);
    this.parts =
        new Console.Parts(
            config, approvals, rules, links, notifiers.slackActions(), () -> sessions, clock);
    this.console = Console.start(parts);
  }

  private static void secret(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  static String token(String name) {
    return "token-of-" + name + "-0123456789abcdef";
  }

  String host() {
    return "127.0.0.1:" + console.address().getPort();
  }

  /** A request that waits: claude wants to do it to a resource of that name. */
  Request ask(String action, String resource) {
    return ask("claude", action, resource, HOUR);
  }

  Request ask(String agent, String action, String resource, GrantTerms terms) {
    AwsCall call = call(action, resource, Map.of("InstanceIds", List.of(resource)));
    Card card =
        Card.of(
            new Agent(agent, "127.0.0.1", true),
            call,
            new Verdict.Approve(
                "changes", "Somebody looks first.", "oncall", terms, Narrowing.NONE),
            call.params());
    return ask(card);
  }

  Request ask(Card card) {
    String version = "v1";
    Fingerprint fingerprint =
        Fingerprint.of(
            card.agent(),
            card.account(),
            "role",
            "ec2",
            card.action(),
            "eu-west-1",
            "request-" + asked++,
            version);
    Group group =
        new Group(
            "oncall",
            Set.of("ana", "raj", "boss"),
            1,
            Duration.ZERO,
            Duration.ofMinutes(10),
            true,
            false);
    try {
      approvals.obtain(
          new Question(fingerprint, card, group, version, Optional.empty(), true), () -> false);
      throw new AssertionError("the call went");
    } catch (Refusal e) {
      return approvals.list(RequestFilter.all()).stream()
          .filter(it -> it.fingerprint().equals(fingerprint))
          .findFirst()
          .orElseThrow(() -> e);
    }
  }

  static AwsCall call(String action, String resource, Map<String, Object> params) {
    return new AwsCall(
        "ec2",
        "EC2",
        action,
        true,
        new Account("111111111111", "prod"),
        "eu-west-1",
        "aws",
        resource,
        List.of(resource),
        false,
        "POST",
        "/",
        "ec2.eu-west-1.amazonaws.com",
        Auth.SIGV4,
        List.of("ec2:" + action),
        action.startsWith("Describe") ? Access.LIST : Access.WRITE,
        false,
        false,
        params,
        false,
        ErrorFormat.EC2_XML,
        Set.of());
  }

  /** Writes what a call leaves in the audit log. */
  void record(String id, String action, String resource, Verdict verdict) {
    for (AuditRecord.Phase phase : AuditRecord.Phase.values()) {
      boolean after = phase == AuditRecord.Phase.OUTCOME;
      audit.write(
          new AuditRecord(
              id,
              clock.instant(),
              phase,
              "127.0.0.1",
              Optional.of(CLAUDE),
              Optional.of(call(action, resource, Map.of())),
              "",
              Optional.of(new AuditRecord.Judged(Decision.of(verdict), "v1", 0)),
              Optional.empty(),
              Optional.empty(),
              after
                  ? Optional.of(new AuditRecord.Upstream(200, "aws-request", ""))
                  : Optional.empty(),
              Optional.empty(),
              0,
              0,
              new AuditRecord.Timing(1, 0, 1, 1)));
    }
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("did not happen: " + what).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    console.close();
    notifiers.close();
    audit.close();
    rules.close();
    approvals.close();
    store.close();
  }

  /** Goes on by itself, and further when it is told to. */
  static final class MovedClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    void move(Duration by) {
      ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
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
