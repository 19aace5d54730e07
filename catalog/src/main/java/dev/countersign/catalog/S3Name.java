package dev.countersign.catalog;

import dev.countersign.catalog.AwsHost.Kind;
import java.util.List;
import java.util.Optional;

/**
 * The part of an S3 host that all of its forms share, and one way for each form to complete it.
 *
 * @param region empty where the host leaves it open
 */
record S3Name(String host, String partition, String region) {

  private static final Optional<String> NONE = Optional.empty();

  Optional<AwsHost> service(String service, Kind kind) {
    return services(List.of(service), kind);
  }

  Optional<AwsHost> services(List<String> services, Kind kind) {
    return host(services, NONE, NONE, NONE, "", kind);
  }

  Optional<AwsHost> bucket(String bucket, Kind kind) {
    return host(List.of("s3"), Optional.of(bucket), NONE, NONE, "", kind);
  }

  Optional<AwsHost> resource(String resource, Kind kind) {
    return host(List.of("s3"), NONE, NONE, Optional.of(resource), "", kind);
  }

  /** A resource of {@code account}'s. */
  Optional<AwsHost> owned(String resource, String account, Kind kind) {
    return host(List.of("s3"), NONE, Optional.of(account), Optional.of(resource), "", kind);
  }

  Optional<AwsHost> control(String account) {
    return host(
        List.of("s3control"), NONE, Optional.of(account), NONE, "{AccountId}.", Kind.S3_CONTROL);
  }

  Optional<AwsHost> route(String route) {
    return host(
        List.of("s3"), NONE, NONE, Optional.of(route), "{RequestRoute}.", Kind.S3_OBJECT_LAMBDA);
  }

  private Optional<AwsHost> host(
      List<String> services,
      Optional<String> bucket,
      Optional<String> account,
      Optional<String> resource,
      String hostPrefix,
      Kind kind) {
    Optional<String> scope = region.isEmpty() ? NONE : Optional.of(region);
    return Optional.of(
        new AwsHost(
            host,
            partition,
            scope,
            services,
            bucket,
            account,
            resource,
            hostPrefix,
            kind,
            takesRegionSets(services, kind)));
  }

  /** As S3's rule set has it; the control plane of Outposts is another service, and has it not. */
  private static boolean takesRegionSets(List<String> services, Kind kind) {
    return switch (kind) {
      case S3_MRAP -> true;
      case S3_OUTPOSTS -> services.contains("s3");
      default -> false;
    };
  }
}
