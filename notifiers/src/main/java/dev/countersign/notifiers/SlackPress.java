package dev.countersign.notifiers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * That somebody pressed a button of a card.
 *
 * @param member the id in Slack of who did
 * @param action the button's
 * @param request {@code ap-...}
 * @param comment what stood in the card's input then; may be empty
 */
record SlackPress(String member, String action, String request, String comment) {

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(50).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .build();

  private static final String FORM = "payload=";

  /** Reads a form with the one field {@code payload}; empty where it is not a press of a button. */
  static Optional<SlackPress> read(byte[] body) {
    String form = new String(body, StandardCharsets.UTF_8);
    if (!form.startsWith(FORM) || form.indexOf('&') >= 0) {
      return Optional.empty();
    }
    try {
      String payload = URLDecoder.decode(form.substring(FORM.length()), StandardCharsets.UTF_8);
      return Optional.ofNullable(JSON.readTree(payload)).flatMap(SlackPress::press);
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<SlackPress> press(JsonNode payload) {
    JsonNode actions = payload.path("actions");
    if (!payload.path("type").asText().equals("block_actions") || actions.size() != 1) {
      return Optional.empty();
    }
    JsonNode action = actions.path(0);
    String request = action.path("value").asText("");
    return Optional.of(
        new SlackPress(
            payload.path("user").path("id").asText(""),
            action.path("action_id").asText(""),
            request,
            payload
                .path("state")
                .path("values")
                .path(SlackCard.COMMENT + ":" + request)
                .path(SlackCard.COMMENT)
                .path("value")
                .asText("")));
  }
}
