package dev.countersign.rules;

import dev.countersign.catalog.Catalog;
import dev.countersign.config.ConfigReader;
import java.nio.file.Path;
import java.util.Map;

/** The real catalog's vocabulary, made once. */
final class Vocabularies {

  static final Vocabulary AWS = Vocabulary.of(Catalog.bundled());

  /** With the accounts prod (111111111111) and staging (222222222222), and the agent claude. */
  static final Vocabulary CONFIGURED =
      AWS.with(ConfigReader.read(Path.of("src/test/resources/countersign.yaml"), Map.of()));

  private Vocabularies() {}
}
