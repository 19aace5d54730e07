package dev.countersign.catalog;

import java.util.List;
import java.util.Optional;

/**
 * What a host name says about the call that is sent to it. Whatever it does not say, nobody may
 * read out of it.
 *
 * @param host the name itself: lower case, no trailing dot
 * @param partition {@code aws}, {@code aws-cn}, ...
 * @param region the region that a signature for this host is scoped to, shown by the name or fixed
 *     by the models ({@code iam.amazonaws.com} is {@code us-east-1}); empty where the host leaves
 *     it to the caller, as for {@code bucket.s3.amazonaws.com}, or where a set of regions is signed
 * @param services botocore directory names of every service that lives here, sorted; never empty
 * @param bucket the S3 bucket, or the alias that stands in a bucket's place
 * @param accountId 12 digits, where the name carries an account
 * @param resourceLabel another resource's identifier in the name: an access point's name, a graph,
 *     an event endpoint
 * @param hostPrefix what an operation puts before its service's host, as the model writes it
 *     ({@code api.}, {@code {AccountId}.}); empty where there is none. Where one name is a
 *     service's prefixed host and another's plain one, the prefix is given
 * @param kind which grammar the name follows
 * @param regionSets whether a signature for a set of regions (SigV4A) is taken here
 */
record AwsHost(
    String host,
    String partition,
    Optional<String> region,
    List<String> services,
    Optional<String> bucket,
    Optional<String> accountId,
    Optional<String> resourceLabel,
    String hostPrefix,
    Kind kind,
    boolean regionSets) {

  AwsHost {
    services = services.stream().sorted().distinct().toList();
    if (services.isEmpty()) {
      throw new IllegalArgumentException("a host without a service is no endpoint: " + host);
    }
  }

  /** The forms of host names; S3 has most of them. */
  enum Kind {
    /** A service's own endpoint. */
    REGULAR(""),
    /** The bucket, if any, is the path's first segment. */
    S3_PATH(""),
    /** The bucket stands before the service: {@code bucket.s3.region}. */
    S3_VIRTUAL(""),
    /** {@code name-account.s3-accesspoint.region}. */
    S3_ACCESS_POINT(""),
    /** {@code name-account.s3-object-lambda.region}, and the route of WriteGetObjectResponse. */
    S3_OBJECT_LAMBDA("s3-object-lambda"),
    /** Buckets and access points on an Outpost, and their control plane. */
    S3_OUTPOSTS("s3-outposts"),
    /** {@code account.s3-control.region}. */
    S3_CONTROL(""),
    /** A directory bucket's zonal host. */
    S3_EXPRESS("s3express"),
    /** The control plane of directory buckets; the bucket is in the path. */
    S3_EXPRESS_CONTROL("s3express"),
    /** A multi-region access point: {@code alias.accesspoint.s3-global}. */
    S3_MRAP(""),
    /** An interface endpoint in somebody's VPC, of any service but S3. */
    VPC_ENDPOINT("");

    private final String signingName;

    Kind(String signingName) {
      this.signingName = signingName;
    }

    /** The SigV4 service name that this form is signed with; empty for the service's own. */
    Optional<String> signingName() {
      return signingName.isEmpty() ? Optional.empty() : Optional.of(signingName);
    }
  }
}
