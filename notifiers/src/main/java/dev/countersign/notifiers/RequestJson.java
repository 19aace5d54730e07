package dev.countersign.notifiers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.approvals.Card;
import dev.countersign.approvals.Request;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** A request as webhooks have it; {@code docs/notifiers.md} describes it. */
record RequestJson(People people, Links links) {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  ObjectNode of(Request request, Instant now) {
    ObjectNode json = NODES.objectNode();
    json.put("id", request.id()).put("batch", request.batch());
    json.put("state", Standing.word(request, now));
    json.put("asked", request.asked().toString()).put("expires", request.expires().toString());
    json.put("group", request.group().name()).put("quorum", request.group().quorum());
    json.put("comment_required", request.group().commentRequired());
    card(json, request.card());
    votes(json.putArray("votes"), request);
    json.put("url", links.page(request));
    if (!Standing.of(request, now).over()) {
      links(json.putArray("links"), request);
    }
    return json;
  }

  private static void card(ObjectNode json, Card card) {
    put(json, "agent", card.agent());
    json.put("agent_verified", card.verified());
    put(json, "address", card.address());
    put(json, "account", card.account());
    put(json, "account_name", card.accountName());
    put(json, "service", card.service());
    put(json, "action", card.action());
    put(json, "operation", card.operation());
    put(json, "region", card.region());
    put(json, "host", card.host());
    put(json, "method", card.method());
    put(json, "resource", card.resource());
    json.put(
        "more_resources",
        some(json.putArray("resources"), card.resources()) + card.moreResources());
    json.put("foreign_account", card.foreignAccount());
    put(json, "access", card.access().word());
    some(json.putArray("iam_actions"), card.iamActions());
    json.put("returns_credentials", card.returnsCredentials());
    json.put("runs_code", card.runsCode());
    params(json, card);
    ArrayNode unknown = json.putArray("unknown");
    card.unknown().stream()
        .map(it -> it.name().toLowerCase(Locale.ROOT))
        .sorted()
        .forEach(unknown::add);
    put(json, "rule", card.rule());
    put(json, "reason", card.reason());
  }

  private static void params(ObjectNode json, Card card) {
    ArrayNode params = json.putArray("params");
    card.params().stream()
        .limit(Fact.MOST_VALUES)
        .forEach(
            it -> {
              ObjectNode param = params.addObject();
              put(param, "name", it.name());
              put(param, "value", it.value());
              param.put("redacted", it.redacted());
            });
    json.put("more_params", card.params().size() - params.size() + card.moreParams());
  }

  private static void votes(ArrayNode votes, Request request) {
    for (Request.Vote vote : request.votes()) {
      ObjectNode json = votes.addObject();
      put(json, "person", vote.person());
      json.put("decision", Fact.isDenial(vote) ? "deny" : "approve");
      put(json, "comment", vote.decision().comment());
      json.put("at", vote.at().toString());
    }
  }

  private void links(ArrayNode array, Request request) {
    people
        .asked(request)
        .forEach(
            person ->
                array
                    .addObject()
                    .put("person", person.name())
                    .put("url", links.decide(request, person)));
  }

  /** How many are left out. */
  private static int some(ArrayNode array, List<String> values) {
    values.stream()
        .limit(Fact.MOST_VALUES)
        .forEach(value -> array.add(Texts.clip(value, Fact.LONGEST)));
    return values.size() - array.size();
  }

  private static void put(ObjectNode json, String name, String text) {
    json.put(name, Texts.clip(text, Fact.LONGEST));
  }
}
