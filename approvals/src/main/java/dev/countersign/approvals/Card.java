package dev.countersign.approvals;

import dev.countersign.model.Access;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a person sees of a call. Every text in it is bounded, on one line, and shows what would be
 * invisible.
 *
 * @param agent the agent's name
 * @param verified whether a signature proved that it is this agent
 * @param address from where it came
 * @param account 12 digits
 * @param action the API operation; empty where it is not known
 * @param resource the primary resource; empty where the call names none
 * @param resources all of them, at most {@link #MOST_RESOURCES}
 * @param moreResources how many were left out
 * @param foreignAccount something in the call names another account
 * @param moreParams how many parameters were left out
 * @param unknown what of this could not be read off the request
 * @param reason the rule's, for people
 * @param terms how wide a permission the rule lets a person give
 */
public record Card(
    String agent,
    boolean verified,
    String address,
    String account,
    String accountName,
    String service,
    String api,
    String action,
    String region,
    String host,
    String method,
    String resource,
    List<String> resources,
    int moreResources,
    boolean foreignAccount,
    Access access,
    List<String> iamActions,
    boolean returnsCredentials,
    boolean runsCode,
    List<Param> params,
    int moreParams,
    Set<Fact> unknown,
    String rule,
    String reason,
    GrantTerms terms) {

  /** Resources, and IAM actions, that a card shows. */
  public static final int MOST_RESOURCES = 50;

  /** Characters of a resource's name: more than an ARN has. */
  public static final int RESOURCE = 2_100;

  /** Parameters that a card shows. */
  public static final int MOST_PARAMS = 50;

  /**
   * One parameter of the call.
   *
   * @param value what it is set to; a mark where it is redacted
   * @param redacted the value is secret
   */
  public record Param(String name, String value, boolean redacted) {}

  public Card {
    resources = List.copyOf(resources);
    iamActions = List.copyOf(iamActions);
    params = List.copyOf(params);
    unknown = Set.copyOf(unknown);
    if (resources.size() > MOST_RESOURCES
        || iamActions.size() > MOST_RESOURCES
        || params.size() > MOST_PARAMS) {
      throw new IllegalArgumentException("a card that nobody can read");
    }
  }

  /**
   * The card of a call that needs approval.
   *
   * @param shown the call's parameters, with {@link dev.countersign.model.Redacted} where a person
   *     is not to see one
   */
  public static Card of(
      Agent agent, AwsCall call, Verdict.Approve verdict, Map<String, Object> shown) {
    return new CardMaker(shown).card(agent, call, verdict);
  }

  /** {@code s3:PutObject}: what grants name operations by. */
  public String operation() {
    return service + ":" + action;
  }
}
