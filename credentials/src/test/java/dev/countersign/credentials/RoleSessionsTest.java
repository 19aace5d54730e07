package dev.countersign.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.countersign.certs.CertificateAuthority;
import dev.countersign.config.GatewayConfig.BaseCredentials;
import dev.countersign.config.GatewayConfig.UpstreamConfig;
import dev.countersign.credentials.FakeSts.Asked;
import dev.countersign.credentials.RoleSessions.Session;
import dev.countersign.model.Agent;
import dev.countersign.model.Failure;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Refusal;
import dev.countersign.model.SessionStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** From the config to STS over TLS and back, by the AWS SDK. */
@Timeout(60)
class RoleSessionsTest {

  private static final String HOST = "sts.eu-west-1.amazonaws.com";
  private static final String BASE_ID = "AKIAPLANTEDBASEKEYID";
  private static final String BASE_SECRET = "planted-base-secret";
  private static final Agent CLAUDE = new Agent("claude", "127.0.0.1", true);

  @TempDir Path directory;
  private static final CertificateAuthority AUTHORITY = FakeSts.authority();
  private final FakeSts sts = new FakeSts(AUTHORITY, HOST);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final StringBuilder shown = new StringBuilder();

  @BeforeEach
  void listen() {
    logged.start();
    root().addAppender(logged);
    root().setLevel(Level.INFO);
  }

