package dev.countersign.proxy;

import static dev.countersign.proxy.Fixture.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.approvals.Approval;
import dev.countersign.audit.AuditRecord.Approved;
import dev.countersign.config.GatewayConfig.HostsConfig;
import dev.countersign.model.Failure;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Refusal;
import dev.countersign.model.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gateway as a whole: who is let in, what is refused where, and how it ends. */
@ExtendWith(LeakExtension.class)
class GatewayTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir Path state;

  @Test
  void aHostThatIsNotPermittedIsRefusedInsideTheTunnel() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls("example.org")) {
      Wire.Message answer = client.send("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n").message();
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text()).contains("example.org is not an AWS endpoint");
      assertThat(answer.header("content-type")).startsWith("text/plain");
      assertThat(fixture.decisions.asked).containsExactly("OUTCOME");
      assertThat(aws.connections()).isZero();
    }
  }

  @Test
  void aTunnelToAPrivateAddressIsRefusedByWhatWouldBeDialled() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture =
            new Fixture(state, aws.address(), 4, new HostsConfig(true, List.of()), true);
        Wire client = fixture.tls("localhost")) {
      Wire.Message answer = client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").message();
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text()).contains("may not be dialled");
      assertThat(aws.connections()).isZero();
    }
  }

  @Test
  void anSniOtherThanTheTunnelsHostGetsNoHandshake() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address())) {
      Wire tunnel = fixture.connected(HOST, "");
      assertThatThrownBy(() -> Fixture.tls(tunnel, "sts.amazonaws.com"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void noSniGetsNoHandshake() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address())) {
      Wire tunnel = fixture.connected(HOST, "");
      SSLSocket socket =
          (SSLSocket)
              TestCa.INSTANCE
                  .client()
                  .getSocketFactory()
                  .createSocket(tunnel.socket(), "127.0.0.1", 443, true);
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @Test
  void plainHttpInsideTheTunnelIsClosed() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire tunnel = fixture.connected(HOST, "")) {
      tunnel.send(Fixture.get("/a"));
      assertThat(fixture.decisions.asked).isEmpty();
      while (tunnel.in().read() >= 0) {
        // A TLS alert, perhaps, and then the end.
      }
    }
  }

  @Test
  void theAgentThatTheTunnelProvedIsTheAgentOfItsCalls() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = Fixture.tls(fixture.connected(HOST, Fixture.AGENT), HOST)) {
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(200);
      assertThat(fixture.outcomes(1).getFirst().agent().orElseThrow().verified()).isTrue();
    }
  }

  @Test
  void whatIsNotAllowedDialsNothing() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.verdict =
          new Verdict.Approve("prod", "Ana decides.", "oncall", GrantTerms.ONCE, Narrowing.NONE);
      assertThat(client.send(Fixture.get("/a")).message().text())
          .contains("needs a person's approval", "nobody to ask", "prod", "Ana decides.");
      fixture.decisions.verdict = new Verdict.Deny(Verdict.NO_RULE, "");
      assertThat(client.send(Fixture.get("/a")).message().text()).contains("no rule allows");
      assertThat(aws.connections()).isZero();
      assertThat(fixture.outcomes(2))
          .allSatisfy(
              outcome ->
                  assertThat(outcome.refused().orElseThrow().failure()).isEqualTo(Failure.DENIED));
      assertThat(fixture.decisions.asked).doesNotContain("INTENT", "session", "sign");
    }
  }

  @Test
  void whatAPersonPermitsGoesAndIsOnRecord() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.verdict =
          new Verdict.Approve("prod", "Ana decides.", "oncall", GrantTerms.ONCE, Narrowing.NONE);
      fixture.decisions.people =
          asked -> {
            assertThat(aws.connections()).isZero();
            assertThat(asked.rulesVersion()).isEqualTo("v1");
            return new Approval("ap-1", List.of("ana"), "go on", Optional.of("gr-1"));
          };
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(200);
      assertThat(fixture.outcomes(1).getFirst().approval())
          .contains(new Approved("ap-1", List.of("ana"), "go on", "gr-1"));
      assertThat(fixture.decisions.asked)
          .containsSubsequence("judge", "obtain", "running", "narrow", "INTENT", "session");
    }
  }

  @Test
  void whatAPersonRefusesDialsNothingAndSaysWhy() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.verdict =
          new Verdict.Approve("prod", "", "", GrantTerms.ONCE, Narrowing.NONE);
      fixture.decisions.people =
          _ -> {
            throw new Refusal(Failure.APPROVAL_DENIED, "ana says: not on a Friday");
          };
      Wire.Message answer = client.send(Fixture.get("/a")).message();
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text()).contains("not on a Friday");
      assertThat(aws.connections()).isZero();
      assertThat(fixture.outcomes(1).getFirst().refused().orElseThrow().failure())
          .isEqualTo(Failure.APPROVAL_DENIED);
      assertThat(fixture.decisions.asked).doesNotContain("INTENT", "session", "sign");
    }
  }

  @Test
  void nobodyIsAskedForWhatNoAnswerCouldPermit() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.verdict =
          new Verdict.Approve("prod", "", "", GrantTerms.ONCE, Narrowing.NONE);
      fixture.decisions.service = "sts";
      fixture.decisions.action = "AssumeRole";
      assertThat(client.send(Fixture.get("/a")).message().text()).contains("real AWS credentials");
      assertThat(fixture.decisions.asked).doesNotContain("obtain");
    }
  }

  @Test
  void noRuleCanAllowRealCredentialsOrTheUnknown() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.service = "sts";
      fixture.decisions.action = "AssumeRole";
      assertThat(client.send(Fixture.get("/a")).message().text()).contains("real AWS credentials");
      fixture.decisions.action = "";
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(403);
      fixture.decisions.action = "GetCallerIdentity";
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(200);
      assertThat(aws.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void whateverFailsBeforeTheDialIsAnsweredAndRecordedOnce(Failure failure) throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.step =
          what -> {
            if (what.equals("session")) {
              throw new Refusal(failure, "because of " + failure);
            }
          };
      Wire.Message answer = client.send(Fixture.get("/a")).message();
      assertThat(answer.status()).isEqualTo(FailureAnswer.of(failure).status());
      assertThat(answer.text()).contains("because of " + failure);
      assertThat(fixture.outcomes(1)).hasSize(1);
      assertThat(aws.connections()).isZero();
    }
  }

  @Test
  void aMistakeIsA500AndTheGatewayServesOn() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      AtomicBoolean once = new AtomicBoolean();
      fixture.decisions.step =
          what -> {
            if (what.equals("judge") && once.compareAndSet(false, true)) {
              throw new IllegalStateException("secret detail");
            }
          };
      Wire.Message answer = client.send(Fixture.get("/a")).message();
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.text()).doesNotContain("secret detail");
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(200);
    }
  }

  @Test
  void anAuditThatCannotBeWrittenStopsTheCall() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.step =
          what -> {
            if (what.equals("INTENT") || what.equals("OUTCOME")) {
              throw new Refusal(Failure.AUDIT_UNAVAILABLE, "the audit cannot be written");
            }
          };
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(503);
      assertThat(fixture.decisions.asked).doesNotContain("session");
      assertThat(aws.connections()).isZero();
    }
  }

  @Test
  void overTheBoundOfExchangesTheAnswerIs503AndNobodyWaits() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture =
            new Fixture(state, aws.address(), 1, new HostsConfig(false, List.of()), false);
        Wire first = fixture.tls();
        Wire second = fixture.tls()) {
      fixture.decisions.step =
          what -> {
            if (what.equals("judge")) {
              await(go);
            }
          };
      first.send(Fixture.get("/a"));
      Fixture.eventually(() -> fixture.decisions.asked.contains("judge"));
      Wire.Message answer = second.send(Fixture.get("/b")).message();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("retry-after")).isEqualTo("1");
      go.countDown();
      assertThat(first.message().status()).isEqualTo(200);
    }
  }

  @Test
  void closingLetsARunningCallEndAndClosesIdleConnections() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire busy = fixture.tls();
        Wire idle = fixture.tls()) {
      fixture.decisions.step =
          what -> {
            if (what.equals("judge")) {
              await(go);
            }
          };
      busy.send(Fixture.get("/a"));
      Fixture.eventually(() -> fixture.decisions.asked.contains("judge"));
      Thread closing = Thread.ofVirtual().start(fixture::close);
      assertThat(idle.ended()).isTrue();
      go.countDown();
      assertThat(busy.message().status()).isEqualTo(200);
      closing.join();
      assertThatThrownBy(fixture::plain).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aPortInUseIsSaidClearly() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      var config = Fixture.config(state, Map.of(), 1, new HostsConfig(false, List.of()), false);
      var busy =
          new dev.countersign.config.GatewayConfig(
              config.source(),
              (java.net.InetSocketAddress) taken.getLocalSocketAddress(),
              config.endpoint(),
              config.stateDirectory(),
              config.accounts(),
              config.credentials(),
              config.agents(),
              config.anonymousAgents(),
              config.rules(),
              config.hosts(),
              config.upstream(),
              config.audit(),
              config.operators(),
              config.limits());
      assertThatThrownBy(
              () ->
                  Gateway.start(
                      busy, new FakeCollaborators(), new SimpleMeterRegistry(), Clock.systemUTC()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot listen on")
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aTunnelThatLeadsNowhereHasItsOutcomeToo() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always("");
        Fixture fixture =
            new Fixture(
                state, aws.address(), 16, new HostsConfig(false, List.of("localhost")), false);
        Wire refused = fixture.connected("localhost", Fixture.AGENT)) {
      assertThat(refused.socket().isConnected()).isTrue();
      assertThat(fixture.outcomes(1))
          .singleElement()
          .satisfies(
              outcome ->
                  assertThat(outcome.refused().orElseThrow().failure())
                      .isEqualTo(Failure.HOST_NOT_PERMITTED));
    }
  }
}
