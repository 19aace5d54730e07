package dev.countersign.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a host name of AWS stands for: which service and region a signature must be scoped to.
 *
 * @param service the signing name
 * @param region of the host; a global service's fixed one, and the nearest of several
 * @param bucket for virtual-hosted S3 only
 * @param multiRegion whether signatures must be for a set of regions (SigV4A)
 */
record AwsEndpoint(
    String host, String service, String region, Optional<String> bucket, boolean multiRegion) {

  /** An endpoint in one region. */
  AwsEndpoint(String host, String service, String region, Optional<String> bucket) {
    this(host, service, region, bucket, false);
  }

  private static final List<String> SUFFIXES =
      List.of(".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws");
  private static final Pattern REGION = Pattern.compile("[a-z]{2,4}(-[a-z]+){1,2}-[0-9]");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern ZONE = Pattern.compile("s3express-[a-z0-9]+-az[0-9]");
  private static final String DEFAULT_REGION = "us-east-1";

  /** Services that live in one region, or that answer without one in their host name. */
  private static final Set<String> WITHOUT_REGION =
      Set.of(
          "iam",
          "sts",
          "route53",
          "cloudfront",
          "organizations",
          "budgets",
          "ce",
          "support",
          "queue",
          "s3",
          "sqs",
          "ec2",
          "dynamodb");

  /** Host labels that are not themselves the signing name. */
  private static final Map<String, String> SIGNING_NAMES =
      Map.of(
          "ddb", "dynamodb",
          "queue", "sqs",
          "email", "ses",
          "bedrock-runtime", "bedrock",
          "bedrock-agent", "bedrock",
          "bedrock-agent-runtime", "bedrock",
          "data-kinesis", "kinesis",
          "transcribestreaming", "transcribe",
          "runtime-sagemaker", "sagemaker");

  /** Reads a host name; empty where it is none of AWS's. */
  static Optional<AwsEndpoint> of(String host) {
    return SUFFIXES.stream()
        .filter(host::endsWith)
        .findFirst()
        .map(suffix -> host.substring(0, host.length() - suffix.length()))
        .map(rest -> new ArrayList<>(List.of(rest.split("\\.", -1))))
        .filter(labels -> labels.stream().allMatch(label -> LABEL.matcher(label).matches()))
        .flatMap(labels -> ofLabels(host, labels));
  }

  private static Optional<AwsEndpoint> ofLabels(String host, List<String> labels) {
    Optional<AwsEndpoint> several = multiRegion(host, labels);
    if (several.isPresent()) {
      return several;
    }
    Optional<AwsEndpoint> s3 = s3(host, new ArrayList<>(labels));
    return s3.isPresent() ? s3 : other(host, labels);
  }

  /**
   * {@code BUCKET.mrap.accesspoint.s3-global}, where the alias is a bucket's name for want of a
   * list of aliases, and {@code ID.endpoint.events}.
   */
  private static Optional<AwsEndpoint> multiRegion(String host, List<String> labels) {
    String first = labels.getFirst();
    String rest = String.join(".", labels.subList(1, labels.size()));
    return switch (rest) {
      case "mrap.accesspoint.s3-global" ->
          Optional.of(new AwsEndpoint(host, "s3", DEFAULT_REGION, Optional.of(first), true));
      case "endpoint.events", "veo.endpoint.events" ->
          Optional.of(new AwsEndpoint(host, "events", DEFAULT_REGION, Optional.empty(), true));
      default -> Optional.empty();
    };
  }

  /** {@code [bucket.]s3[-fips][.dualstack][.region]} and the old {@code [bucket.]s3-region}. */
  private static Optional<AwsEndpoint> s3(String host, List<String> labels) {
    String region = DEFAULT_REGION;
    if (labels.size() > 1 && REGION.matcher(labels.getLast()).matches()) {
      region = labels.removeLast();
    }
    if (labels.size() > 1 && labels.getLast().equals("dualstack")) {
      labels.removeLast();
    }
    String service = labels.removeLast();
    if (labels.size() == 1 && ZONE.matcher(service).matches()) {
      return Optional.of(
          new AwsEndpoint(host, "s3express", region, Optional.of(labels.getFirst())));
    }
    if (service.startsWith("s3-") && REGION.matcher(service.substring(3)).matches()) {
      region = service.substring(3);
    } else if (!service.equals("s3") && !service.equals("s3-fips")) {
      return Optional.empty();
    }
    Optional<String> bucket =
        labels.isEmpty() ? Optional.empty() : Optional.of(String.join(".", labels));
    return Optional.of(new AwsEndpoint(host, "s3", region, bucket));
  }

  /** {@code [prefix.]service[-fips][.region]}, and SQS's old {@code region.queue}. */
  private static Optional<AwsEndpoint> other(String host, List<String> labels) {
    if (labels.size() == 3 && labels.get(1).equals("iot")) {
      // An account's own broker, and not the service's API.
      return Optional.of(
          new AwsEndpoint(host, "iotdevicegateway", labels.getLast(), Optional.empty()));
    }
    boolean regional = REGION.matcher(labels.getLast()).matches() && labels.size() > 1;
    String label = labels.get(labels.size() - (regional ? 2 : 1)).replaceFirst("-fips$", "");
    String first = labels.getFirst();
    String region = DEFAULT_REGION;
    if (regional) {
      region = labels.getLast();
    } else if (label.equals("queue") && REGION.matcher(first).matches()) {
      region = first;
    } else if (!WITHOUT_REGION.contains(label)) {
      return Optional.empty();
    }
    return Optional.of(
        new AwsEndpoint(host, SIGNING_NAMES.getOrDefault(label, label), region, Optional.empty()));
  }
}
