package dev.countersign.cli;

import dev.countersign.catalog.Catalog;
import dev.countersign.catalog.CatalogStore;
import dev.countersign.catalog.WebSocketHost;
import dev.countersign.config.GatewayConfig;
import java.io.IOException;

/** Which catalog counts: that in the state directory where one was taken in, else the shipped. */
final class Catalogs {

  private Catalogs() {}

  static CatalogStore store(GatewayConfig config) {
    return new CatalogStore(config.stateDirectory().resolve("catalog"));
  }

  /**
   * The catalog that the configuration is right for.
   *
   * @throws CliException where one was taken in that cannot be used; falling back to the shipped
   *     one would judge by other facts than the operator chose. Likewise for a host under {@code
   *     apis} that is no account's alone, as far as the catalog knows
   */
  static Catalog open(GatewayConfig config) {
    try {
      Catalog catalog = store(config).open();
      config.accounts().values().stream()
          .flatMap(account -> account.apis().stream())
          .forEach(host -> requireOfAccount(catalog, host));
      return catalog;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static void requireOfAccount(Catalog catalog, String host) {
    if (catalog.webSocketHost(host).filter(WebSocketHost::ofAccount).isEmpty()) {
      throw new CliException(
          "apis: "
              + host
              + " (expected: ID.execute-api.REGION.amazonaws.com of an API of API Gateway's, or"
              + " ID-ats.iot.REGION.amazonaws.com of AWS IoT)");
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
