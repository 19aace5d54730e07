package dev.countersign.config;

import dev.countersign.config.OperatorsConfig.NotifierConfig;
import dev.countersign.config.OperatorsConfig.NotifierConfig.Encryption;
import dev.countersign.config.Section.Values;
import dev.countersign.config.Variants.Variant;
import dev.countersign.config.YamlNode.Scalar;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The keys about the operators' side; {@link ConfigKeys} holds the rest. */
final class OperatorKeys {

  private static final String NAME = ConfigKeys.NAME;
  private static final String ON_DISK =
      "secrets do not stand in the configuration; put it into a file and name that: ";
  private static final String EMAIL =
      "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){0,10}";

  private OperatorKeys() {}

  static final Key<InetSocketAddress> CONSOLE_LISTEN =
      Key.of("listen", Addresses.listener(), "Address and port of the console and its API.")
          .orElse("127.0.0.1:8471");
  static final Key<URI> CONSOLE_URL =
      Key.of(
          "url",
          Urls.of("https", "http"),
          "How people reach it, for links; without it, the listener's address.");
  static final Key<Values> CONSOLE =
      Key.of(
          "console",
          Section.of(CONSOLE_LISTEN, CONSOLE_URL),
          "The listener of the operators' console and API; without it, none, and nobody can"
              + " approve.");

  static final Key<String> JDBC =
      Key.of(
              "jdbc",
              Urls.unless(
                  "password",
                  ON_DISK + "password-file",
                  Shape.text(
                      "jdbc:postgresql://[A-Za-z0-9.:\\[\\],-]+/[A-Za-z0-9_-]+(?:\\?[A-Za-z0-9_=&./-]*)?",
                      "jdbc:postgresql://host/database, without user and password")),
              "The PostgreSQL database that gateways share.")
          .always();
  static final Key<String> DATABASE_USER =
      Key.of("user", Shape.text(NAME, ConfigKeys.NAME_LETTERS), "The database's user.")
          .orElse("countersign");
  static final Key<Path> DATABASE_PASSWORD =
      Key.of("password-file", Paths.path(), "File with that user's password, mode 0600.");
  static final Key<Values> DATABASE =
      Key.of(
          "database",
          Section.of(JDBC, DATABASE_USER, DATABASE_PASSWORD)
              .refusing("password", ON_DISK + "password-file"),
          "Where approvals and grants are kept, for several gateways; without it, in"
              + " state.directory, for one.");

  static final Key<String> ROLE =
      Key.of(
              "role",
              Shape.oneOf("viewer", "approver", "admin"),
              "viewer sees; approver decides, takes grants back and pauses; admin ends pauses, too.")
          .orElse("approver");
  static final Key<Path> TOKEN_FILE =
      Key.of(
          "token-file",
          Paths.path(),
          "File with the person's token for commands and the API, mode 0600.");
  static final Key<Path> PASSWORD_FILE =
      Key.of(
          "password-file",
          Paths.path(),
          "File with the bcrypt hash of the person's password for the console, mode 0600.");
  static final Key<List<Scalar>> OWN_AGENTS =
      Key.of("agents", Shape.list(Shape.scalar()), "The agents that are this person's own.")
          .orElse("[]");
  static final Key<String> SLACK_ID =
      Key.of("slack", Shape.text("[UW][A-Z0-9]{2,30}", "a member id"), "The member id in Slack.");
  static final Key<String> MAIL_ADDRESS =
      Key.of("email", Shape.text(EMAIL, "an e-mail address"), "Where mail goes.");
  static final Key<List<Named<Values>>> PEOPLE =
      Key.of(
              "people",
              Named.all(
                  NAME,
                  "a name of " + ConfigKeys.NAME_LETTERS,
                  Section.of(ROLE, TOKEN_FILE, PASSWORD_FILE, OWN_AGENTS, SLACK_ID, MAIL_ADDRESS)
                      .refusing("token", ON_DISK + "token-file")
                      .refusing("password", ON_DISK + "password-file")),
              "The people at the console, by name.")
          .orElse("{}");

