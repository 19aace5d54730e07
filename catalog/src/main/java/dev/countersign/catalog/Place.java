package dev.countersign.catalog;

/**
 * Where a call goes, as far as an ARN needs it.
 *
 * @param account the caller's, 12 digits
 */
record Place(String partition, String region, String account) {

  /** Fills in a template such as {@code arn:{partition}:sns:{region}:{account}:{}}. */
  String fill(String template, String value) {
    return template
        .replace("{partition}", partition)
        .replace("{region}", region)
        .replace("{account}", account)
        .replace("{}", value);
  }
}
