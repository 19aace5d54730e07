package dev.countersign.approvals;

import dev.countersign.approvals.Card.Param;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Redacted;
import dev.countersign.model.Verdict;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes the card of a call: what the agent chose is cut, and made visible, here. */
public final class Cards {

  /** Characters of a resource's name; an S3 key has at most 1024 bytes, its ARN some more. */
  private static final int RESOURCE = 1_200;

  /** Characters of a parameter's value. */
  private static final int VALUE = 500;

  /** How deep into a value a card looks. */
  private static final int DEPTH = 6;

  private Cards() {}

  /**
   * @param shown the call's parameters, with sensitive ones redacted
   */
  public static Card of(
      AwsCall call, Agent agent, Map<String, Object> shown, Verdict.Approve approve) {
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
        resource(call.host()),
        name(call.method()),
        resource(call.resource()),
        call.resources().stream().limit(Card.MOST_RESOURCES).map(Cards::resource).toList(),
        Math.max(0, call.resources().size() - Card.MOST_RESOURCES),
        call.foreignAccount(),
        call.access(),
        call.iamActions().stream().limit(Card.MOST_RESOURCES).map(Cards::name).toList(),
        call.returnsCredentials(),
        call.runsCode(),
        params(shown).limit(Card.MOST_PARAMS).toList(),
        Math.max(0, shown.size() - Card.MOST_PARAMS),
        call.unknown(),
        name(approve.rule()),
        Text.shown(approve.reason(), Text.COMMENT),
        approve.grant());
  }

  private static Stream<Param> params(Map<String, Object> shown) {
    return shown.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            entry -> {
              Rendering value = new Rendering();
              value.write(entry.getValue(), DEPTH);
              return new Param(
                  name(entry.getKey()), Text.shown(value.text.toString(), VALUE), value.redacted);
            });
  }

  private static String name(String text) {
    return Text.shown(text, Text.NAME);
  }

  private static String resource(String text) {
    return Text.shown(text, RESOURCE);
  }

  /** A value as one line of text, of which no more is written than is shown. */
  private static final class Rendering {
    private final StringBuilder text = new StringBuilder();
    private boolean redacted;

    private void write(Object value, int depth) {
      if (text.length() > VALUE) {
        return;
      }
      switch (value) {
        case Map<?, ?> _, List<?> _ when depth == 0 -> text.append("...");
        case Map<?, ?> map -> members(map, depth - 1);
        case List<?> list -> items(list, depth - 1);
        case Redacted _ -> {
          redacted = true;
          text.append(value);
        }
        default -> {
          String one = value.toString();
          text.append(one, 0, Math.min(one.length(), VALUE + 1));
        }
      }
    }

    private void members(Map<?, ?> map, int depth) {
      text.append('{');
      Iterator<? extends Map.Entry<?, ?>> all = map.entrySet().iterator();
      while (all.hasNext() && text.length() <= VALUE) {
        Map.Entry<?, ?> one = all.next();
        write(one.getKey(), depth);
        text.append(": ");
        write(one.getValue(), depth);
        text.append(all.hasNext() ? ", " : "");
      }
      text.append('}');
    }

    private void items(List<?> list, int depth) {
      text.append('[');
      Iterator<?> all = list.iterator();
      while (all.hasNext() && text.length() <= VALUE) {
        write(all.next(), depth);
        text.append(all.hasNext() ? ", " : "");
      }
      text.append(']');
    }
  }
}
