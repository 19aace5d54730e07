package dev.countersign.model;

import java.util.List;

/**
 * The credential scope of a signature without its date: what the client believes it is calling.
 *
 * @param region {@code eu-west-1}; for SigV4A the set of regions as the client wrote it, {@code *}
 *     for all of them or names with commas between them: {@code us-east-1,us-west-2}
 * @param service the signing name: {@code s3}, {@code monitoring}
 */
public record SigningScope(SigningAlgorithm algorithm, String region, String service) {

  /** The set of every region that there is, and will be. */
  public static final String EVERY_REGION = "*";

  /** A scope of SigV4. */
  public SigningScope(String region, String service) {
    this(SigningAlgorithm.SIGV4, region, service);
  }

  /** The regions by name; {@link #EVERY_REGION} alone for all of them. */
  public List<String> regions() {
    return List.of(region.split(",", -1));
  }

  /** Whether a signature of this scope is good in {@code name}. */
  public boolean covers(String name) {
    return region.equals(EVERY_REGION) || regions().contains(name);
  }

  /** Whether exactly one region is meant, and so {@link #region} is its name. */
  public boolean isOneRegion() {
    return !region.equals(EVERY_REGION) && region.indexOf(',') < 0;
  }
}
