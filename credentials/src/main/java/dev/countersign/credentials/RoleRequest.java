package dev.countersign.credentials;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that tells one role session from another, and so the key under which it is cached.
 *
 * @param role name, with its path if it has one: {@code countersign-gateway}, {@code ops/gateway}
 * @param session the role session's name
 * @param policies ARNs of managed session policies, sorted and without duplicates
 * @param stsRegion whose STS endpoint is asked
 */
record RoleRequest(
    String partition,
    String account,
    String role,
    String session,
    Optional<String> externalId,
    Duration duration,
    List<String> policies,
    String stsRegion) {

  RoleRequest {
    policies = policies.stream().distinct().sorted().toList();
  }

  String roleArn() {
    return "arn:" + partition + ":iam::" + account + ":role/" + role;
  }

  /** The external id is shared between two parties only, so it is not shown. */
  @Override
  public String toString() {
    return roleArn() + " as " + session + " in " + stsRegion + " narrowed by " + policies;
  }
}
