package dev.countersign.credentials;

import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCredentials;
import java.util.List;

/** Credentials for calls: role sessions per account, cached and refreshed before they expire. */
public final class RoleSessions implements AutoCloseable {

  /**
   * Credentials to sign a call with, and the session that they belong to.
   *
   * @param role ARN of the role; empty where the base credential itself signs
   * @param session the role session's name; empty where there is none
   */
  public record Session(AwsCredentials credentials, String role, String session) {}

  private RoleSessions() {}

  /**
   * The session for a call; may block on STS.
   *
   * @throws dev.countersign.model.Refusal CREDENTIALS_REFUSED or CREDENTIALS_UNREACHABLE
   */
  public Session forCall(AwsCall call, Agent agent, List<String> sessionPolicies) {
    throw new UnsupportedOperationException(call + "" + agent + sessionPolicies);
  }

  @Override
  public void close() {}
}
