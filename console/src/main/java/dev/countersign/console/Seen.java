package dev.countersign.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.audit.AuditReader;
import dev.countersign.audit.RecordedCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request as the audit log has it, as far as pages list it.
 *
 * @param time of its first record
 * @param account name and number; empty where there is no call
 * @param verdict empty where the rules were not reached
 * @param status AWS's answer; 0 where there is none
 * @param failure why the gateway answered itself; empty where it did not
 * @param line its latest record
 */
record Seen(
    String id,
    Instant time,
    String agent,
    String account,
    String accountName,
    String service,
    String action,
    String access,
    String region,
    String resource,
    String host,
    String verdict,
    String rule,
    int status,
    String failure,
    String message,
    String line) {

  /**
   * @throws IllegalArgumentException where it has no id or no time
   */
  static Seen of(JsonNode entry, String line) {
    JsonNode call = entry.path("call");
    return new Seen(
        entry.required("id").asText(),
        Instant.parse(entry.required("time").asText()),
        entry.path("agent").asText(),
        call.path("account").asText(),
        call.path("account_name").asText(),
        call.path("service").asText(),
        call.path("action").asText(),
        call.path("access").asText(),
        call.path("region").asText(),
        call.path("resource").asText(),
        call.has("host") ? call.path("host").asText() : entry.path("host").asText(),
        entry.path("verdict").asText(),
        entry.path("rule").asText(),
        entry.path("upstream").path("status").asInt(),
        entry.path("failure").asText(),
        entry.path("message").asText(),
        line);
  }

  /** The same call with the time of its intent. */
  Seen at(Instant intent) {
    return new Seen(
        id,
        intent,
        agent,
        account,
        accountName,
        service,
        action,
        access,
        region,
        resource,
        host,
        verdict,
        rule,
        status,
        failure,
        message,
        line);
  }

  /** {@code ec2 TerminateInstances}, or the host where there is no call. */
  public String what() {
    return service.isEmpty() ? host : service + " " + (action.isEmpty() ? "(not known)" : action);
  }

  /** {@code ec2:TerminateInstances}, or the host where there is no call. */
  String operation() {
    return service.isEmpty() ? host : service + ":" + action;
  }

  /** What became of it, in a word or two. */
  public String outcome() {
    if (!failure.isEmpty()) {
      return failure.replace('_', ' ');
    }
    return status > 0 ? "answered " + status : "under way";
  }

  /** As rules can be asked about it again; empty where it is no call. */
  Optional<RecordedCall> recorded() {
    List<RecordedCall> calls = new ArrayList<>();
    try {
      AuditReader.stream(
          "the record",
          new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)),
          calls::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return calls.stream().findFirst();
  }
}
