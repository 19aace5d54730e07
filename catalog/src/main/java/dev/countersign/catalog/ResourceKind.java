package dev.countersign.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the text that names a resource stands for. Mostly it is a name that a template turns into an
 * ARN, or an ARN already; the members that AWS reads in several spellings have a kind of their own,
 * so that one resource has one ARN however it was spelt.
 */
final class ResourceKind {

  private static final String FUNCTION = "arn:{partition}:lambda:{region}:{account}:function:{:}";
  private static final String KEY = "arn:{partition}:kms:{region}:{account}:{}";
  private static final String TABLE = "arn:{partition}:dynamodb:{region}:{account}:table/{}";
  private static final String LOG_GROUP = "arn:{partition}:logs:{region}:{account}:log-group:{}";
  private static final String PARAMETER = "arn:{partition}:ssm:{region}:{account}:parameter/{}";
  private static final String SECRET =
      "arn:{partition}:secretsmanager:{region}:{account}:secret:{}";
  private static final String SSM = "arn:{partition}:ssm:{region}:{account}:";
  private static final String EVENTS = "arn:{partition}:events:{region}:{account}:";
  private static final String CLOUDFORMATION_TYPE =
      "arn:{partition}:cloudformation:{region}:{account}:type/resource/{}";
  private static final String BEDROCK = "arn:{partition}:bedrock:{region}:";

  /** AWS Lambda API, "FunctionName": all of an ARN but the name may be left out. */
  private static final Pattern FUNCTION_NAME =
      Pattern.compile(
          "(?:arn:[a-z-]+:lambda:)?(?:(?<region>[a-z]+(?:-[a-z]+)+-[0-9]):)?"
              + "(?:(?<account>[0-9]{12}):)?(?:function:)?(?<name>[^:]+(?::[^:]+)?)");

  /** AWS Systems Manager API, "GetParameter": a version or a label after the name. */
  private static final Pattern SELECTOR = Pattern.compile(":[A-Za-z0-9_.-]*$");

  private static final String SECRET_REFERENCE = "aws/reference/secretsmanager/";

  /** Amazon Bedrock User Guide, "Inference profiles": a model's id after a group of regions. */
  private static final Pattern PROFILE =
      Pattern.compile("(us|eu|apac|jp|au|ca|sa|me|af|in|global|us-gov)\\.[^.]+\\..*");

  private static final String ROUTE53 = "arn:{partition}:route53:";

  /** What Route 53 writes before an id: {@code /hostedzone/Z1}. */
  private static final Pattern TYPED =
      Pattern.compile("^/?(hostedzone|healthcheck|change|delegationset|trafficpolicy)/|^/");

  /** API Gateway's resources whose ARNs have an account. */
  private static final Pattern OWNED =
      Pattern.compile("^/(portals|portalproducts|domainnameaccessassociations)|/routingrules");

  private static final Ec2Ids EC2 = new Ec2Ids();

  private final OperationModel operation;
  private final Place place;
  private final Map<String, Object> params;
  private final TemplateFiller filler;

  ResourceKind(OperationModel operation, Place place, Map<String, Object> params) {
    this.operation = operation;
    this.place = place;
    this.params = params;
    this.filler = new TemplateFiller(place, params);
  }

  /** The resources that a value names: mostly one, several in a statement, none perhaps. */
  List<String> read(String template, Leaf leaf) {
    String text = leaf.text();
    return switch (template) {
      case "arn" -> Arns.isArn(text) ? List.of(text) : List.of();
      case "queue-url" -> List.of(QueueUrl.arn(text, place));
      case "function" -> function(text);
      case "key" -> arnOr(KEY, text, text.startsWith("alias/") ? text : "key/" + text);
      case "statement" ->
          PartiQl.of(text).tables().stream()
              .flatMap(table -> arnOr(TABLE, table, table).stream())
              .toList();
      case "log-group" -> logGroup(text);
      case "parameter" -> parameter(text);
      case "node" -> node(text);
      case "model" -> model(text);
      case "profile" ->
          PROFILE.matcher(text).matches()
              ? model(text)
              : arnOr(BEDROCK + "{account}:application-inference-profile/{}", text, text);
      case "rule" -> arnOr(EVENTS + rule(), text, text);
      case "type" -> arnOr(CLOUDFORMATION_TYPE, text, text.replace("::", "-"));
      case "ssm-resource" -> managed(text);
      case "ec2" ->
          Arns.isArn(text)
              ? List.of(text)
              : EC2.template(leaf).map(known -> filler.fill(known, text)).orElse(List.of());
      default -> named(template, text);
    };
  }

