package dev.countersign.notifiers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.approvals.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One message in Slack, in Block Kit: a whole card for a single request, a short section for each
 * of several.
 */
record SlackCard(Links links, List<Request> requests, int more, Instant at) {

  /** Ids of what can be pressed. */
  static final String APPROVE = "approve_once";

  static final String DENY = "deny";

  /** The input of the comment; its block is this with the request's id. */
  static final String COMMENT = "comment";

  /** Characters that a comment may have. */
  static final int LONGEST_COMMENT = 1_000;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** What notifications and screen readers show. */
  String fallback() {
    Request first = requests.getFirst();
    String rest =
        requests.size() + more > 1 ? " and " + (requests.size() + more - 1) + " more" : "";
    return Texts.angles(Fact.headline(first) + rest + ": " + Standing.word(first, at));
  }

  ArrayNode blocks() {
    ArrayNode blocks = NODES.arrayNode();
    if (requests.size() == 1) {
      whole(blocks, requests.getFirst());
    } else {
      section(blocks, "*" + SlackText.code(requests.getFirst().card().agent()) + " asks for*");
      requests.forEach(request -> brief(blocks, request));
    }
    if (more > 0) {
      context(blocks, "and " + more + " more of the same batch");
    }
    return blocks;
  }

  /** The facts in two sections, so that long resources do not push the reason out. */
  private void whole(ArrayNode blocks, Request request) {
    List<Fact> facts = new ArrayList<>(Fact.all(request));
    List<Fact> lists =
        facts.stream().filter(it -> it.label().matches("Resources|Parameters")).toList();
    facts.removeAll(lists);
    section(blocks, SlackText.facts(facts));
    lists.forEach(fact -> section(blocks, SlackText.facts(List.of(fact))));
    state(blocks, request, true);
  }

  private void brief(ArrayNode blocks, Request request) {
    section(blocks, SlackText.code(Fact.brief(request)));
    state(blocks, request, false);
  }

  private void state(ArrayNode blocks, Request request, boolean withComment) {
    context(blocks, standing(request));
    if (Standing.of(request, at).over()) {
      return;
    }
    boolean answered = !request.group().commentRequired();
    if (answered && withComment) {
      blocks.add(comment(request));
    }
    blocks.add(buttons(request, answered));
  }

  private String standing(Request request) {
    List<String> parts = new ArrayList<>();
    if (Standing.of(request, at).over()) {
      parts.add("*" + Standing.word(request, at) + "*");
    } else {
      parts.add("expires " + expiry(request));
      parts.add(
          "asks " + request.group().quorum() + " of " + SlackText.code(request.group().name()));
    }
    if (request.group().commentRequired() && !Standing.of(request, at).over()) {
      parts.add("a comment is required: decide it in the console");
    }
    Fact.votes(request).stream().limit(5).map(SlackText::code).forEach(parts::add);
    return SlackText.fitting(parts, " \u00b7 ");
  }

  /** Slack shows it in the reader's time zone. */
  private static String expiry(Request request) {
    return "<!date^"
        + request.expires().getEpochSecond()
        + "^{date_short_pretty} {time_secs}|"
        + request.expires()
        + ">";
  }

  private static ObjectNode comment(Request request) {
    ObjectNode input = NODES.objectNode();
    input.put("type", "input").put("block_id", COMMENT + ":" + request.id());
    input.put("optional", true);
    plain(input.putObject("label"), "Comment");
    input
        .putObject("element")
        .put("type", "plain_text_input")
        .put("action_id", COMMENT)
        .put("max_length", LONGEST_COMMENT);
    return input;
  }

  private ObjectNode buttons(Request request, boolean answered) {
    ObjectNode actions = NODES.objectNode();
    actions.put("type", "actions").put("block_id", "decide:" + request.id());
    ArrayNode elements = actions.putArray("elements");
    if (answered) {
      button(elements, APPROVE, "Approve once").put("style", "primary").put("value", request.id());
      button(elements, DENY, "Deny").put("style", "danger").put("value", request.id());
    }
    button(elements, "console", "Open in the console").put("url", links.page(request));
    return actions;
  }

  private static ObjectNode button(ArrayNode elements, String action, String label) {
    ObjectNode button = elements.addObject().put("type", "button").put("action_id", action);
    plain(button.putObject("text"), label);
    return button;
  }

  private static void plain(ObjectNode text, String label) {
    text.put("type", "plain_text").put("text", label).put("emoji", false);
  }

  private static void section(ArrayNode blocks, String text) {
    mrkdwn(blocks.addObject().put("type", "section").putObject("text"), text);
  }

  private static void context(ArrayNode blocks, String text) {
    mrkdwn(blocks.addObject().put("type", "context").putArray("elements").addObject(), text);
  }

  private static void mrkdwn(ObjectNode node, String text) {
    node.put("type", "mrkdwn").put("verbatim", true).put("text", text);
  }
}
