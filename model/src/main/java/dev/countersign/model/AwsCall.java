package dev.countersign.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a request means to AWS: the {@code aws} facet of the rules, and the one reading from which
 * the request that goes upstream is rebuilt.
 *
 * @param service SigV4 signing name: {@code s3}, {@code dynamodb}
 * @param api the SDK's service id: {@code S3}, {@code Bedrock Runtime}; empty where not known
 * @param action API operation: {@code PutItem}; empty where {@code known} is false
 * @param known the operation was identified beyond doubt
 * @param account the account that the placeholder key names; {@link Account#NONE} where there is no
 *     key
 * @param region the region that is called: {@code eu-west-1}; where it is not known, the set of
 *     regions that the call is signed for, {@code *} or names with commas between them
 * @param partition {@code aws}, {@code aws-cn}, ...
 * @param resource the primary resource, as an ARN wherever one can be built, else its identifier;
 *     empty where the call names none
 * @param resources every resource that the call names, the primary one first
 * @param foreignAccount something in the call names an account other than {@code account}
 * @param method HTTP method as sent upstream
 * @param path raw path as sent upstream
 * @param host host as sent upstream
 * @param auth by what it is authenticated
 * @param iamActions the IAM actions that AWS will check: {@code s3:GetObject}
 * @param access what kind of thing the operation does
 * @param returnsCredentials the answer carries credentials, tokens or secret values
 * @param runsCode the operation makes something run: Lambda Invoke, SSM SendCommand, ...
 * @param params the operation's input members as far as they were read: strings, longs, doubles,
 *     booleans, lists and maps, and {@link LongText} where a text is too long to be kept
 * @param dryRun EC2-style {@code DryRun=true}
 * @param errorFormat how the caller expects to be told of an error
 * @param unknown facts that hang on a part of the request that was not read, because it is too long
 *     for it, that AWS decides, as it does the region of a call that is signed for several, or that
 *     an audit record does not have; their values here are what is known of them, and a rule that
 *     asks for more cannot be evaluated
 */
public record AwsCall(
    String service,
    String api,
    String action,
    boolean known,
    Account account,
    String region,
    String partition,
    String resource,
    List<String> resources,
    boolean foreignAccount,
    String method,
    String path,
    String host,
    Auth auth,
    List<String> iamActions,
    Access access,
    boolean returnsCredentials,
    boolean runsCode,
    Map<String, Object> params,
    boolean dryRun,
    ErrorFormat errorFormat,
    Set<Fact> unknown) {

  /** What may stay unknown of a call whose operation is known. */
  public enum Fact {
    REGION,
    PARTITION,
    RESOURCES,
    FOREIGN_ACCOUNT,
    PATH,
    IAM_ACTIONS,
    RETURNS_CREDENTIALS,
    RUNS_CODE,
    PARAMS,
    DRY_RUN
  }

  public AwsCall {
    resources = List.copyOf(resources);
    iamActions = List.copyOf(iamActions);
    params = Map.copyOf(params);
    unknown = Set.copyOf(unknown);
    if (known == action.isEmpty()) {
      throw new IllegalArgumentException("an operation is known exactly when it has a name");
    }
  }

  /** The same call, authenticated in another way. */
  public AwsCall with(Auth other) {
    return with(other, Map.of());
  }

  /** The same call, authenticated in another way, with these parameters beside its own. */
  public AwsCall with(Auth other, Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(params);
    all.putAll(more);
    return new AwsCall(
        service,
        api,
        action,
        known,
        account,
        region,
        partition,
        resource,
        resources,
        foreignAccount,
        method,
        path,
        host,
        other,
        iamActions,
        access,
        returnsCredentials,
        runsCode,
        all,
        dryRun,
        errorFormat,
        unknown);
  }

  /** Whether a fact has its true value here, and not only what is known of it. */
  public boolean knows(Fact fact) {
    return !unknown.contains(fact);
  }
}