  private List<String> named(String template, String text) {
    if (template.endsWith("{lower}") && Arns.isArn(text)) {
      return List.of(text.toLowerCase(Locale.ROOT));
    }
    boolean typed = template.startsWith(ROUTE53);
    return arnOr(template, text, typed ? TYPED.matcher(text).replaceFirst("") : text);
  }

  private List<String> arnOr(String template, String text, String name) {
    return Arns.isArn(text) ? List.of(text) : filler.fill(template, name);
  }

  private List<String> function(String text) {
    Matcher parts = FUNCTION_NAME.matcher(text);
    if (!parts.matches()) {
      return arnOr(FUNCTION, text, text);
    }
    String region = parts.group("region");
    String account = parts.group("account");
    Place there =
        new Place(
            place.partition(),
            region == null ? place.region() : region,
            account == null ? place.account() : account);
    String name = parts.group("name");
    return filler.at(there).fill(name.contains(":") ? FUNCTION : FUNCTION + "[:Qualifier]", name);
  }

  /** IAM's ARNs of log groups end in {@code :*} where their streams are meant. */
  private List<String> logGroup(String text) {
    return Arns.isArn(text)
        ? List.of(text.endsWith(":*") ? text.substring(0, text.length() - 2) : text)
        : filler.fill(LOG_GROUP, text);
  }

  /** A parameter that stands for a secret gives the secret's value. */
  private List<String> parameter(String text) {
    String name = SELECTOR.matcher(text).replaceFirst("");
    if (Arns.isArn(text)) {
      return List.of(text.contains(":parameter/") ? name : text);
    }
    String bare = name.startsWith("/") ? name.substring(1) : name;
    return bare.startsWith(SECRET_REFERENCE)
        ? Stream.of(
                filler.fill(SECRET, bare.substring(SECRET_REFERENCE.length())),
                filler.fill(PARAMETER, bare))
            .flatMap(List::stream)
            .toList()
        : filler.fill(PARAMETER, bare);
  }

  /** AWS Systems Manager: an instance of EC2's, or a machine elsewhere whose id begins with mi. */
  private List<String> node(String text) {
    return arnOr(
        text.startsWith("mi-")
            ? "arn:{partition}:ssm:{region}:{account}:managed-instance/{}"
            : "arn:{partition}:ec2:{region}:{account}:instance/{}",
        text,
        text);
  }

  /** What AddTagsToResource and its like take, by the kind that they say. */
  private List<String> managed(String text) {
    String kind = String.valueOf(params.get("ResourceType"));
    return switch (kind) {
      case "ManagedInstance" -> node(text);
      case "Parameter" -> parameter(text);
      case "Automation" -> arnOr(SSM + "automation-execution/{}", text, text);
      case "Document",
          "MaintenanceWindow",
          "PatchBaseline",
          "OpsItem",
          "OpsMetadata",
          "Association" ->
          arnOr(SSM + kind.toLowerCase(Locale.ROOT) + "/{}", text, text);
      default -> List.of(text);
    };
  }

  /** Amazon EventBridge: rules of the default bus have ARNs without the bus. */
  private String rule() {
    boolean standard = params.getOrDefault("EventBusName", "default").equals("default");
    return standard ? "rule/{}" : "rule/[EventBusName]/{}";
  }

  private List<String> model(String text) {
    if (Arns.isArn(text)) {
      return List.of(text);
    }
    if (PROFILE.matcher(text).matches()) {
      return filler.fill(BEDROCK + "{account}:inference-profile/{:}", text);
    }
    // Without a provider before the name it may be of one of several kinds.
    return text.contains(".")
        ? filler.fill(BEDROCK + ":foundation-model/{:}", text)
        : List.of(text);
  }

  /** Amazon API Gateway, "ARN format": a resource's ARN is its path, in the later API too. */
  List<String> path() {
    String path =
        operation.uri().segments().stream()
            .map(this::segment)
            .filter(segment -> !segment.equals("v2"))
            .collect(Collectors.joining("/", "/", ""));
    if (path.startsWith("/tags")) {
      return List.of();
    }
    String owner = OWNED.matcher(path).find() ? "{account}:" : ":";
    return filler.fill(
        "arn:{partition}:apigateway:{region}:" + owner + path, operation.uri().text());
  }

  private String segment(UriTemplate.Segment segment) {
    return switch (segment) {
      case UriTemplate.Literal literal -> literal.text();
      case UriTemplate.Label label -> "[" + member(label.name()) + "]";
      case UriTemplate.Greedy label -> "[" + member(label.name()) + "]";
    };
  }

  private String member(String label) {
    return operation
        .members(MemberModel.Location.LABEL)
        .filter(member -> member.wire().equals(label))
        .map(MemberModel::name)
        .findFirst()
        .orElse(label);
  }
}
