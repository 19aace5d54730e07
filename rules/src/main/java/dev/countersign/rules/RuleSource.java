package dev.countersign.rules;

import dev.countersign.config.YamlNode;

/**
 * The text of one rule file.
 *
 * @param name as the operator would name the file; errors and explanations show it
 * @param text YAML, at most 1 MiB
 */
public record RuleSource(String name, String text) {

  /**
   * Whether the file states rules, and not only tests of rules that stand elsewhere.
   *
   * @throws dev.countersign.model.InvalidFileException where it is no YAML
   */
  public boolean statesRules() {
    return YamlNode.parse(name, text) instanceof YamlNode.Mapping mapping
        && mapping.entries().stream().anyMatch(entry -> entry.key().text().equals("rules"));
  }
}
