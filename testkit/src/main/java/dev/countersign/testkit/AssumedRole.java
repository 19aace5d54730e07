package dev.countersign.testkit;

import java.util.List;

/**
 * One AssumeRole call that succeeded.
 *
 * @param roleArn of the role
 * @param sessionName as the caller chose it
 * @param seconds how long the session lasts
 * @param policyArns the managed policies that narrow it
 */
public record AssumedRole(
    String roleArn, String sessionName, int seconds, List<String> policyArns) {

  public AssumedRole {
    policyArns = List.copyOf(policyArns);
  }
}
