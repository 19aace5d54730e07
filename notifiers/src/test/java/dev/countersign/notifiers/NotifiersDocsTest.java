package dev.countersign.notifiers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.approvals.Request;
import dev.countersign.config.OperatorsConfig.NotifierConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/notifiers.md} shows what receivers get. */
class NotifiersDocsTest {

  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path directory;

  @Test
  void theEventThatIsShownHasTheFieldsOfOneThatIsSent() throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "docs", "notifiers.md")));
    assertThat(example.find()).isTrue();
    JsonNode shown = Receiver.parse(example.group(1));
    JsonNode sent = sent();
    assertThat(names(shown)).isEqualTo(names(sent));
    assertThat(names(shown.path("request"))).isEqualTo(names(sent.path("request")));
    for (String list : List.of("params", "links")) {
      assertThat(names(shown.path("request").path(list).path(0)))
          .isNotEmpty()
          .isEqualTo(names(sent.path("request").path(list).path(0)));
    }
  }

  private JsonNode sent() {
    try (Receiver receiver = new Receiver().answers(Receiver.status(204));
        Office office = new Office(directory)) {
      office.tells(
          "hook",
          new NotifierConfig.Webhook(receiver.url("/hook"), office.secret("key", "webhook-key")),
          "oncall");
      office.open();
      Request request = office.ask(1);
      receiver.awaits(1);
      JsonNode event = receiver.bodies("/hook").getFirst();
      assertThat(event.path("request").path("id").asText()).isEqualTo(request.id());
      return event;
    }
  }

  /** In their order. */
  private static List<String> names(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }
}