  static final Key<List<Scalar>> MEMBERS =
      Key.of("people", Shape.list(Shape.scalar()).with("minItems", 1), "Who of them is asked.")
          .always();
  static final Key<Long> QUORUM =
      Key.of("quorum", Shape.integer(1, 20), "How many of them have to say yes.").orElse("1");
  static final Key<Duration> HOLD =
      Key.of(
              "hold",
              Amounts.duration("0s", "10m"),
              "How long a call waits on its connection; shorter than clients' own time-out, which is"
                  + " often 60s.")
          .orElse("50s");
  static final Key<Duration> TIMEOUT =
      Key.of("timeout", Amounts.duration("10s", "7d"), "How long a request stays open.")
          .orElse("10m");
  static final Key<Boolean> NOT_OWN =
      Key.of(
              "not-own",
              Shape.bool(),
              "Nobody approves what an agent of their own asks; denying is possible.")
          .orElse("false");
  static final Key<String> COMMENT =
      Key.of("comment", Shape.oneOf("optional", "required"), "Whether a decision needs a comment.")
          .orElse("optional");
  static final Key<List<Scalar>> NOTIFY =
      Key.of("notify", Shape.list(Shape.scalar()), "Names of notifiers that tell them.")
          .orElse("[]");
  static final Key<List<Named<Values>>> APPROVERS =
      Key.of(
              "approvers",
              Named.all(
                  NAME,
                  "a name of " + ConfigKeys.NAME_LETTERS,
                  Section.of(MEMBERS, QUORUM, HOLD, TIMEOUT, NOT_OWN, COMMENT, NOTIFY)),
              "The groups that rules ask, by name; the one called default where a rule names none,"
                  + " which without being written is everybody who may approve.")
          .orElse("{}");

  static final Key<String> TYPE =
      Key.of("type", Shape.oneOf("webhook", "slack", "email"), "webhook, slack or email.").always();
  static final Key<URI> WEBHOOK_URL =
      Key.of("url", Urls.of("https", "http"), "Where requests are posted.").always();
  static final Key<Path> WEBHOOK_SECRET =
      Key.of("secret-file", Paths.path(), "File with the key of the HMAC, mode 0600.").always();
  static final Key<URI> SLACK_API =
      Key.of("api", Urls.of("https", "http"), "Slack's Web API.").orElse("https://slack.com/api");
  static final Key<String> CHANNEL =
      Key.of("channel", Shape.text("[CDG][A-Z0-9]{2,30}", "a channel's id"), "The channel's id.")
          .always();
  static final Key<Path> SLACK_TOKEN =
      Key.of("token-file", Paths.path(), "File with the bot token, mode 0600.").always();
  static final Key<Path> SLACK_SECRET =
      Key.of("signing-secret-file", Paths.path(), "File with the signing secret, mode 0600.")
          .always();
  static final Key<InetSocketAddress> SMTP =
      Key.of("smtp", Addresses.peer(), "The mail server: host:port.").always();
  static final Key<String> ENCRYPTION =
      Key.of(
              "encryption",
              Shape.oneOf("tls", "starttls", "none"),
              "tls from the first byte, starttls before anything is said, or none, which only a"
                  + " server on this machine may have.")
          .orElse("tls");
  static final Key<String> FROM =
      Key.of("from", Shape.text(EMAIL, "an e-mail address"), "The sender.").always();
  static final Key<String> SMTP_USER = Key.of("user", Shape.text(), "The user at the mail server.");
  static final Key<Path> SMTP_PASSWORD =
      Key.of("password-file", Paths.path(), "File with that user's password, mode 0600.");
  static final Key<List<Named<NotifierConfig>>> NOTIFIERS =
      Key.of(
              "notifiers",
              Named.all(
                  NAME, "a name of " + ConfigKeys.NAME_LETTERS, new Variants<>(TYPE, notifiers())),
              "Ways to tell approvers, by name.")
          .orElse("{}");

  private static Map<String, Variant<NotifierConfig>> notifiers() {
    Map<String, Variant<NotifierConfig>> all = new LinkedHashMap<>();
    all.put(
        "webhook",
        new Variant<>(
            Section.of(TYPE, WEBHOOK_URL, WEBHOOK_SECRET)
                .refusing("secret", ON_DISK + "secret-file"),
            it -> new NotifierConfig.Webhook(it.get(WEBHOOK_URL), it.get(WEBHOOK_SECRET))));
    all.put(
        "slack",
        new Variant<>(
            Section.of(TYPE, SLACK_API, CHANNEL, SLACK_TOKEN, SLACK_SECRET),
            it ->
                new NotifierConfig.Slack(
                    it.get(SLACK_API),
                    it.get(CHANNEL),
                    it.get(SLACK_TOKEN),
                    it.get(SLACK_SECRET))));
    all.put(
        "email",
        new Variant<>(
            Section.of(TYPE, SMTP, ENCRYPTION, FROM, SMTP_USER, SMTP_PASSWORD)
                .refusing("password", ON_DISK + "password-file"),
            it ->
                new NotifierConfig.Mail(
                    it.get(SMTP),
                    Encryption.valueOf(it.get(ENCRYPTION).toUpperCase(Locale.ROOT)),
                    it.get(FROM),
                    it.find(SMTP_USER),
                    it.find(SMTP_PASSWORD))));
    return all;
  }
}
