package dev.countersign.model;

import java.util.List;

/**
 * What a call may still not do although it may go: limits that AWS enforces on it.
 *
 * @param sessionPolicies ARNs of managed policies that narrow the session it is signed with; empty
 *     for the role's own permissions
 * @param confinesBuckets S3 is told to serve it only from buckets of the call's account
 */
public record Narrowing(List<String> sessionPolicies, boolean confinesBuckets) {

  public static final Narrowing NONE = new Narrowing(List.of(), false);

  public Narrowing {
    sessionPolicies = List.copyOf(sessionPolicies);
  }
}
