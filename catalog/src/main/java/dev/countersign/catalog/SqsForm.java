package dev.countersign.catalog;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * SQS's forms. Its model speaks JSON and no longer has the names that older clients send in the
 * query protocol: {@code Attribute.1.Name} for a member of {@code Attributes} (Amazon SQS API
 * Reference of 2012-11-05, "Making Query API requests").
 */
final class SqsForm {

  private static final Map<String, String> MEMBERS =
      Map.ofEntries(
          Map.entry("ActionName", "Actions"),
          Map.entry("AWSAccountId", "AWSAccountIds"),
          Map.entry("Attribute", "Attributes"),
          Map.entry("AttributeName", "AttributeNames"),
          Map.entry("ChangeMessageVisibilityBatchRequestEntry", "Entries"),
          Map.entry("DeleteMessageBatchRequestEntry", "Entries"),
          Map.entry("MessageAttribute", "MessageAttributes"),
          Map.entry("MessageAttributeName", "MessageAttributeNames"),
          Map.entry("MessageSystemAttribute", "MessageSystemAttributes"),
          Map.entry("MessageSystemAttributeName", "MessageSystemAttributeNames"),
          Map.entry("SendMessageBatchRequestEntry", "Entries"),
          Map.entry("Tag", "Tags"),
          Map.entry("TagKey", "TagKeys"));

  /** What the names in a map's entries are called, by the map. */
  private static final Map<String, String> KEYS =
      Map.of(
          "Attribute", "Name",
          "MessageAttribute", "Name",
          "MessageSystemAttribute", "Name",
          "Tag", "Key");

  private SqsForm() {}

  /** The form's tree with the model's names; the tree itself where it is another service's. */
  static Map<String, Object> renamed(Found found, Map<String, Object> tree) {
    return found.service().id().equals("sqs") ? renamed(tree, MEMBERS) : tree;
  }

  private static Map<String, Object> renamed(Map<?, ?> level, Map<String, String> names) {
    Map<String, Object> renamed = new LinkedHashMap<>();
    level.forEach(
        (key, node) -> {
          String wire = (String) key;
          Object below = node instanceof Map<?, ?> map ? below(wire, map) : node;
          if (renamed.put(names.getOrDefault(wire, wire), below) != null) {
            throw new Refusal(
                Failure.AMBIGUOUS, "the parameter " + wire + " is there under two names");
          }
        });
    return renamed;
  }

  private static Map<String, Object> below(String wire, Map<?, ?> level) {
    if (!KEYS.containsKey(wire)) {
      return renamed(level, MEMBERS);
    }
    Map<String, String> entry = Map.of(KEYS.getOrDefault(wire, ""), "key", "Value", "value");
    Map<String, Object> entries = new LinkedHashMap<>();
    level.forEach(
        (index, node) ->
            entries.put(
                (String) index, node instanceof Map<?, ?> map ? renamed(map, entry) : node));
    return entries;
  }
}
