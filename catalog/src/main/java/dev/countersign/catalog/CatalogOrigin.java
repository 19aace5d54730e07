package dev.countersign.catalog;

import java.util.Optional;

/**
 * Where a catalog comes from.
 *
 * @param updated from models that the operator took in; otherwise it ships with this program
 * @param models the version of botocore that the models are of; empty where it is not known
 */
public record CatalogOrigin(boolean updated, Optional<String> models) {

  /** The version whose models are compiled into this program. */
  public static final CatalogOrigin BUNDLED = new CatalogOrigin(false, Optional.of("1.44.5"));

  @Override
  public String toString() {
    return (updated ? "updated" : "bundled")
        + models.map(version -> " (botocore " + version + ")").orElse("");
  }
}
