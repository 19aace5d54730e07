package dev.countersign.rules;

/**
 * The text of one rule file.
 *
 * @param name as the operator would name the file; errors and explanations show it
 * @param text YAML, at most 1 MiB
 */
public record RuleSource(String name, String text) {}
