package dev.countersign.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.countersign.audit.AuditRecord.Phase;
import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Verdict;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads back what {@link RecordJson} writes, as far as the rules can see it. What a record does not
 * have, because it never stands in one, because it was cut, or because an older gateway wrote it,
 * is an unknown fact of the call.
 */
final class RecordParser {

  /**
   * One line.
   *
   * @param phase absent for the log's own notices
   * @param call absent where the request was no call that could be read
   */
  record Parsed(Optional<Phase> phase, Optional<RecordedCall> call) {}

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RecordParser() {}

  /**
   * @throws IllegalArgumentException where the line is no record; says why
   */
  static Parsed parse(byte[] line) {
    try {
      return parse(JSON.readTree(line));
    } catch (IOException e) {
      throw new IllegalArgumentException("it is not JSON", e);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("\"time\" is no time", e);
    }
  }

  private static Parsed parse(JsonNode entry) {
    String phase = text(entry, "phase");
    if (phase.equals("notice")) {
      return new Parsed(Optional.empty(), Optional.empty());
    }
    JsonNode call = entry.path("call");
    return new Parsed(
        Optional.of(word(Phase.class, phase)),
        call.isMissingNode() ? Optional.empty() : Optional.of(recorded(entry, call)));
  }

  private static RecordedCall recorded(JsonNode entry, JsonNode call) {
    return new RecordedCall(
        text(entry, "id"),
        Instant.parse(text(entry, "time")),
        new Agent(
            entry.path("agent").asText(Agent.ANONYMOUS),
            text(entry, "address"),
            entry.path("verified").asBoolean()),
        call(call),
        entry.has("verdict") ? Optional.of(verdict(entry)) : Optional.empty(),
        entry.path("size").asLong(-1),
        entry.path("upstream").path("status").asInt() > 0);
  }

  private static Verdict verdict(JsonNode entry) {
    String rule = text(entry, "rule");
    return switch (text(entry, "verdict")) {
      case "allow" -> new Verdict.Allow(rule, "", Narrowing.NONE);
      case "approve" -> new Verdict.Approve(rule, "", "", GrantTerms.ONCE, Narrowing.NONE);
      case "deny" -> new Verdict.Deny(rule, "");
      default -> throw new IllegalArgumentException("\"verdict\" is none");
    };
  }

  private static AwsCall call(JsonNode call) {
    String action = text(call, "action");
    String resource = text(call, "resource");
    Set<Fact> unknown = unknown(call);
    return new AwsCall(
        text(call, "service"),
        text(call, "api"),
        action,
        call.path("known").asBoolean(!action.isEmpty()),
        new Account(text(call, "account"), text(call, "account_name")),
        text(call, "region"),
        call.path("partition").asText(),
        wasCut(resource) ? "" : resource,
        texts(call, "resources"),
        call.path("foreign_account").asBoolean(),
        text(call, "method"),
        text(call, "path"),
        text(call, "host"),
        auth(call.path("auth").asText(Auth.SIGV4.word())),
        texts(call, "iam_actions"),
        access(text(call, "access")),
        call.path("returns_credentials").asBoolean(),
        call.path("runs_code").asBoolean(),
        Map.of(),
        call.path("dry_run").asBoolean(),
        ErrorFormat.JSON,
        unknown);
  }

  private static Set<Fact> unknown(JsonNode call) {
    Set<Fact> unknown = EnumSet.of(Fact.PARAMS);
    call.path("unknown").forEach(fact -> unknown.add(word(Fact.class, fact.asText())));
    for (Fact fact :
        List.of(
            Fact.PARTITION,
            Fact.FOREIGN_ACCOUNT,
            Fact.RETURNS_CREDENTIALS,
            Fact.RUNS_CODE,
            Fact.DRY_RUN)) {
      if (!call.has(RecordJson.word(fact))) {
        unknown.add(fact);
      }
    }
    for (Fact fact : List.of(Fact.RESOURCES, Fact.IAM_ACTIONS)) {
      if (isCutList(call, RecordJson.word(fact))) {
        unknown.add(fact);
      }
    }
    if (wasCut(text(call, "resource"))) {
      unknown.add(Fact.RESOURCES);
    }
    if (wasCut(text(call, "path"))) {
      unknown.add(Fact.PATH);
    }
    return unknown;
  }

  private static boolean isCutList(JsonNode call, String name) {
    boolean[] cut = {call.has(name + "_omitted")};
    call.path(name).forEach(item -> cut[0] |= wasCut(item.asText()));
    return cut[0];
  }

  /** The writer says so at the end of what it cuts, which makes it longer than all else. */
  private static boolean wasCut(String text) {
    return text.length() > RecordJson.MAX_TEXT;
  }

  private static Access access(String word) {
    return Arrays.stream(Access.values())
        .filter(level -> level.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("\"access\" is no access level"));
  }

  /** A record without it is from before there was any other. */
  private static Auth auth(String word) {
    return word(Auth.class, word);
  }

  private static List<String> texts(JsonNode call, String name) {
    if (!call.path(name).isArray()) {
      throw missing(name);
    }
    List<String> texts = new ArrayList<>();
    call.path(name).forEach(item -> texts.add(item.asText()));
    texts.removeIf(RecordParser::wasCut);
    return texts;
  }

  private static String text(JsonNode object, String name) {
    if (!object.path(name).isTextual()) {
      throw missing(name);
    }
    return object.path(name).textValue();
  }

  private static <E extends Enum<E>> E word(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "it has a " + type.getSimpleName() + " that this gateway does not know"));
  }

  private static IllegalArgumentException missing(String name) {
    return new IllegalArgumentException("\"" + name + "\" is missing");
  }
}
