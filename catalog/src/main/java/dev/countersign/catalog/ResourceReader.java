package dev.countersign.catalog;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which resources a call names, as ARNs: by the reviewed table where it has a line, else by the IAM
 * data's templates and by the members that are ARNs themselves.
 */
final class ResourceReader {

  private static final Pattern PARTIAL_ARN = Pattern.compile("([0-9]{12}):(?:function:)?(.+)");
  private static final String TABLE = "arn:{partition}:dynamodb:{region}:{account}:table/{}";
  private static final String FUNCTION = "arn:{partition}:lambda:{region}:{account}:function:{}";

  /** What other resources are given rather than what is called. */
  private static final Pattern USED = Pattern.compile("arn:[^:]*:(iam|kms):");

  /** Lines of the form: service, operation, path of the member, template. */
  private final Table templates = Table.of("resources.txt");

  /** In the order of the table, so that the first is the primary one; each once. */
  List<String> resources(Found found, AwsHost host, Place place, Map<String, Object> params) {
    if (found.operation().isEmpty()) {
      return List.of();
    }
    if (found.service().id().equals(S3Router.SERVICE)) {
      return S3Resources.of(found, host, place, params);
    }
    Set<String> resources = new LinkedHashSet<>();
    for (List<String> line : templates.all(found.service().id(), found.action())) {
      MemberPath.texts(params, line.getFirst())
          .flatMap(text -> texts(text, line.get(1)))
          .map(text -> resource(text, line.get(1), place))
          .forEach(resources::add);
    }
    if (resources.isEmpty()) {
      found.operation().flatMap(OperationModel::iam).stream()
          .flatMap(iam -> iam.resources().stream())
          .map(template -> TemplateFiller.fill(template, params, place))
          .forEach(resources::addAll);
      resources.addAll(arns(params));
    }
    return List.copyOf(resources);
  }

  private static Stream<String> texts(String text, String template) {
    return template.equals("statement") ? PartiQl.tables(text).stream() : Stream.of(text);
  }

  private static String resource(String text, String template, Place place) {
    if (Arns.isArn(text)) {
      return text;
    }
    return switch (template) {
      case "queue-url" -> QueueUrl.arn(text, place);
      case "function" -> function(text, place);
      case "key" -> key(text, place);
      case "statement" -> place.fill(TABLE, text);
      // Parameters and hosted zones are named with or without a slash before the name.
      default -> place.fill(template, template.contains("/{}") ? bare(text) : text);
    };
  }

  private static String bare(String text) {
    return text.startsWith("/") ? text.replaceFirst("^/(hostedzone/|healthcheck/)?", "") : text;
  }

  /** AWS Lambda API, "FunctionName": a name, an ARN, or {@code 123456789012:function:name}. */
  private static String function(String text, Place place) {
    Matcher partial = PARTIAL_ARN.matcher(text);
    return partial.matches()
        ? new Place(place.partition(), place.region(), partial.group(1))
            .fill(FUNCTION, partial.group(2))
        : place.fill(FUNCTION, text);
  }

  /** AWS KMS API, "KeyId": a key's id, an alias, or the ARN of either. */
  private static String key(String text, Place place) {
    return place.fill(
        "arn:{partition}:kms:{region}:{account}:{}",
        text.startsWith("alias/") ? text : "key/" + text);
  }

  /** A member that is an ARN says what the call is about; the roles and keys it uses come last. */
  private static List<String> arns(Map<String, Object> params) {
    return new TreeMap<>(params)
        .values().stream()
            .flatMap(value -> value instanceof List<?> list ? list.stream() : Stream.of(value))
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .filter(Arns::isArn)
            .sorted(Comparator.comparing(arn -> USED.matcher(arn).lookingAt()))
            .toList();
  }
}
