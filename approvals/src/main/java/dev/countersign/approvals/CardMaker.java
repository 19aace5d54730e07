package dev.countersign.approvals;

import dev.countersign.approvals.Card.Param;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.LongText;
import dev.countersign.model.Redacted;
import dev.countersign.model.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes a card of a call. What does not fit is counted and called unknown, so that a card never
 * looks complete that is not.
 */
final class CardMaker {

  /** Characters of a parameter's value. */
  static final int VALUE = 8_000;

  /** Characters of all parameters' values together. */
  static final int VALUES = 32_000;

  private static final int DEPTH = 8;

  private final Map<String, Object> shown;
  private final Set<Fact> unknown = EnumSet.noneOf(Fact.class);
  private boolean redacted;
  private int room = VALUES;

  CardMaker(Map<String, Object> shown) {
    this.shown = shown;
  }

  Card card(Agent agent, AwsCall call, Verdict.Approve verdict) {
    unknown.addAll(call.unknown());
    List<String> resources = list(call.resources(), Fact.RESOURCES);
    List<String> actions = list(call.iamActions(), Fact.IAM_ACTIONS);
    List<Param> params = params(new TreeMap<>(shown));
    return new Card(
        name(agent.name()),
        agent.verified(),
        name(agent.address()),
        call.account().id(),
        name(call.account().name()),
        name(call.service()),
        name(call.api()),
        name(call.action()),
        name(call.region()),
        name(call.host()),
        name(call.method()),
        resource(call.resource(), Fact.RESOURCES),
        resources,
        call.resources().size() - resources.size(),
        call.foreignAccount(),
        call.access(),
        actions,
        call.returnsCredentials(),
        call.runsCode(),
        params,
        shown.size() - params.size(),
        unknown,
        name(verdict.rule()),
        Text.shown(verdict.reason(), Text.COMMENT),
        verdict.grant());
  }

  private static String name(String text) {
    return Text.shown(text, Text.NAME);
  }

  /** A name that is cut could stand for another. */
  private String resource(String text, Fact fact) {
    if (text.length() > Card.RESOURCE) {
      unknown.add(fact);
    }
    return Text.shown(text, Card.RESOURCE);
  }

  private List<String> list(List<String> texts, Fact fact) {
    if (texts.size() > Card.MOST_RESOURCES) {
      unknown.add(fact);
    }
    return texts.stream().limit(Card.MOST_RESOURCES).map(text -> resource(text, fact)).toList();
  }

  private List<Param> params(Map<String, Object> all) {
    List<Param> params = new ArrayList<>();
    for (Map.Entry<String, Object> entry : all.entrySet()) {
      if (params.size() == Card.MOST_PARAMS) {
        unknown.add(Fact.PARAMS);
        break;
      }
      params.add(param(entry.getKey(), entry.getValue()));
    }
    return params;
  }

  private Param param(String name, Object value) {
    redacted = false;
    StringBuilder text = new StringBuilder();
    append(text, value, 0);
    int limit = Math.min(VALUE, room);
    if (text.length() > limit) {
      unknown.add(Fact.PARAMS);
    }
    String shown = Text.shown(text.toString(), limit);
    room -= Math.min(room, shown.length());
    return new Param(name(name), shown, redacted);
  }

  private void append(StringBuilder out, Object value, int depth) {
    if (out.length() > VALUE || depth > DEPTH) {
      // Longer than is shown already, or made so: the end is left out, and said to be.
      out.repeat(".", Math.max(0, VALUE + 1 - out.length()));
    } else {
      switch (value) {
        case Map<?, ?> map -> map(out, map, depth);
        case List<?> list -> list(out, list, depth);
        case Redacted mark -> {
          redacted = true;
          out.append(mark);
        }
        case LongText _ -> {
          unknown.add(Fact.PARAMS);
          out.append("(too long to be read)");
        }
        default -> out.append(value);
      }
    }
  }

  private void map(StringBuilder out, Map<?, ?> map, int depth) {
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
    String separator = "{";
    for (Map.Entry<String, Object> entry : sorted.entrySet()) {
      out.append(separator).append(entry.getKey()).append(": ");
      append(out, entry.getValue(), depth + 1);
      separator = ", ";
    }
    out.append(sorted.isEmpty() ? "{}" : "}");
  }

  private void list(StringBuilder out, List<?> list, int depth) {
    String separator = "[";
    for (Object item : list) {
      out.append(separator);
      append(out, item, depth + 1);
      separator = ", ";
    }
    out.append(list.isEmpty() ? "[]" : "]");
  }
}
