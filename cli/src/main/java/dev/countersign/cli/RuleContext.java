package dev.countersign.cli;

import dev.countersign.catalog.Catalog;
import dev.countersign.config.GatewayConfig;
import dev.countersign.rules.RuleSet;
import dev.countersign.rules.RuleSource;
import dev.countersign.rules.Vocabulary;
import java.util.List;
import java.util.Optional;

/**
 * What the commands hold rule files and their tests against: the catalog, which is loaded once for
 * a command, and the configuration, where there is one.
 */
record RuleContext(Vocabulary vocabulary, CaptureReader captures) {

  static RuleContext of(Optional<GatewayConfig> config) {
    Catalog catalog = config.map(Catalogs::open).orElseGet(Catalog::bundled);
    Vocabulary aws = Vocabulary.of(catalog);
    return new RuleContext(config.map(aws::with).orElse(aws), new CaptureReader(catalog, config));
  }

  /**
   * Compiles rule files with all of their tests.
   *
   * @throws dev.countersign.model.InvalidFileException with everything that is wrong in any of them
   */
  RuleSet compile(List<RuleSource> sources) {
    return RuleSet.compile(sources, vocabulary, captures);
  }
}
