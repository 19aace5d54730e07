package dev.countersign.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.countersign.audit.AuditRecord.Approved;
import dev.countersign.audit.AuditRecord.Judged;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Decision;
import dev.countersign.model.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A record as one line of JSON. Only ASCII comes out: every other character is escaped, and so are
 * control characters, so that no reader's idea of a line end, no lone surrogate and no
 * right-to-left mark can make two lines of one or one of two. Strings that an agent chooses are cut
 * at a bound, and say so.
 */
final class RecordJson {

  /** Characters; an S3 key has at most 1024 bytes, its ARN some more. */
  static final int MAX_TEXT = 2048;

  static final int MAX_ITEMS = 100;

  /** Characters of all items of one list together. */
  static final int MAX_LIST = 16 * 1024;

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private RecordJson() {}

  /**
   * A record's members, still without the link to the line before.
   *
   * @return ASCII: an opening brace and the members, no closing brace
   */
  static String members(AuditRecord entry) {
    return write(json -> members(json, entry));
  }

  /** The members of a line of the log about itself: it was found torn, for one. */
  static String notice(Instant time, String message) {
    return write(
        json -> {
          json.writeStringField("time", time.toString());
          json.writeStringField("phase", "notice");
          text(json, "message", message);
        });
  }

  /**
   * The whole line.
   *
   * @param chain hash of the line before
   * @return ASCII, without a line feed
   */
  static byte[] line(String members, String chain) {
    return (members + ",\"chain\":\"" + chain + "\"}").getBytes(StandardCharsets.US_ASCII);
  }

  @FunctionalInterface
  private interface Members {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private static String write(Members members) {
    StringWriter out = new StringWriter(1024);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      members.writeTo(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a record does not become JSON", e);
    }
    return out.getBuffer().substring(0, out.getBuffer().length() - 1);
  }

  private static void members(JsonGenerator json, AuditRecord entry) throws IOException {
    text(json, "id", entry.id());
    json.writeStringField("time", entry.time().toString());
    json.writeStringField("phase", entry.phase().name().toLowerCase(Locale.ROOT));
    if (entry.agent().isPresent()) {
      text(json, "agent", entry.agent().get().name());
      json.writeBooleanField("verified", entry.agent().get().verified());
    }
    text(json, "address", entry.address());
    if (entry.call().isPresent()) {
      call(json, entry.call().get());
    } else {
      text(json, "host", entry.host());
    }
    if (entry.judged().isPresent()) {
      judged(json, entry.judged().get());
    }
    ends(json, entry);
    json.writeNumberField("bytes_in", entry.bytesIn());
    json.writeNumberField("bytes_out", entry.bytesOut());
    json.writeObjectFieldStart("timing");
    json.writeNumberField("decide_us", entry.timing().decideMicros());
    json.writeNumberField("approve_ms", entry.timing().approveMillis());
    json.writeNumberField("credentials_ms", entry.timing().credentialsMillis());
    json.writeNumberField("upstream_ms", entry.timing().upstreamMillis());
    json.writeEndObject();
  }

  private static void call(JsonGenerator json, AwsCall call) throws IOException {
    json.writeObjectFieldStart("call");
    text(json, "service", call.service());
    text(json, "api", call.api());
    text(json, "action", call.action());
    json.writeBooleanField("known", call.known());
    json.writeStringField("account", call.account().id());
    text(json, "account_name", call.account().name());
    text(json, "region", call.region());
    text(json, "partition", call.partition());
    text(json, "resource", call.resource());
    list(json, "resources", call.resources());
    json.writeBooleanField("foreign_account", call.foreignAccount());
    json.writeStringField("access", call.access().word());
    list(json, "iam_actions", call.iamActions());
    json.writeBooleanField("returns_credentials", call.returnsCredentials());
    json.writeBooleanField("runs_code", call.runsCode());
    json.writeBooleanField("dry_run", call.dryRun());
    text(json, "host", call.host());
    json.writeStringField("auth", call.auth().word());
    text(json, "method", call.method());
    text(json, "path", call.path());
    list(json, "unknown", call.unknown().stream().map(RecordJson::word).sorted().toList());
    json.writeEndObject();
  }

