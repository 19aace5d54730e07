package dev.countersign.cli;

import dev.countersign.catalog.Catalog;
import dev.countersign.catalog.CatalogStore;
import dev.countersign.config.GatewayConfig;
import java.io.IOException;

/** Which catalog counts: that in the state directory where one was taken in, else the shipped. */
final class Catalogs {

  private Catalogs() {}

  static CatalogStore store(GatewayConfig config) {
    return new CatalogStore(config.stateDirectory().resolve("catalog"));
  }

  /**
   * @throws CliException where one was taken in that cannot be used; falling back to the shipped
   *     one would judge by other facts than the operator chose
   */
  static Catalog open(GatewayConfig config) {
    try {
      return store(config).open();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  static CliException unusable(IOException e) {
    return new CliException(
        "the updated catalog cannot be used: "
            + e.getMessage()
            + ". Make it anew with \"countersign catalog update DIR\", or go back to the one that"
            + " ships with \"countersign catalog update --reset\"");
  }
}
