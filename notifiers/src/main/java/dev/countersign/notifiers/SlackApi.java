package dev.countersign.notifiers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Three methods of Slack's Web API, in one channel.
 *
 * @param base {@code https://slack.com/api}
 * @param channel its id
 * @param token the bot's
 */
record SlackApi(URI base, String channel, Secret token, Poster poster) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Errors of Slack's own that pass. */
  private static final Set<String> PASSING =
      Set.of(
          "ratelimited",
          "rate_limited",
          "internal_error",
          "fatal_error",
          "service_unavailable",
          "request_timeout",
          "team_added_to_org");

  /** A new message; its handle is its timestamp. */
  Outcome post(SlackCard card) {
    return call("chat.postMessage", message(card));
  }

  Outcome update(String handle, SlackCard card) {
    return call("chat.update", message(card).put("ts", handle));
  }

  /** What only one member of the channel sees. */
  Outcome whisper(String member, String text) {
    return call("chat.postEphemeral", body().put("user", member).put("text", Texts.angles(text)));
  }

  private ObjectNode message(SlackCard card) {
    ObjectNode body = body();
    body.put("text", card.fallback());
    body.set("blocks", card.blocks());
    return body;
  }

  /** Nothing in a text becomes a link, a mention or a preview. */
  private ObjectNode body() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("channel", channel)
        .put("parse", "none")
        .put("link_names", false)
        .put("unfurl_links", false)
        .put("unfurl_media", false);
  }

  private Outcome call(String method, ObjectNode body) {
    return poster.post(
        URI.create(base + "/" + method),
        Map.of("Authorization", "Bearer " + token.reveal()),
        Poster.utf8(body),
        SlackApi::outcome);
  }

  /** Slack says 200 to what it refuses, too. */
  private static Outcome outcome(byte[] answer) {
    try {
      JsonNode json = JSON.readTree(answer);
      if (json.path("ok").asBoolean(false)) {
        return new Outcome.Delivered(json.path("ts").asText(""));
      }
      String error = json.path("error").asText("");
      return PASSING.contains(error)
          ? new Outcome.Again("Slack says " + error, Optional.empty())
          : new Outcome.Refused("Slack says " + known(error));
    } catch (IOException _) {
      return Outcome.again("an answer that is not Slack's");
    }
  }

  /** Slack's errors are words; anything else is not shown. */
  private static String known(String error) {
    return error.matches("[a-z_]{1,60}") ? error : "something that is not one of its errors";
  }
}
