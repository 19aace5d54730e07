package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Which operations of the services that matter most name a resource by its ARN when all of their
 * members are there, and that those without one are the reviewed ones of {@code no-resource.txt}.
 */
class ResourceCoverageTest {

  private static final List<String> SERVICES =
      List.of(
          "s3",
          "s3control",
          "dynamodb",
          "dynamodbstreams",
          "ec2",
          "lambda",
          "iam",
          "sts",
          "sqs",
          "sns",
          "kms",
          "secretsmanager",
          "ssm",
          "logs",
          "ecs",
          "ecr",
          "eks",
          "rds",
          "cloudformation",
          "stepfunctions",
          "kinesis",
          "events",
          "bedrock",
          "bedrock-runtime",
          "route53",
          "cloudfront",
          "apigateway",
          "apigatewayv2",
          "cloudcontrol");

  private static final Pattern GIVEN =
      Pattern.compile(
          "(?i)(.*(rolearn|kms|keyarn|encryptionkey|notificationarn|marker|tags|domainiamrolename)"
              + ".*|role|iamrole|executionrolename|(next|client).*token)");

  /** Members that take ARNs and nothing else. */
  private static final Pattern ARN =
      Pattern.compile(".*(Arn|ARN|Arns|ARNs|arn)$|Resource|ResourceName|ResourceIdentifier");

  /** What stands in the members of members; the index does not know them. */
  private static final Map<String, Object> NESTED =
      Map.ofEntries(
          nested("dynamodb BatchExecuteStatement Statements[].Statement", "SELECT * FROM t"),
          nested("dynamodb ExecuteTransaction TransactStatements[].Statement", "SELECT * FROM t"),
          nested("dynamodb BatchGetItem RequestItems.t", "x"),
          nested("dynamodb BatchWriteItem RequestItems.t", "x"),
          nested("dynamodb ImportTable TableCreationParameters.TableName", "t"),
          nested("dynamodb TransactGetItems TransactItems[].Get.TableName", "t"),
          nested("dynamodb TransactWriteItems TransactItems[].Put.TableName", "t"),
          nested(
              "cloudformation BatchDescribeTypeConfigurations TypeConfigurationIdentifiers[].TypeName",
              "A::B::C"),
          nested("cloudformation CreateStackRefactor StackDefinitions[].StackName", "s"),
          nested("events PutEvents Entries[].EventBusName", "b"),
          nested(
              "kinesis CreateQueue StreamConfigurationList[].StreamARN",
              "arn:aws:kinesis:eu-west-1:111122223333:stream/s"),
          nested("ssm CreateAssociationBatch Entries[].Name", "d"),
          nested("s3control CreateStorageLensGroup StorageLensGroup.Name", "g"),
          nested(
              "stepfunctions CreateStateMachineAlias routingConfiguration[].stateMachineVersionArn",
              "arn:aws:states:eu-west-1:111122223333:stateMachine:m:1"),
          nested("cloudfront UpdateDomainAssociation TargetResource.DistributionId", "E1"),
          nested(
              "cloudfront ListDomainConflicts DomainControlValidationResource.DistributionId",
              "E1"),
          nested(
              "ec2 ModifyInstanceCreditSpecification InstanceCreditSpecifications[].InstanceId",
              "i-1"),
          nested(
              "ec2 RequestSpotFleet SpotFleetRequestConfig.LaunchSpecifications[].ImageId",
              "ami-1"),
          nested("ec2 RequestSpotInstances LaunchSpecification.ImageId", "ami-1"),
          nested(
              "ec2 CreateFleet LaunchTemplateConfigs[].LaunchTemplateSpecification.LaunchTemplateId",
              "lt-1"),
          nested("ec2 CreateNetworkInsightsPath Source", "igw-0123456789abcdef0"),
          nested("ec2 ImportInstance LaunchSpecification.SubnetId", "subnet-1"),
          nested("ec2 RegisterImage BlockDeviceMappings[].Ebs.SnapshotId", "snap-1"),
          nested("ec2 ImportImage DiskContainers[].SnapshotId", "snap-1"),
          nested("ec2 ReplaceIamInstanceProfileAssociation IamInstanceProfile.Name", "p"),
          nested(
              "bedrock CreateAdvancedPromptOptimizationJob modelConfigurations[].modelId",
              "anthropic.claude-v2"),
          nested(
              "bedrock CreateInferenceProfile modelSource.copyFrom",
              "arn:aws:bedrock:eu-west-1::foundation-model/m"),
          nested(
              "bedrock CreatePromptRouter models[].modelArn",
              "arn:aws:bedrock:eu-west-1::foundation-model/m"),
          nested(
              "bedrock PutEnforcedGuardrailConfiguration guardrailInferenceConfig.guardrailIdentifier",
              "g"),
          nested(
              "bedrock CreateEvaluationJob inferenceConfig.models[].bedrockModel.modelIdentifier",
              "anthropic.claude-v2"));

