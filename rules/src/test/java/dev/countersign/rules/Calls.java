package dev.countersign.rules;

import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.ErrorFormat;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Calls for tests to judge. */
final class Calls {

  static final Agent CLAUDE = new Agent("claude", "127.0.0.1", true);
  static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  /** A call in which every field has a value of its own. */
  static final AwsCall DELETE = delete(Map.of());

  private Calls() {}

  static AwsCall delete(Map<String, Object> params) {
    return call("s3", "DeleteBucket", "prod", Access.WRITE, params);
  }

  static AwsCall call(
      String service,
      String action,
      String accountName,
      Access access,
      Map<String, Object> params) {
    return new AwsCall(
        service,
        "S3",
        action,
        true,
        new Account("111111111111", accountName),
        "eu-west-1",
        "aws",
        "arn:aws:s3:::a",
        List.of("arn:aws:s3:::a", "arn:aws:s3:::b"),
        true,
        "DELETE",
        "/a",
        "a.s3.eu-west-1.amazonaws.com",
        Auth.SIGV4,
        List.of("s3:DeleteBucket"),
        access,
        true,
        true,
        params,
        true,
        ErrorFormat.S3_XML,
        Set.of());
  }

  /** The same call, of which something could not be read. */
  static AwsCall unknown(AwsCall call, Set<AwsCall.Fact> facts) {
    return new AwsCall(
        call.service(),
        call.api(),
        call.action(),
        call.known(),
        call.account(),
        call.region(),
        call.partition(),
        call.resource(),
        call.resources(),
        false,
        call.method(),
        call.path(),
        call.host(),
        call.auth(),
        call.iamActions(),
        call.access(),
        call.returnsCredentials(),
        call.runsCode(),
        call.params(),
        call.dryRun(),
        call.errorFormat(),
        facts);
  }

  static RuleSet rules(String... lines) {
    return RuleSet.compile(List.of(new RuleSource("rules.yaml", String.join("\n", lines))));
  }
}
