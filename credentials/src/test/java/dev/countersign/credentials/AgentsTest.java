package dev.countersign.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.config.GatewayConfig.AgentConfig;
import dev.countersign.config.GatewayConfig.BaseCredentials;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.InboundUnsigned;
import dev.countersign.signer.Payload;
import dev.countersign.signer.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentsTest {

  private static final String SECRET = "claudes-own-secret";
  private static final String ADDRESS = "127.0.0.1";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

  /** Fails the test where somebody reads it. */
  private static final RequestBody UNTOUCHED =
      new RequestBody() {
        @Override
        public byte[] bytes(int limit) {
          throw new AssertionError("the body was read");
        }

        @Override
        public String sha256() {
          throw new AssertionError("the body was hashed");
        }
      };

  @TempDir Path directory;
  private Path secretFile;

  @BeforeEach
  void writeSecret() throws IOException {
    secretFile = directory.resolve("claude.secret");
    Files.writeString(secretFile, SECRET + "\n");
    Files.setPosixFilePermissions(secretFile, PosixFilePermissions.fromString("rw-------"));
  }

  /** Claude has a secret and staging alone; the builder has no secret, prod and staging. */
  private Agents agents(boolean anonymous) {
    Map<String, AgentConfig> agents =
        Map.of(
            "claude",
            new AgentConfig("claude", "CLDE", Optional.of(secretFile), List.of(Configs.STAGING)),
            "builder",
            new AgentConfig(
                "builder", "BLDR", Optional.empty(), List.of(Configs.PROD, Configs.STAGING)));
    return new Agents(
        Configs.config(agents, anonymous, new BaseCredentials.DefaultChain(), Configs.direct()),
        CLOCK);
  }

  private static InboundSignature unverifiable(String accessKeyId) {
    return new InboundSignature(
        accessKeyId,
        new SigningScope("eu-west-1", "dynamodb"),
        CLOCK.instant(),
        List.of("host", "x-amz-date"),
        "0".repeat(64),
        new Payload.Absent(),
        Optional.empty(),
        HEAD,
        HEAD);
  }

  private static final RequestHead HEAD =
      new RequestHead(
          "POST",
          "/",
          "dynamodb.eu-west-1.amazonaws.com",
          443,
          Headers.of("Host", "dynamodb.eu-west-1.amazonaws.com", "X-Amz-Date", "20260101T120000Z"));

  private Refusal refused(Agents agents, String accessKeyId, Optional<Agent> tunnel) {
    return catchThrowableOfType(
        Refusal.class,
        () -> agents.identify(unverifiable(accessKeyId), UNTOUCHED, ADDRESS, tunnel));
  }

  @Test
  void theKeyNamesAgentAndAccount() {
    Agents.Caller caller =
        agents(false)
            .identify(unverifiable("AKIA111111111111BLDR"), UNTOUCHED, ADDRESS, Optional.empty());
    assertThat(caller.agent()).isEqualTo(new Agent("builder", ADDRESS, false));
    assertThat(caller.account()).isEqualTo(new Account(Configs.PROD, "prod"));
  }

  @Test
  void aSignatureWithItsSecretProvesAnAgent() {
    RequestHead signed = signedWith(SECRET);
    Agents.Caller caller =
        agents(false)
            .identify(InboundSignature.parse(signed), RequestBody.EMPTY, ADDRESS, Optional.empty());
    assertThat(caller.agent()).isEqualTo(new Agent("claude", ADDRESS, true));
  }

  @Test
  void aSignatureWithAnotherSecretDoesNot() {
    RequestHead signed = signedWith("placeholder");
    assertThatThrownBy(
            () ->
                agents(true)
                    .identify(
                        InboundSignature.parse(signed),
                        RequestBody.EMPTY,
                        ADDRESS,
                        Optional.empty()))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.SIGNATURE_MISMATCH))
        .hasMessageNotContaining(SECRET);
  }

  /** What an SDK would send: the gateway's own signer, with the agent's key. */
  private static RequestHead signedWith(String secret) {
    var signed =
        new Signer(CLOCK)
            .sign(
                unverifiable("AKIA222222222222CLDE"),
                Optional.empty(),
                RequestBody.EMPTY,
                new AwsCredentials("AKIA222222222222CLDE", Secret.of(secret), null, null));
    return new RequestHead(
        signed.method(), signed.target(), signed.host(), signed.port(), signed.headers());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AKIAIOSFODNN7EXAMPLE",
        "ASIAIOSFODNN7EXAMPLE",
        "akia222222222222CLDE",
        "AKIA222222222222clde",
        "AKIA22222222222２CLDE",
        "AKIA222222222222CLDE ",
        "AKIA222222222222CLDE\n",
        "AKIA222222222222CLDEX",
        "ASIA222222222222CLDE",
      })
  void anythingButAPlaceholderIsRefusedAndNotQuoted(String key) {
    Refusal refusal = refused(agents(true), key, Optional.empty());
    assertThat(refusal.failure()).isEqualTo(Failure.UNKNOWN_AGENT);
    assertThat(refusal).hasMessageContaining("countersign profiles");
    if (!key.isEmpty()) {
      assertThat(refusal).hasMessageNotContaining(key);
    }
  }

  @Test
  void aTagThatNobodyHasIsRefusedUnlessAnonymousAgentsMayCome() {
    assertThat(refused(agents(false), "AKIA111111111111NONE", Optional.empty()).failure())
        .isEqualTo(Failure.UNKNOWN_AGENT);
    assertThat(
            agents(true)
                .identify(
                    unverifiable("AKIA111111111111NONE"), UNTOUCHED, ADDRESS, Optional.empty())
                .agent())
        .isEqualTo(new Agent(Agent.ANONYMOUS, ADDRESS, false));
  }

  @ParameterizedTest
  @CsvSource({"AKIA333333333333BLDR", "AKIA999999999999BLDR"})
  void accountsThatAreNotItsOwnAreAllTheSame(String key) {
    Refusal refusal = refused(agents(false), key, Optional.empty());
    assertThat(refusal.failure()).isEqualTo(Failure.UNKNOWN_ACCOUNT);
    assertThat(refusal)
        .hasMessageContaining("prod (111111111111), staging (222222222222)")
        .hasMessageNotContaining("own");
  }

  @Test
  void anAnonymousAgentMayNameListedAccountsOnly() {
    assertThat(refused(agents(true), "AKIA333333333333NONE", Optional.empty()).failure())
        .isEqualTo(Failure.UNKNOWN_ACCOUNT);
  }

  @Test
  void whoeverOnlyClaimsAnAgentDoesNotLearnItsAccounts() {
    Refusal refusal = refused(agents(true), "AKIA111111111111CLDE", Optional.empty());
    assertThat(refusal.failure()).isEqualTo(Failure.UNKNOWN_ACCOUNT);
    assertThat(refusal).hasMessageNotContaining("staging").hasMessageNotContaining("222222222222");
  }

  @Test
  void whoeverHasProvedItByTheTunnelDoes() {
    Agent claude = new Agent("claude", ADDRESS, true);
    assertThat(refused(agents(true), "AKIA111111111111CLDE", Optional.of(claude)))
        .hasMessageContaining("staging (222222222222)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AKIA111111111111BLDR", "AKIA111111111111NONE"})
  void insideATunnelAnotherAgentsKeyIsRefused(String key) {
    Refusal refusal = refused(agents(true), key, Optional.of(new Agent("claude", ADDRESS, true)));
    assertThat(refusal.failure()).isEqualTo(Failure.UNKNOWN_AGENT);
    assertThat(refusal).hasMessageContaining("claude");
  }

  @Test
  void theProxyPasswordProvesAnAgent() {
    assertThat(agents(false).authenticate(basic("claude:" + SECRET), ADDRESS))
        .isEqualTo(new Agent("claude", ADDRESS, true));
    assertThat(agents(false).authenticate("bAsIc " + base64("claude:" + SECRET), ADDRESS).name())
        .isEqualTo("claude");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "claude:wrong",
        "claude:" + SECRET + " ",
        "claude:" + SECRET + "\n",
        "claude:" + SECRET + ":",
        "claude:",
        ":" + SECRET,
        "claude",
        "",
        "Claude:" + SECRET,
        "nobody:" + SECRET,
        "anonymous:" + SECRET,
        "builder:x",
        "builder:",
        "claude\u0000:" + SECRET,
      })
  void anythingElseProvesNone(String pair) {
    refusedProxy(basic(pair));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic",
        "Basic ",
        "Basic  Y2xhdWRlOmNsYXVkZXMtb3duLXNlY3JldA==",
        "Basic Y2xhdWRlOmNsYXVkZXMtb3duLXNlY3JldA",
        "Basic Y2xhdWRlOmNsYXVkZXMtb3duLXNlY3JldB==",
        "Basic Y2xhdWRlOmNsYXVkZXMtb3duLXNlY3JldA== ",
        "Basic Y2xhdWRlOmNsYXVkZXMtb3duLXNlY3JldA==, Basic eA==",
        "Bearer Y2xhdWRlOmNsYXVkZXMtb3duLXNlY3JldA==",
        "Y2xhdWRlOmNsYXVkZXMtb3duLXNlY3JldA==",
        "Basic /w==",
        "Basic wIB6OmE=",
        "Basic =",
      })
  void aHeaderWithASecondSpellingIsNoHeader(String value) {
    refusedProxy(value);
  }

  @Test
  void aHugeHeaderIsRefused() {
    refusedProxy(basic("claude:" + "x".repeat(100_000)));
  }

  private void refusedProxy(String value) {
    assertThatThrownBy(() -> agents(true).authenticate(value, ADDRESS))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.UNKNOWN_AGENT))
        .hasMessageNotContaining(SECRET)
        .hasMessageNotContaining(base64(SECRET).substring(0, 12))
        .hasNoCause();
  }

  private static String basic(String pair) {
    return "Basic " + base64(pair);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aSecretFileThatIsMissingOrEmptyIsAnError() throws IOException {
    Files.writeString(secretFile, "\n");
    assertThatThrownBy(() -> agents(false))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(secretFile.toString());
    Files.delete(secretFile);
    assertThatThrownBy(() -> agents(false))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(secretFile.toString());
  }

  @ParameterizedTest
  @EnumSource(
      value = Auth.class,
      names = {"NONE", "BEARER"})
  void withoutAKeyTheTunnelSaysWhoItIsAndNobodyForWhichAccount(Auth auth) {
    InboundUnsigned unsigned = new InboundUnsigned(auth, HEAD);
    Agent claude = new Agent("claude", ADDRESS, true);
    assertThat(agents(false).identify(unsigned, UNTOUCHED, ADDRESS, Optional.of(claude)))
        .isEqualTo(new Agents.Caller(claude, Account.NONE, Optional.empty(), Optional.empty()));
    assertThat(agents(true).identify(unsigned, UNTOUCHED, ADDRESS, Optional.empty()))
        .isEqualTo(
            new Agents.Caller(
                new Agent(Agent.ANONYMOUS, ADDRESS, false),
                Account.NONE,
                Optional.empty(),
                Optional.empty()));
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () -> agents(false).identify(unsigned, UNTOUCHED, ADDRESS, Optional.empty()));
    assertThat(refusal.failure()).isEqualTo(Failure.SIGNATURE_UNSUPPORTED);
    assertThat(refusal.getMessage()).contains("HTTPS_PROXY").contains("aws.auth");
  }
}
