package dev.countersign.credentials;

import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.regions.Region;

/**
 * Which STS endpoint a session is asked from. A session that a regional endpoint gave out is good
 * in every region of the partition (IAM User Guide, "Manage AWS STS in an AWS Region"), so this is
 * about distance and independence, not about permission.
 */
final class StsRegions {

  /** The region that a partition always has enabled. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "aws", "us-east-1",
          "aws-cn", "cn-north-1",
          "aws-us-gov", "us-gov-west-1",
          "aws-eusc", "eusc-de-east-1",
          "aws-iso", "us-iso-east-1",
          "aws-iso-b", "us-isob-east-1",
          "aws-iso-e", "eu-isoe-west-1",
          "aws-iso-f", "us-isof-south-1");

  /** Partition by region, for every region that the SDK knows; pseudo regions are none. */
  private static final Map<String, String> PARTITIONS =
      Region.regions().stream()
          .filter(region -> !region.isGlobalRegion() && region.metadata() != null)
          .collect(
              Collectors.toUnmodifiableMap(
                  Region::id, region -> region.metadata().partition().id()));

  private StsRegions() {}

  /**
   * The called region where it is one of the partition's, else the partition's default. Only
   * regions that the SDK lists come back: what an agent writes cannot invent a host.
   */
  static String of(String partition, String region) {
    return partition.equals(PARTITIONS.get(region)) ? region : defaultOf(partition);
  }

  static String defaultOf(String partition) {
    String region = DEFAULTS.get(partition);
    if (region == null) {
      throw new IllegalArgumentException("partition: \"" + partition + "\" is not known");
    }
    return region;
  }
}