  private static final Place PLACE = new Place("aws", "eu-west-1", Requests.ACCOUNT);

  private final OperationIndex index = OperationIndex.bundled();
  private final ResourceReader reader = new ResourceReader();
  private final HostGrammar hosts = new HostGrammar(EndpointData.bundled());

  @Test
  void whatNamesNoResourceIsReviewed() {
    Set<String> without = new TreeSet<>();
    for (String id : SERVICES) {
      ServiceModel service = index.service(id).orElseThrow();
      int named = 0;
      for (OperationModel operation : service.operations().values()) {
        if (resources(service, operation).stream().anyMatch(Arns::isArn)) {
          named++;
        } else {
          without.add(id + " " + operation.name());
        }
      }
      int all = service.operations().size();
      System.out.printf(
          "%-16s %4d operations, %4d with an ARN, %4d without%n", id, all, named, all - named);
    }
    Set<String> reviewed =
        Table.words("no-resource.txt").stream()
            .map(words -> words.get(0) + " " + words.get(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(without).isEqualTo(reviewed);
  }

  /** {@code service operation Member[].member}: a value at the end of that path. */
  private static Map.Entry<String, Object> nested(String path, Object value) {
    List<String> steps = List.of(path.split("\\."));
    Object inner = value;
    for (String step : steps.subList(1, steps.size()).reversed()) {
      Object member = inner;
      inner = Map.of(step.replace("[]", ""), step.endsWith("[]") ? List.of(member) : member);
    }
    String first = steps.getFirst();
    return Map.entry(first.replace("[]", ""), first.endsWith("[]") ? List.of(inner) : inner);
  }

  private List<String> resources(ServiceModel service, OperationModel operation) {
    Map<String, Object> params = new LinkedHashMap<>();
    Map<String, String> labels = new LinkedHashMap<>();
    for (MemberModel member : operation.members()) {
      if (isName(member)) {
        params.put(member.name(), value(service, operation, member));
        if (member.location() == MemberModel.Location.LABEL) {
          labels.put(member.wire(), "x1");
        }
      }
    }
    Found found =
        new Found(
            service,
            service.protocols().getFirst(),
            Optional.of(operation),
            labels,
            Parameters.NONE);
    return reader.resources(
        found,
        hosts.parse("s3.eu-west-1.amazonaws.com").orElseThrow(),
        PLACE,
        new Input(params, Input.Extent.WHOLE));
  }

  /** Roles and keys are what a resource is given: with them, everything would have an ARN. */
  private static boolean isName(MemberModel member) {
    return switch (member.type()) {
      case STRING, LIST, MAP -> !GIVEN.matcher(member.name()).matches();
      case INTEGER, DOUBLE, BOOLEAN -> false;
    };
  }

  private static Object value(ServiceModel service, OperationModel operation, MemberModel member) {
    Object inside = NESTED.get(service.id() + " " + operation.name() + " " + member.name());
    if (inside != null) {
      return inside;
    }
    String text = text(service, member.name());
    return switch (member.type()) {
      case LIST -> List.of(text);
      case MAP -> Map.of();
      default -> text;
    };
  }

  private static String text(ServiceModel service, String name) {
    return switch (name) {
      case "QueueUrl" -> "https://sqs.eu-west-1.amazonaws.com/" + Requests.ACCOUNT + "/jobs";
      case "CopySource" -> "bucket/key";
      case "Statement" -> "SELECT * FROM orders";
      case "ResourceType" -> "Document";
      case "modelId", "modelIdentifier", "baseModelIdentifier" -> "anthropic.claude-v2:1";
      case "Resources", "Instances" -> "i-0123456789abcdef0";
      default ->
          ARN.matcher(name).matches()
              ? "arn:aws:" + service.signingName() + ":eu-west-1:" + Requests.ACCOUNT + ":thing/x"
              : "x1";
    };
  }
}
