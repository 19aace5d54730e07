package dev.countersign.testkit;

import dev.countersign.model.AwsCredentials;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Directory buckets: S3's operations, in sessions that belong to one bucket ("CreateSession",
 * Amazon S3 API reference).
 */
final class S3Express implements Service {

  private static final Duration LIFETIME = Duration.ofMinutes(5);

  /** They are called with the caller's own credentials. */
  private static final Set<String> WITHOUT_SESSION =
      Set.of("CreateSession", "CopyObject", "UploadPartCopy", "HeadBucket");

  private record Session(String bucket, boolean readOnly) {}

  private final S3 s3;
  private final KeyRing keys;
  private final Clock clock;

  /** By their tokens. */
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  S3Express(S3 s3, KeyRing keys, Clock clock) {
    this.s3 = s3;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public String operation(Call call) {
    boolean creates =
        call.head().method().equals("GET") && call.head().rawQuery().startsWith("session");
    return creates ? "CreateSession" : s3.operation(call);
  }

  @Override
  public Reply answer(String operation, Call call) {
    Optional<String> token = call.header(KeyRing.EXPRESS_TOKEN);
    if (WITHOUT_SESSION.contains(operation) == token.isPresent()) {
      throw new AwsError(403, "AccessDenied", "Access Denied");
    }
    token.ifPresent(text -> check(text, call));
    return operation.equals("CreateSession") ? create(call) : s3.answer(operation, call);
  }

  private void check(String token, Call call) {
    Session session = sessions.get(token);
    boolean reads = Set.of("GET", "HEAD").contains(call.head().method());
    if (session == null
        || !session.bucket.equals(S3Target.of(call).bucket())
        || (session.readOnly && !reads)) {
      throw new AwsError(403, "AccessDenied", "Access Denied");
    }
  }

  private Reply create(Call call) {
    s3.requireBucket(call);
    Instant expiration = clock.instant().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
    AwsCredentials issued = keys.issueExpress(call.caller(), expiration);
    String token = issued.sessionToken() == null ? "" : issued.sessionToken().reveal();
    boolean readOnly = call.header("x-amz-create-session-mode").equals(Optional.of("ReadOnly"));
    sessions.put(token, new Session(S3Target.of(call).bucket(), readOnly));
    return Reply.xml(
        Xml.document(
            "CreateSessionResult",
            S3.NAMESPACE,
            xml ->
                xml.element(
                    "Credentials",
                    credentials ->
                        credentials
                            .leaf("SessionToken", token)
                            .leaf("SecretAccessKey", issued.secretAccessKey().reveal())
                            .leaf("AccessKeyId", issued.accessKeyId())
                            .leaf("Expiration", expiration))));
  }
}
