package dev.countersign.catalog;

import dev.countersign.catalog.AwsHost.Kind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * S3's host names, which carry buckets, access points and accounts (Amazon S3 User Guide, "Virtual
 * hosting of general purpose buckets", "Dual-stack endpoints", "Accessing Amazon S3 interface
 * endpoints").
 *
 * <p>A name is read from right to left, and the first label that is S3's own decides: everything to
 * its left is the customer's word. So a bucket may contain dots, start with {@code s3} or be named
 * like a region without being mistaken for anything else.
 */
final class S3Hosts {

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9.-]{3,63}");
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern NAME_AND_ACCOUNT = Pattern.compile("([a-z0-9-]+)-([0-9]{12})");
  private static final Pattern OUTPOST = Pattern.compile("op-[a-z0-9]+");
  private static final Pattern OUTPOST_ALIAS = Pattern.compile("[a-z0-9-]+--op-s3");
  private static final Pattern MRAP_ALIAS = Pattern.compile("[a-z0-9-]+\\.mrap");
  private static final Pattern ZONE = Pattern.compile("s3express-(?:fips-)?([a-z0-9-]+-az[0-9]+)");
  private static final Pattern DASHED_REGION = Pattern.compile("s3-(?:fips-)?([a-z0-9-]+)");

  private S3Hosts() {}

  /** Reads the labels before a partition's domain; empty where the name is not S3's. */
  static Optional<AwsHost> read(String host, Partitions.Split split) {
    List<String> labels = split.rest();
    String last = labels.getLast();
    Optional<EndpointData.Partition> partition = split.domain().partitionOf(last);
    if (partition.isPresent()) {
      boolean dualStackDomain =
          split.domain().variable().equals(HostTemplate.DUAL_STACK_DNS_SUFFIX);
      S3Name name = new S3Name(host, partition.orElseThrow().id(), last);
      return regional(name, dualStackDomain, labels.subList(0, labels.size() - 1));
    }
    return split.domain().variable().equals(HostTemplate.DNS_SUFFIX)
        ? global(host, split.domain(), labels)
        : Optional.empty();
  }

  /** {@code [rest.]anchor[.dualstack].region}. */
  private static Optional<AwsHost> regional(
      S3Name name, boolean dualStackDomain, List<String> labels) {
    boolean dualStack = !labels.isEmpty() && labels.getLast().equals("dualstack");
    List<String> form = dualStack ? labels.subList(0, labels.size() - 1) : labels;
    if (form.isEmpty()) {
      return Optional.empty();
    }
    String anchor = form.getLast();
    List<String> rest = form.subList(0, form.size() - 1);
    if (dualStackDomain) {
      // S3 spells dual-stack as a label; only the control plane of Outposts is under this domain.
      return base(anchor).equals("s3-outposts") && rest.isEmpty() && !dualStack
          ? name.service("s3control", Kind.S3_OUTPOSTS)
          : Optional.empty();
    }
    return switch (base(anchor)) {
      case "s3" -> bucketOrPath(name, rest);
      case "s3-accesspoint" -> accessPoint(name, rest, Kind.S3_ACCESS_POINT);
      case "s3-control" -> control(name, rest);
      case "s3-accelerate" -> dualStack ? accelerated(name, rest) : Optional.empty();
      case "s3-object-lambda" -> dualStack ? Optional.empty() : objectLambda(name, rest);
      case "s3-outposts" -> dualStack ? Optional.empty() : outposts(name, rest);
      case "s3express-control" ->
          rest.isEmpty()
              ? name.services(List.of("s3", "s3control"), Kind.S3_EXPRESS_CONTROL)
              : Optional.empty();
      default -> directoryBucket(name, anchor, rest);
    };
  }

  private static String base(String anchor) {
    return anchor.endsWith("-fips") ? anchor.substring(0, anchor.length() - 5) : anchor;
  }

  /**
   * Names without a region's label. Those whose region is fixed are the oldest partition's alone;
   * the others are signed for the region of the bucket that they lead to.
   */
  private static Optional<AwsHost> global(
      String host, Partitions.Domain domain, List<String> labels) {
    String anchor = labels.getLast();
    List<String> rest = labels.subList(0, labels.size() - 1);
    EndpointData.Partition first = domain.partitions().getFirst();
    S3Name open = new S3Name(host, first.id(), "");
    S3Name fixed = new S3Name(host, first.id(), first.globalRegion());
    boolean oldest = first.id().equals("aws");
    return switch (anchor) {
      case "s3" -> oldest ? bucketOrPath(rest.isEmpty() ? fixed : open, rest) : Optional.empty();
      case "s3-external-1" -> oldest ? bucketOrPath(fixed, rest) : Optional.empty();
      case "s3-accelerate" -> accelerated(open, rest);
      case "dualstack" ->
          !rest.isEmpty() && rest.getLast().equals("s3-accelerate")
              ? accelerated(open, rest.subList(0, rest.size() - 1))
              : Optional.empty();
      case "s3-global" -> multiRegion(open, rest);
      default -> dashedRegion(host, domain, anchor, rest);
    };
  }

  private static Optional<AwsHost> bucketOrPath(S3Name name, List<String> rest) {
    if (rest.isEmpty()) {
      return name.service("s3", Kind.S3_PATH);
    }
    String bucket = String.join(".", rest);
    boolean valid = BUCKET.matcher(bucket).matches() && !IP_ADDRESS.matcher(bucket).matches();
    return valid ? name.bucket(bucket, Kind.S3_VIRTUAL) : Optional.empty();
  }

  /** Transfer acceleration serves no bucket with a dot. */
  private static Optional<AwsHost> accelerated(S3Name name, List<String> rest) {
    return rest.size() == 1 ? bucketOrPath(name, rest) : Optional.empty();
  }

  /** The spelling before 2019: {@code s3-eu-west-1.amazonaws.com}. */
  private static Optional<AwsHost> dashedRegion(
      String host, Partitions.Domain domain, String anchor, List<String> rest) {
    Matcher dashed = DASHED_REGION.matcher(anchor);
    if (!dashed.matches()) {
      return Optional.empty();
    }
    String region = dashed.group(1);
    return domain
        .partitionOf(region)
        .flatMap(partition -> bucketOrPath(new S3Name(host, partition.id(), region), rest));
  }

  private static Optional<AwsHost> multiRegion(S3Name name, List<String> rest) {
    if (rest.isEmpty() || !rest.getLast().equals("accesspoint")) {
      return Optional.empty();
    }
    String alias = String.join(".", rest.subList(0, rest.size() - 1));
    return MRAP_ALIAS.matcher(alias).matches()
        ? name.resource(alias, Kind.S3_MRAP)
        : Optional.empty();
  }

  private static Optional<AwsHost> accessPoint(S3Name name, List<String> rest, Kind kind) {
    if (rest.size() != 1) {
      return Optional.empty();
    }
    Matcher form = NAME_AND_ACCOUNT.matcher(rest.getFirst());
    return form.matches() ? name.owned(form.group(1), form.group(2), kind) : Optional.empty();
  }

  private static Optional<AwsHost> control(S3Name name, List<String> rest) {
    if (rest.isEmpty()) {
      return name.service("s3control", Kind.S3_CONTROL);
    }
    return rest.size() == 1 && ACCOUNT.matcher(rest.getFirst()).matches()
        ? name.control(rest.getFirst())
        : Optional.empty();
  }

  /** An access point's host, or the route by which WriteGetObjectResponse answers. */
  private static Optional<AwsHost> objectLambda(S3Name name, List<String> rest) {
    if (rest.isEmpty()) {
      return name.service("s3", Kind.S3_OBJECT_LAMBDA);
    }
    Optional<AwsHost> accessPoint = accessPoint(name, rest, Kind.S3_OBJECT_LAMBDA);
    return accessPoint.isPresent() || rest.size() > 1 ? accessPoint : name.route(rest.getFirst());
  }

  private static Optional<AwsHost> outposts(S3Name name, List<String> rest) {
    if (rest.isEmpty()) {
      return name.service("s3control", Kind.S3_OUTPOSTS);
    }
    String outpost = rest.getLast();
    boolean alias = rest.size() == 2 && OUTPOST_ALIAS.matcher(rest.getFirst()).matches();
    if (alias && (outpost.equals("ec2") || OUTPOST.matcher(outpost).matches())) {
      return name.bucket(rest.getFirst(), Kind.S3_OUTPOSTS);
    }
    return OUTPOST.matcher(outpost).matches()
        ? accessPoint(name, rest.subList(0, rest.size() - 1), Kind.S3_OUTPOSTS)
        : Optional.empty();
  }

  /** The bucket's own name ends in the zone that the host names; anything else is a mistake. */
  private static Optional<AwsHost> directoryBucket(S3Name name, String anchor, List<String> rest) {
    Matcher zone = ZONE.matcher(anchor);
    if (!zone.matches() || rest.size() != 1) {
      return Optional.empty();
    }
    String bucket = rest.getFirst();
    String end = "--" + zone.group(1) + "--";
    boolean agree = bucket.endsWith(end + "x-s3") || bucket.endsWith(end + "xa-s3");
    return agree ? name.bucket(bucket, Kind.S3_EXPRESS) : Optional.empty();
  }

  /**
   * An interface endpoint: {@code [rest.]bucket|accesspoint|control.vpce-id.s3.region.vpce}.
   *
   * @param labels those before the endpoint's id
   */
  static Optional<AwsHost> readInterfaceEndpoint(S3Name name, List<String> labels) {
    if (labels.isEmpty()) {
      return Optional.empty();
    }
    List<String> rest = labels.subList(0, labels.size() - 1);
    return switch (labels.getLast()) {
      case "bucket" -> bucketOrPath(name, rest);
      case "accesspoint" -> accessPoint(name, rest, Kind.S3_ACCESS_POINT);
      case "control" -> control(name, rest);
      default -> Optional.empty();
    };
  }
}
