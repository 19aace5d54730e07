package dev.countersign.catalog;

import dev.countersign.catalog.MemberModel.Location;
import dev.countersign.catalog.RestRouter.Route;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * S3's own reading of a request. The bucket may stand in the host, the key is the rest of the path
 * byte for byte, and up to 36 operations share a method and a path, told apart by subresources.
 *
 * <p>So an operation fits only if it accounts for <em>everything</em> in the query, and for each
 * header that makes a request of one kind into one of another. Two subresources, or one that no
 * model names, fit nothing.
 */
final class S3Router {

  static final String SERVICE = "s3";

  /** Letters in upper case and underscores are from before 2018, in us-east-1 only. */
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

  private static final String BUCKET_LABEL = "Bucket";
  private static final String KEY_LABEL = "Key";
  private static final String WRITE_RESPONSE = "WriteGetObjectResponse";
  private static final String LIST_DIRECTORY_BUCKETS = "ListDirectoryBuckets";
  private static final String LIST_BUCKETS = "ListBuckets";

  private S3Router() {}

  /** Empty where no operation fits. */
  static Optional<Route> route(ServiceModel s3, AwsHost host, WireRequest request) {
    Map<String, String> labels = labels(host, request.head().rawPath());
    Headers headers = request.head().headers();
    Set<String> telling = tellingHeaders(s3, headers);
    refuseRepeats(request.query());
    return s3.operations().values().stream()
        .filter(operation -> operation.method().equals(request.method()))
        .filter(operation -> livesAt(operation.name(), host, labels))
        .filter(operation -> isFor(operation, labels))
        .filter(operation -> RestRouter.hasLiterals(operation, request.query()))
        .filter(operation -> RestRouter.missing(operation, request.query(), headers) == 0)
        .filter(operation -> accountsFor(operation, request.query(), telling))
        .map(operation -> new Route(operation, labels))
        .min(RestRouter.preference(request.query(), headers));
  }

  /** Bucket and key, wherever they stand. */
  private static Map<String, String> labels(AwsHost host, String rawPath) {
    Map<String, String> labels = new HashMap<>();
    String rest = rawPath.substring(1);
    if (bucketIsInHost(host)) {
      labels.put(BUCKET_LABEL, host.bucket().or(host::resourceLabel).orElseThrow());
    } else {
      int slash = rest.indexOf('/');
      String bucket = PercentCoding.decode(slash < 0 ? rest : rest.substring(0, slash), false);
      rest = slash < 0 ? "" : rest.substring(slash + 1);
      if (bucket.isEmpty() && !rest.isEmpty()) {
        throw new Refusal(Failure.UNREADABLE, "the path begins with two slashes");
      }
      if (!bucket.isEmpty()) {
        labels.put(BUCKET_LABEL, checkBucket(bucket));
      }
    }
    if (!rest.isEmpty()) {
      labels.put(KEY_LABEL, PercentCoding.decode(rest, false));
    }
    return labels;
  }

  private static boolean bucketIsInHost(AwsHost host) {
    return switch (host.kind()) {
      case S3_VIRTUAL, S3_ACCESS_POINT, S3_MRAP, S3_EXPRESS -> true;
      case S3_OBJECT_LAMBDA, S3_OUTPOSTS ->
          host.bucket().or(host::resourceLabel).isPresent() && host.hostPrefix().isEmpty();
      case S3_PATH, S3_EXPRESS_CONTROL, S3_CONTROL, VPC_ENDPOINT, REGULAR -> false;
    };
  }

  private static String checkBucket(String bucket) {
    if (!BUCKET.matcher(bucket).matches()) {
      throw new Refusal(Failure.UNREADABLE, "the path's first segment is no bucket name");
    }
    return bucket;
  }

  /** Three operations belong to hosts of their own, which the model's URIs do not show. */
  private static boolean livesAt(String operation, AwsHost host, Map<String, String> labels) {
    boolean directory = host.kind() == AwsHost.Kind.S3_EXPRESS_CONTROL;
    boolean route = host.kind() == AwsHost.Kind.S3_OBJECT_LAMBDA && !bucketIsInHost(host);
    return switch (operation) {
      case WRITE_RESPONSE -> route && WRITE_RESPONSE.equals(labels.get(BUCKET_LABEL));
      case LIST_DIRECTORY_BUCKETS -> directory;
      case LIST_BUCKETS -> !directory && !route;
      default -> !route && !(directory && labels.containsKey(KEY_LABEL));
    };
  }

  /** Whether the operation is the service's, a bucket's or an object's, as the path is. */
  private static boolean isFor(OperationModel operation, Map<String, String> labels) {
    if (operation.name().equals(WRITE_RESPONSE)) {
      return !labels.containsKey(KEY_LABEL);
    }
    return operation
        .members(Location.LABEL)
        .map(MemberModel::wire)
        .collect(Collectors.toSet())
        .equals(labels.keySet());
  }

  /** Whether the operation has a use for every parameter and for every telling header. */
  private static boolean accountsFor(
      OperationModel operation, Parameters query, Set<String> telling) {
    Set<String> parameters = wires(operation, Location.QUERY);
    Set<String> headers = wires(operation, Location.HEADER);
    return headers.containsAll(telling)
        && query.all().stream()
            .map(Parameters.Parameter::name)
            .allMatch(
                name ->
                    parameters.contains(name)
                        || operation.uri().literals().containsKey(name)
                        || name.equals("x-id"));
  }

  /** The request's headers that some operation requires: they change what the request is. */
  private static Set<String> tellingHeaders(ServiceModel s3, Headers headers) {
    Set<String> telling =
        s3.operations().values().stream()
            .flatMap(operation -> operation.members(Location.HEADER))
            .filter(MemberModel::required)
            .map(MemberModel::wire)
            .filter(headers::contains)
            .collect(Collectors.toSet());
    telling.forEach(headers::single);
    return telling;
  }

  private static Set<String> wires(OperationModel operation, Location location) {
    return operation.members(location).map(MemberModel::wire).collect(Collectors.toSet());
  }

  /** No S3 parameter is a list. */
  private static void refuseRepeats(Parameters query) {
    List<String> names = query.all().stream().map(Parameters.Parameter::name).toList();
    names.forEach(query::steering);
  }
}