  /** Whatever a test made visible holds none of the secrets that went through it. */
  @AfterEach
  void nothingPlantedIsVisible() {
    root().detachAppender(logged);
    sts.close();
    for (ILoggingEvent event : logged.list) {
      shown.append(event.getFormattedMessage()).append(event.getThrowableProxy());
    }
    assertThat(shown).doesNotContain("planted", BASE_ID, "external-of-");
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private Path file(String name, String content) throws IOException {
    Path file = Files.writeString(directory.resolve(name), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private UpstreamConfig route(InetSocketAddress address) throws IOException {
    return new UpstreamConfig(
        Map.of("*", address),
        Optional.of(file("roots.pem", AUTHORITY.certificatePem())),
        Optional.empty());
  }

  private BaseCredentials staticKey() throws IOException {
    return new BaseCredentials.Static(
        BASE_ID, file("base.secret", BASE_SECRET + "\n"), Optional.empty());
  }

  private RoleSessions open(BaseCredentials base, UpstreamConfig upstream) {
    return RoleSessions.open(Configs.config(Map.of(), false, base, upstream), Clock.systemUTC());
  }

  private RoleSessions open() throws IOException {
    return open(staticKey(), route(sts.address()));
  }

  private static Session ask(RoleSessions sessions, String account, String... policies) {
    return sessions.forCall(Configs.call(account, "aws", "eu-west-1"), CLAUDE, List.of(policies));
  }

  private Refusal refused(RoleSessions sessions, String account, String... policies) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> ask(sessions, account, policies));
    StringWriter trace = new StringWriter();
    refusal.printStackTrace(new PrintWriter(trace));
    shown.append(trace);
    return refusal;
  }

  @Test
  void aCallIsSignedWithASessionOfItsAccountsRole() throws IOException {
    try (RoleSessions sessions = open()) {
      Session session = ask(sessions, Configs.STAGING, "arn:aws:iam::aws:policy/ReadOnlyAccess");
      shown.append(session);
      assertThat(session.role()).isEqualTo("arn:aws:iam::222222222222:role/ops/countersign");
      assertThat(session.session()).isEqualTo("countersign-claude");
      assertThat(session.credentials().accessKeyId()).isEqualTo("ASIASESSION000000001");
      assertThat(session.credentials().secretAccessKey().reveal())
          .isEqualTo(FakeSts.SESSION_SECRET);
    }
    assertThat(sts.asked).hasSize(1);
    Asked asked = sts.asked.getFirst();
    assertThat(asked.host()).isEqualTo(HOST);
    assertThat(asked.authorization()).contains(BASE_ID + "/").contains("/eu-west-1/sts/");
    assertThat(asked.form())
        .containsEntry("Action", "AssumeRole")
        .containsEntry("RoleArn", "arn:aws:iam::222222222222:role/ops/countersign")
        .containsEntry("RoleSessionName", "countersign-claude")
        .containsEntry("ExternalId", "external-of-staging")
        .containsEntry("DurationSeconds", "3600")
        .containsEntry("PolicyArns.member.1.arn", "arn:aws:iam::aws:policy/ReadOnlyAccess");
  }

  @Test
  void aSessionIsSharedByCallsThatMayShareIt() throws IOException {
    try (RoleSessions sessions = open()) {
      Session first = ask(sessions, Configs.STAGING);
      assertThat(ask(sessions, Configs.STAGING)).isEqualTo(first);
      assertThat(sts.asked).hasSize(1);

      ask(sessions, Configs.PROD);
      ask(sessions, Configs.STAGING, "arn:aws:iam::aws:policy/ReadOnlyAccess");
      sessions.forCall(
          Configs.call(Configs.STAGING, "aws", "eu-west-1"),
          new Agent("other", "127.0.0.1", false),
          List.of());
      assertThat(sts.asked).hasSize(4);
    }
  }

  @Test
  void howSessionsStandIsToldWithoutThem() throws IOException {
    try (RoleSessions sessions = open()) {
      assertThat(sessions.status()).isEmpty();
      ask(sessions, Configs.STAGING);
      sts.answer = FakeSts.error(403, "AccessDenied", "not for you");
      refused(sessions, Configs.PROD);
      List<SessionStatus> status = sessions.status();
      shown.append(status);
      assertThat(status)
          .extracting(SessionStatus::account)
          .containsExactlyInAnyOrder(Configs.STAGING, Configs.PROD);
      assertThat(status)
          .filteredOn(it -> it.account().equals(Configs.STAGING))
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.role()).isEqualTo("arn:aws:iam::222222222222:role/ops/countersign");
                assertThat(it.session()).isEqualTo("countersign-claude");
                assertThat(it.until().orElseThrow()).isAfter(Instant.now());
                assertThat(it.failure()).isEmpty();
              });
      assertThat(status)
          .filteredOn(it -> it.account().equals(Configs.PROD))
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.until()).isEmpty();
                assertThat(it.failure()).contains("not for you");
              });
    }
  }

  @Test
  void aRefusalOfStsIsPassedOnWithoutWhatItQuotes() throws IOException {
    sts.answer =
        FakeSts.error(
            403,
            "SignatureDoesNotMatch",
            "The Canonical String should have been 'POST&#10;/ x-amz-security-token:"
                + BASE_SECRET
                + " "
                + BASE_ID
                + " AKIAIOSFODNN7EXAMPLE'");
    try (RoleSessions sessions = open()) {
      Refusal refusal = refused(sessions, Configs.STAGING);
      assertThat(refusal.failure()).isEqualTo(Failure.CREDENTIALS_REFUSED);
      assertThat(refusal)
          .hasMessageContaining("SignatureDoesNotMatch: The Canonical String")
          .hasMessageContaining("arn:aws:iam::222222222222:role/ops/countersign")
          .hasMessageNotContaining("AKIAIOSFODNN7EXAMPLE")
          .hasNoCause();
      assertThat(String.valueOf(refusal.getMessage()).lines()).hasSize(1);

      assertThat(refused(sessions, Configs.STAGING)).isSameAs(refusal);
      assertThat(sts.asked).hasSize(1);
    }
  }

  @Test
  void theLimitOfRoleChainingIsStsOwnMessage() throws IOException {
    String message =
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
            + " chaining";
    sts.answer = FakeSts.error(400, "ValidationError", message);
    try (RoleSessions sessions = open()) {
      assertThat(refused(sessions, Configs.STAGING)).hasMessageContaining(message);
    }
  }

  @Test
  void anStsThatFailsMayHeal() throws IOException {
    sts.answer = FakeSts.error(503, "ServiceUnavailable", "later");
    try (RoleSessions sessions = open()) {
      assertThat(refused(sessions, Configs.STAGING).failure())
          .isEqualTo(Failure.CREDENTIALS_UNREACHABLE);
    }
  }

  @Test
  void anStsThatIsNotThereIsUnreachable() throws IOException {
    InetSocketAddress nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), closed.getLocalPort());
    }
    try (RoleSessions sessions = open(staticKey(), route(nobody))) {
      assertThat(refused(sessions, Configs.STAGING).failure())
          .isEqualTo(Failure.CREDENTIALS_UNREACHABLE);
    }
  }

  @Test
  void aCertificateOfAnotherNameIsNotBelieved() throws IOException {
    try (FakeSts other = new FakeSts(AUTHORITY, "sts.us-east-1.amazonaws.com");
        RoleSessions sessions = open(staticKey(), route(other.address()))) {
      assertThat(refused(sessions, Configs.STAGING).failure())
          .isEqualTo(Failure.CREDENTIALS_UNREACHABLE);
      assertThat(other.asked).isEmpty();
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityIsNotBelieved() throws IOException {
    try (FakeSts other = new FakeSts(FakeSts.authority(), HOST);
        RoleSessions sessions = open(staticKey(), route(other.address()))) {
      assertThat(refused(sessions, Configs.STAGING).failure())
          .isEqualTo(Failure.CREDENTIALS_UNREACHABLE);
      assertThat(other.asked).isEmpty();
    }
  }

  @Test
  void anAccountWithoutRoleIsSignedForByItsOwnKeyOnly() throws IOException {
    sts.answer = FakeSts.identity(Configs.OWN);
    try (RoleSessions sessions = open()) {
      Session session = ask(sessions, Configs.OWN);
      assertThat(session.credentials().accessKeyId()).isEqualTo(BASE_ID);
      assertThat(session.role()).isEmpty();
      assertThat(session.session()).isEmpty();
      ask(sessions, Configs.OWN);
      assertThat(sts.asked).hasSize(1);
    }
  }

  @Test
  void aKeyOfAnotherAccountDoesNotSignForIt() throws IOException {
    sts.answer = FakeSts.identity(Configs.PROD);
    try (RoleSessions sessions = open()) {
      Refusal refusal = refused(sessions, Configs.OWN);
      assertThat(refusal.failure()).isEqualTo(Failure.CREDENTIALS_REFUSED);
      assertThat(refusal).hasMessageContaining("belong to another account");
    }
  }

  @Test
  void aKeyThatCannotBeNarrowedDoesNotSignForARuleThatNarrows() throws IOException {
    try (RoleSessions sessions = open()) {
      assertThat(refused(sessions, Configs.OWN, "arn:aws:iam::aws:policy/ReadOnlyAccess"))
          .hasMessageContaining("no role");
      assertThat(sts.asked).isEmpty();
    }
  }

  @Test
  void aMissingBaseSaysWhatTheOperatorHasToDo() throws IOException {
    BaseCredentials none =
        new BaseCredentials.Static(BASE_ID, directory.resolve("missing"), Optional.empty());
    try (RoleSessions sessions = open(none, route(sts.address()))) {
      Refusal refusal = refused(sessions, Configs.STAGING);
      assertThat(refusal.failure()).isEqualTo(Failure.CREDENTIALS_REFUSED);
      assertThat(refusal).hasMessageContaining("operator").hasMessageContaining("static");
      assertThat(sts.asked).isEmpty();
    }
  }

  @Test
  void aProgramMayGiveTheBase() throws IOException {
    Path program =
        file(
            "give",
            "#!/bin/sh\necho '{\"Version\":1,\"AccessKeyId\":\"AKIAFROMTHEPROGRAM00\","
                + "\"SecretAccessKey\":\"planted-program-secret\"}'\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    BaseCredentials process = new BaseCredentials.CredentialProcess(List.of(program.toString()));
    try (RoleSessions sessions = open(process, route(sts.address()))) {
      ask(sessions, Configs.STAGING);
      assertThat(sts.asked.getFirst().authorization()).contains("AKIAFROMTHEPROGRAM00/");
    }
  }

  @Test
  void aProgramThatFailsShowsNothingOfWhatItPrints() throws IOException {
    Path program = file("fail", "#!/bin/sh\necho planted-output\necho planted-error >&2\nexit 3\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    BaseCredentials process = new BaseCredentials.CredentialProcess(List.of(program.toString()));
    try (RoleSessions sessions = open(process, route(sts.address()))) {
      assertThat(refused(sessions, Configs.STAGING).failure())
          .isEqualTo(Failure.CREDENTIALS_REFUSED);
    }
  }

  @Test
  void aWebIdentityIsExchangedForTheBaseAtTheDefaultRegion() throws IOException {
    BaseCredentials identity =
        new BaseCredentials.WebIdentity(
            "arn:aws:iam::999999999999:role/base", file("token", "planted.web.token\n"));
    try (FakeSts home = new FakeSts(AUTHORITY, "sts.us-east-1.amazonaws.com");
        RoleSessions sessions =
            open(
                identity,
                new UpstreamConfig(
                    Map.of(HOST, sts.address(), "*", home.address()),
                    Optional.of(file("roots.pem", AUTHORITY.certificatePem())),
                    Optional.empty()))) {
      home.answer = FakeSts.session("ASIAFROMWEBIDENTITY0", Instant.now().plusSeconds(3600));
      ask(sessions, Configs.STAGING);
      assertThat(home.asked.getFirst().form())
          .containsEntry("Action", "AssumeRoleWithWebIdentity")
          .containsEntry("WebIdentityToken", "planted.web.token")
          .containsEntry("RoleArn", "arn:aws:iam::999999999999:role/base");
      assertThat(home.asked.getFirst().authorization()).isEqualTo("null");
      assertThat(sts.asked.getFirst().authorization()).contains("ASIAFROMWEBIDENTITY0/");
    }
  }

  @Test
  void aProfileThatAssumesARoleTakesTheSameRoute() throws IOException {
    try (RoleSessions sessions =
        open(new BaseCredentials.Profile("chained"), route(sts.address()))) {
      ask(sessions, Configs.STAGING);
      assertThat(sts.asked).hasSize(2);
      assertThat(sts.asked.getFirst().host()).isEqualTo(HOST);
      assertThat(sts.asked.getFirst().authorization()).contains("AKIAPLANTEDPROFILEID/");
      assertThat(sts.asked.getFirst().form())
          .containsEntry("RoleArn", "arn:aws:iam::999999999999:role/chained");
      assertThat(sts.asked.getLast().authorization()).contains("ASIASESSION000000001/");
    }
  }

  @Test
  void aProfileThatIsNotThereIsAMissingBase() throws IOException {
    try (RoleSessions sessions =
        open(new BaseCredentials.Profile("nobody"), route(sts.address()))) {
      assertThat(refused(sessions, Configs.STAGING))
          .hasMessageContaining("profile nobody")
          .hasMessageContaining("operator");
    }
  }

  @Test
  void anEmptyDefaultChainIsAMissingBase() throws IOException {
    try (RoleSessions sessions = open(new BaseCredentials.DefaultChain(), route(sts.address()))) {
      assertThat(refused(sessions, Configs.STAGING).failure())
          .isEqualTo(Failure.CREDENTIALS_REFUSED);
    }
  }

  @Test
  void theOperatorsProxyIsAskedForTheRealName() throws IOException {
    try (RefusingProxy proxy = new RefusingProxy();
        RoleSessions sessions =
            open(
                staticKey(),
                new UpstreamConfig(Map.of(), Optional.empty(), Optional.of(proxy.address())))) {
      assertThat(refused(sessions, Configs.STAGING).failure())
          .isEqualTo(Failure.CREDENTIALS_UNREACHABLE);
      assertThat(proxy.asked).isNotEmpty().containsOnly("CONNECT " + HOST + ":443 HTTP/1.1");
    }
  }

  @Test
  void rootsThatCannotBeReadAreAnErrorAtOnce() throws IOException {
    UpstreamConfig broken =
        new UpstreamConfig(
            Map.of(), Optional.of(file("roots.pem", "no certificate")), Optional.empty());
    BaseCredentials base = staticKey();
    assertThatThrownBy(() -> open(base, broken))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("roots.pem");
  }

  @Test
  void anUnlistedAccountHasNoSession() throws IOException {
    try (RoleSessions sessions = open()) {
      assertThat(refused(sessions, "333333333333").failure()).isEqualTo(Failure.UNKNOWN_ACCOUNT);
    }
  }
}
