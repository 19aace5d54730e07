package dev.countersign.testkit;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** One base user, one session, and a clock that stands still: what the verifier's tests share. */
final class Fixture {

  static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  static final String BASE_ACCOUNT = "999999999999";
  static final String SESSION_ACCOUNT = "111111111111";

  static final AwsCredentials BASE =
      new AwsCredentials(
          "AKIATESTSBASEUSER000",
          Secret.of("base/secret/of/the/tests/0000000000000000"),
          null,
          null);
  static final AwsCredentials SESSION =
      new AwsCredentials(
          "ASIATESTSSESSION0000",
          Secret.of("session/secret/of/the/tests/0000000000000"),
          Secret.of("token+of/the==tests"),
          NOW.plus(Duration.ofHours(1)));

  static final Caller BASE_CALLER =
      new Caller(BASE_ACCOUNT, "arn:aws:iam::999999999999:user/base", "AIDATESTS");
  static final Caller SESSION_CALLER =
      new Caller(
          SESSION_ACCOUNT,
          "arn:aws:sts::111111111111:assumed-role/gateway/tests",
          "AROATESTS:tests");

  private Fixture() {}

  static KeyRing keys() {
    KeyRing keys = new KeyRing(new Credential(BASE, BASE_CALLER));
    keys.admit(new Credential(SESSION, SESSION_CALLER));
    return keys;
  }

  static Verifier verifierAt(Instant now) {
    return new Verifier(keys(), Clock.fixed(now, ZoneOffset.UTC));
  }
}
