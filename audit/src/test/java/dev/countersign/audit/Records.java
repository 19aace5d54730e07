package dev.countersign.audit;

import dev.countersign.audit.AuditRecord.Approved;
import dev.countersign.audit.AuditRecord.Judged;
import dev.countersign.audit.AuditRecord.Phase;
import dev.countersign.audit.AuditRecord.Refused;
import dev.countersign.audit.AuditRecord.Session;
import dev.countersign.audit.AuditRecord.Timing;
import dev.countersign.audit.AuditRecord.Upstream;
import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Decision;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Failure;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Records for tests. */
final class Records {

  static final Instant TIME = Instant.parse("2026-01-31T12:00:00.123456Z");

  /** Stands in an input member, which no record shows. */
  static final String PLANTED = "planted-secret-value";

  private Records() {}

  /** An intent whose path and resource an agent has chosen. */
  static AuditRecord intent(String id, String path, List<String> resources) {
    return intent(
        id,
        call(path, resources),
        new Judged(Decision.of(new Verdict.Allow("reads", "", Narrowing.NONE)), "v1", 12));
  }

  static AuditRecord intent(String id, AwsCall call, Judged judged) {
    return new AuditRecord(
        id,
        TIME,
        Phase.INTENT,
        "127.0.0.1",
        Optional.of(new Agent("claude", "127.0.0.1", true)),
        Optional.of(call),
        "s3.eu-west-1.amazonaws.com",
        Optional.of(judged),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        12,
        0,
        new Timing(345, 0, 0, 0));
  }

  static AuditRecord intent(String id) {
    return intent(id, "/key", List.of("arn:aws:s3:::bucket/key"));
  }

  static AuditRecord outcome(String id) {
    AuditRecord before = intent(id);
    return new AuditRecord(
        id,
        TIME,
        Phase.OUTCOME,
        before.address(),
        before.agent(),
        before.call(),
        before.host(),
        before.judged(),
        Optional.of(new Approved("ap-1", List.of("ana", "raj"), "go on", "gr-1")),
        Optional.of(
            new Session("arn:aws:iam::222222222222:role/countersign", "countersign-claude")),
        Optional.of(new Upstream(200, "REQ1", "")),
        Optional.empty(),
        12,
        3456,
        new Timing(345, 56, 67, 89));
  }

  /** Nothing could be read but where it came from. */
  static AuditRecord unreadable(String message) {
    return new AuditRecord(
        "x1",
        TIME,
        Phase.OUTCOME,
        "127.0.0.1",
        Optional.empty(),
        Optional.empty(),
        "example.org",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Refused(Failure.UNREADABLE, message)),
        0,
        0,
        new Timing(0, 0, 0, 0));
  }

  static AwsCall call(String path, List<String> resources) {
    return new AwsCall(
        "s3",
        "S3",
        "GetObject",
        true,
        new Account("222222222222", "staging"),
        "eu-west-1",
        "aws",
        resources.isEmpty() ? "" : resources.getFirst(),
        resources,
        false,
        "GET",
        path,
        "bucket.s3.eu-west-1.amazonaws.com",
        Auth.SIGV4,
        List.of("s3:GetObject"),
        Access.READ,
        false,
        false,
        Map.of("SSECustomerKey", PLANTED),
        false,
        ErrorFormat.S3_XML,
        Set.of());
  }
}
