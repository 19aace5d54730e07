package dev.countersign.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A placeholder session is good for its key, its bucket and its time, and cannot be made up. */
class PlaceholderSessionsTest {

  private static final String KEY = "AKIA222222222222CLDE";

  private final MovableClock clock = new MovableClock();
  private final PlaceholderSessions sessions = new PlaceholderSessions(clock);

  private static InboundSignature request(String key, String host) {
    RequestHead head = new RequestHead("GET", "/", host, 443, Headers.EMPTY);
    return new InboundSignature(
        key,
        new SigningScope("us-east-1", "s3express"),
        Instant.EPOCH,
        List.of("host"),
        "0".repeat(64),
        new Payload.Absent(),
        Optional.empty(),
        head,
        head);
  }

  @Test
  void itIsGoodForItsKeyBucketAndTime() {
    InboundSignature request = request(KEY, "b.example");
    PlaceholderSessions.Granted granted = sessions.grant(request, SessionMode.READ_ONLY);
    String token = granted.token().reveal();
    assertThat(granted.expiration()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
    PlaceholderSessions.Held held = sessions.held(request, token);
    assertThat(held.mode()).isEqualTo(SessionMode.READ_ONLY);
    assertThat(held.secret()).isEqualTo(granted.secret());
    refused(sessions, request("AKIA222222222222OTHR", "b.example"), token);
    refused(sessions, request(KEY, "c.example"), token);
    refused(new PlaceholderSessions(clock), request, token);
    clock.advance(Duration.ofMinutes(5));
    refused(sessions, request, token);
  }

  @Test
  void noChangedTokenIsTaken() {
    InboundSignature request = request(KEY, "b.example");
    String token = sessions.grant(request, SessionMode.READ_ONLY).token().reveal();
    for (int at = 0; at < token.length(); at++) {
      char other = token.charAt(at) == 'A' ? 'B' : 'A';
      refused(sessions, request, token.substring(0, at) + other + token.substring(at + 1));
    }
    refused(sessions, request, "");
    refused(sessions, request, token + "A");
    refused(sessions, request, "." + token);
  }

  @Test
  void noTwoSessionsShareASecret() {
    InboundSignature request = request(KEY, "b.example");
    assertThat(sessions.grant(request, SessionMode.READ_WRITE).secret())
        .isNotEqualTo(sessions.grant(request, SessionMode.READ_WRITE).secret());
  }

  private static void refused(PlaceholderSessions by, InboundSignature request, String token) {
    assertThatThrownBy(() -> by.held(request, token))
        .as(token)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.SIGNATURE_MISMATCH));
  }
}
