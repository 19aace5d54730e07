package dev.countersign.notifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Secret;
import dev.countersign.notifiers.DecisionLinks.Link;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class DecisionLinksTest {

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\u00e9";

  private static final Instant EXPIRES = Instant.parse("2026-03-01T08:10:00Z");
  private static final Instant NOW = EXPIRES.minusSeconds(1);
  private static final Link LINK = new Link("ap-7f3a", "ana", EXPIRES);

  private final DecisionLinks links =
      new DecisionLinks(Secret.of("a key of some thirty-two letters"));
  private final String token = links.make(LINK);

  @Test
  void saysWhatWasPutIn() {
    assertThat(links.read(token, NOW)).contains(LINK);
  }

  @Test
  void everyChangeOfOneCharacterIsRefused() {
    int tried = 0;
    for (int at = 0; at < token.length(); at++) {
      for (int letter = 0; letter < LETTERS.length(); letter++) {
        String changed = token.substring(0, at) + LETTERS.charAt(letter) + token.substring(at + 1);
        if (!changed.equals(token)) {
          assertThat(links.read(changed, NOW)).as(changed).isEmpty();
          tried++;
        }
      }
    }
    assertThat(tried).isGreaterThan(5_000);
  }

  @Test
  void whatIsMissingAddedOrDoubledIsRefused() {
    for (int at = 0; at < token.length(); at++) {
      String left = token.substring(0, at);
      assertThat(links.read(left, NOW)).isEmpty();
      assertThat(links.read(token.substring(at + 1), NOW)).isEmpty();
      assertThat(links.read(left + token.substring(at + 1), NOW)).isEmpty();
      assertThat(links.read(left + token.charAt(at) + token.substring(at), NOW)).isEmpty();
    }
    assertThat(links.read(token + "=", NOW)).isEmpty();
    assertThat(links.read(token + ".", NOW)).isEmpty();
    assertThat(links.read(token + "." + token, NOW)).isEmpty();
  }

  @Test
  void endsWithTheRequest() {
    assertThat(links.read(token, EXPIRES)).isEmpty();
    assertThat(links.read(token, EXPIRES.plusSeconds(1_000_000))).isEmpty();
  }

  @Test
  void anotherKeysLinksAreRefused() {
    DecisionLinks others = new DecisionLinks(Secret.of("another key of thirty-two letters"));
    assertThat(others.read(token, NOW)).isEmpty();
    assertThat(links.read(others.make(LINK), NOW)).isEmpty();
  }

  @Test
  void whatTheSameKeySignedForAnotherPurposeIsNoLink() {
    String payload =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("1\nap-7f3a\nraj\n1772352600".getBytes(StandardCharsets.UTF_8));
    byte[] mac = Hmac.of(Secret.of("a key of some thirty-two letters"), payload, new byte[0]);
    String forged = payload + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    assertThat(links.read(forged, NOW)).isEmpty();
  }

  @Test
  void whatIsTooLongIsNotLookedAt() {
    String person = "\u00e9".repeat(200);
    String request = "\u4e16".repeat(200);
    String longest = links.make(new Link(request, person, EXPIRES));
    assertThat(longest.length()).isGreaterThan(DecisionLinks.LONGEST_TOKEN);
    assertThat(links.read(longest, NOW)).isEmpty();
  }

  @Test
  void namesThatWouldBeOtherFieldsAreRefused() {
    assertThatThrownBy(() -> links.make(new Link("ap-1\nana", "raj", EXPIRES)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> links.make(new Link("ap-1", "", EXPIRES)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aShortKeyIsRefusedAndNotShown() {
    assertThatThrownBy(() -> new DecisionLinks(Secret.of("short-key")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("short-key");
  }
}
