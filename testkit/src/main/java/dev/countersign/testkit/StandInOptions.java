package dev.countersign.testkit;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Secret;
import java.time.Clock;
import java.util.List;

/**
 * The world that a stand-in pretends to be.
 *
 * @param port on 127.0.0.1; 0 for any free one
 * @param clock against which signatures and sessions age
 * @param baseAccount the account of the one user that exists, 12 digits
 * @param base that user's long-lived keys; the only credentials that may assume roles
 * @param roles that the base user is trusted by
 */
public record StandInOptions(
    int port, Clock clock, String baseAccount, AwsCredentials base, List<Role> roles) {

  /** The account of the base user in {@link #demo()}. */
  public static final String DEMO_BASE_ACCOUNT = "999999999999";

  /** The account that {@link #demo()} calls production. */
  public static final String PROD = "111111111111";

  /** The account that {@link #demo()} calls staging. */
  public static final String STAGING = "222222222222";

  /** The name of the role that exists in both accounts of {@link #demo()}. */
  public static final String DEMO_ROLE = "countersign-gateway";

  /**
   * A role that trusts the base user.
   *
   * @param account 12 digits
   * @param name as in its ARN, with its path where it has one: {@code teams/agents/gateway}
   * @param externalId that AssumeRole must give; empty for none
   */
  public record Role(String account, String name, String externalId) {

    /** {@code arn:aws:iam::111111111111:role/name}. */
    public String arn() {
      return "arn:aws:iam::" + account + ":role/" + name;
    }

    /** Without the path, as it stands in a session's ARN. */
    String simpleName() {
      return name.substring(name.lastIndexOf('/') + 1);
    }
  }

  public StandInOptions {
    roles = List.copyOf(roles);
  }

  /**
   * Two accounts with a role each that trusts a user of a third; any port, the system's clock. The
   * base user's secret is a fixed text: it opens nothing but a stand-in.
   */
  public static StandInOptions demo() {
    AwsCredentials base =
        new AwsCredentials(
            "AKIASTANDINBASEUSER0",
            Secret.of("stand-in/base/secret/opens/nothing/real0"),
            null,
            null);
    List<Role> roles =
        List.of(new Role(PROD, DEMO_ROLE, "countersign-demo"), new Role(STAGING, DEMO_ROLE, ""));
    return new StandInOptions(0, Clock.systemUTC(), DEMO_BASE_ACCOUNT, base, roles);
  }

  public StandInOptions withPort(int newPort) {
    return new StandInOptions(newPort, clock, baseAccount, base, roles);
  }

  public StandInOptions withClock(Clock newClock) {
    return new StandInOptions(port, newClock, baseAccount, base, roles);
  }

  public StandInOptions withBase(String account, AwsCredentials keys) {
    return new StandInOptions(port, clock, account, keys, roles);
  }

  public StandInOptions withRoles(List<Role> newRoles) {
    return new StandInOptions(port, clock, baseAccount, base, newRoles);
  }
}