  /** A fact as records name it: {@code foreign_account}. */
  static String word(AwsCall.Fact fact) {
    return fact.name().toLowerCase(Locale.ROOT);
  }

  private static void judged(JsonGenerator json, Judged judged) throws IOException {
    Decision decision = judged.decision();
    verdict(json, decision.verdict());
    text(json, "rules_version", judged.rulesVersion());
    if (judged.size() >= 0) {
      json.writeNumberField("size", judged.size());
    }
    if (!decision.shadow().isEmpty()) {
      shadow(json, decision.shadow());
    }
    if (decision.wouldDiffer()) {
      json.writeObjectFieldStart("would");
      verdict(json, decision.would());
      json.writeEndObject();
    }
  }

  private static void shadow(JsonGenerator json, List<Verdict> matches) throws IOException {
    json.writeArrayFieldStart("shadow");
    for (Verdict match : matches.subList(0, Math.min(matches.size(), MAX_ITEMS))) {
      json.writeStartObject();
      verdict(json, match);
      json.writeEndObject();
    }
    json.writeEndArray();
    if (matches.size() > MAX_ITEMS) {
      json.writeNumberField("shadow_omitted", matches.size() - MAX_ITEMS);
    }
  }

  private static void verdict(JsonGenerator json, Verdict verdict) throws IOException {
    json.writeStringField("verdict", verdict.word());
    text(json, "rule", verdict.rule());
  }

  /** How it went: who permitted it, the session, AWS's answer or the gateway's own. */
  private static void ends(JsonGenerator json, AuditRecord entry) throws IOException {
    if (entry.approval().isPresent()) {
      approval(json, entry.approval().get());
    }
    if (entry.session().isPresent()) {
      json.writeObjectFieldStart("session");
      text(json, "role", entry.session().get().role());
      text(json, "name", entry.session().get().name());
      json.writeEndObject();
    }
    if (entry.upstream().isPresent()) {
      json.writeObjectFieldStart("upstream");
      json.writeNumberField("status", entry.upstream().get().status());
      text(json, "error", entry.upstream().get().error());
      text(json, "request_id", entry.upstream().get().requestId());
      json.writeEndObject();
    }
    if (entry.refused().isPresent()) {
      json.writeStringField(
          "failure", entry.refused().get().failure().name().toLowerCase(Locale.ROOT));
      text(json, "message", entry.refused().get().message());
    }
  }

  private static void approval(JsonGenerator json, Approved approval) throws IOException {
    json.writeObjectFieldStart("approval");
    text(json, "id", approval.id());
    list(json, "by", approval.by());
    text(json, "comment", approval.comment());
    if (!approval.grant().isEmpty()) {
      text(json, "grant", approval.grant());
    }
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, String value) throws IOException {
    json.writeStringField(name, cut(value));
  }

  /** The items up to the bounds, and as {@code <name>_omitted} how many more there are. */
  private static void list(JsonGenerator json, String name, List<String> items) throws IOException {
    int written = 0;
    int room = MAX_LIST;
    json.writeArrayFieldStart(name);
    while (written < items.size() && written < MAX_ITEMS) {
      String item = cut(items.get(written));
      room -= item.length();
      if (room < 0) {
        break;
      }
      json.writeString(item);
      written++;
    }
    json.writeEndArray();
    if (written < items.size()) {
      json.writeNumberField(name + "_omitted", items.size() - written);
    }
  }

  private static String cut(String value) {
    return value.length() <= MAX_TEXT
        ? value
        : value.substring(0, MAX_TEXT) + "[" + (value.length() - MAX_TEXT) + " more]";
  }
}
