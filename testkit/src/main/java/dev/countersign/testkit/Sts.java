package dev.countersign.testkit;

import dev.countersign.model.AwsCredentials;
import dev.countersign.testkit.StandInOptions.Role;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** AWS Security Token Service, API version 2011-06-15. */
final class Sts implements Service {

  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
  private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
  private static final int SHORTEST = 900;
  private static final int LONGEST = 43_200;
  private static final int USUAL = 3_600;

  private final KeyRing keys;
  private final List<Role> roles;
  private final Caller trusted;
  private final RoleLog log;
  private final Clock clock;

  /**
   * @param trusted the only caller that the roles trust
   */
  Sts(KeyRing keys, List<Role> roles, Caller trusted, RoleLog log, Clock clock) {
    this.keys = keys;
    this.roles = List.copyOf(roles);
    this.trusted = trusted;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public String operation(Call call) {
    return Form.of(call).required("Action");
  }

  @Override
  public Reply answer(String operation, Call call) {
    return switch (operation) {
      case "AssumeRole" -> assumeRole(call.caller(), Form.of(call));
      case "GetCallerIdentity" -> identity(call.caller());
      default -> throw AwsError.unknownOperation(operation);
    };
  }

  private static Reply identity(Caller caller) {
    return QueryReply.of(
        "GetCallerIdentity",
        NAMESPACE,
        xml ->
            xml.leaf("Arn", caller.arn())
                .leaf("UserId", caller.userId())
                .leaf("Account", caller.account()));
  }

  private Reply assumeRole(Caller caller, Form form) {
    String arn = form.required("RoleArn");
    String sessionName = form.required("RoleSessionName");
    int seconds = form.number("DurationSeconds", USUAL);
    checkSession(sessionName, seconds);
    Role role = trusting(caller, arn, form.get("ExternalId"));

    Instant expiration = clock.instant().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
    String roleId = "AROA" + keys.identifier(17);
    Caller session =
        new Caller(
            role.account(),
            "arn:aws:sts::"
                + role.account()
                + ":assumed-role/"
                + role.simpleName()
                + "/"
                + sessionName,
            roleId + ":" + sessionName);
    AwsCredentials issued = keys.issue(session, expiration);
    log.add(new AssumedRole(arn, sessionName, seconds, form.list("PolicyArns.member", "arn")));
    return written(session, issued, expiration);
  }

  private static void checkSession(String name, int seconds) {
    if (!SESSION_NAME.matcher(name).matches()) {
      throw invalid("roleSessionName must satisfy [\\w+=,.@-]{2,64}");
    }
    if (seconds < SHORTEST || seconds > LONGEST) {
      throw invalid("durationSeconds must be between " + SHORTEST + " and " + LONGEST);
    }
  }

  private static AwsError invalid(String constraint) {
    return new AwsError(400, "ValidationError", "1 validation error detected: " + constraint + ".");
  }

  /** A missing role, a foreign caller and a wrong external id are told alike, as by AWS. */
  private Role trusting(Caller caller, String arn, Optional<String> externalId) {
    return roles.stream()
        .filter(role -> role.arn().equals(arn))
        .filter(role -> caller.equals(trusted))
        .filter(
            role ->
                role.externalId().isEmpty() || externalId.equals(Optional.of(role.externalId())))
        .findFirst()
        .orElseThrow(
            () ->
                new AwsError(
                    403,
                    "AccessDenied",
                    "User: "
                        + caller.arn()
                        + " is not authorized to perform: sts:AssumeRole on resource: "
                        + arn));
  }

  private static Reply written(Caller session, AwsCredentials issued, Instant expiration) {
    return QueryReply.of(
        "AssumeRole",
        NAMESPACE,
        xml ->
            xml.element(
                    "AssumedRoleUser",
                    user -> user.leaf("AssumedRoleId", session.userId()).leaf("Arn", session.arn()))
                .element(
                    "Credentials",
                    keys -> {
                      keys.leaf("AccessKeyId", issued.accessKeyId())
                          .leaf("SecretAccessKey", issued.secretAccessKey().reveal());
                      if (issued.sessionToken() != null) {
                        keys.leaf("SessionToken", issued.sessionToken().reveal());
                      }
                      keys.leaf("Expiration", expiration);
                    }));
  }
}
