package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.LongText;
import dev.countersign.model.Redacted;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShownTest {

  private static final Object HIDDEN = Redacted.REDACTED;

  private final OperationIndex index = OperationIndex.bundled();
  private final ReadBack readBack = new ReadBack(index);
  private final Requests requests = new Requests();
  private final Catalog catalog = Catalog.bundled();

  @Test
  void theMarkSaysNothing() {
    assertThat(HIDDEN).hasToString("(redacted)");
  }

  @Test
  void whatTheModelCallsSensitiveIsHiddenInAForm() {
    AwsCall call = read("ec2", "RunInstances", "&ImageId=ami-1&UserData=aHVzaA%3D%3D&MinCount=1");
    assertThat(catalog.shown(call))
        .containsOnly(
            Map.entry("ImageId", "ami-1"),
            Map.entry("UserData", HIDDEN),
            Map.entry("MinCount", 1L));
  }

  @Test
  void whatTheModelCallsSensitiveIsHiddenInAHeader() {
    Sample sample =
        sample("s3", "PutObject").with("x-amz-server-side-encryption-customer-key", "hush");
    Map<String, Object> shown = catalog.shown(readBack.read(sample));
    assertThat(shown).containsEntry("SSECustomerKey", HIDDEN).containsKey("Bucket");
    assertThat(shown.toString()).doesNotContain("hush");
  }

  @Test
  void commandsAreShownThatSomebodyHasToJudge() {
    Map<String, Object> commands = Map.of("commands", List.of("rm -rf /data"), "secret", "hush");
    assertThat(shown("SSM", "SendCommand", Map.of("Parameters", commands)))
        .containsEntry("Parameters", Map.of("commands", List.of("rm -rf /data"), "secret", HIDDEN));
  }

  @Test
  void aSecretsValueIsHiddenInJson() {
    AwsCall call =
        readBack.read(
            sample("secretsmanager", "CreateSecret")
                .withContent("{\"Name\": \"db\", \"SecretString\": \"hush\"}"));
    assertThat(catalog.shown(call))
        .containsOnly(Map.entry("Name", "db"), Map.entry("SecretString", HIDDEN));
  }

  @Test
  void valuesOfTheEnvironmentAreHiddenAndNamesAreNot() {
    assertThat(
            shown(
                "Batch",
                "SubmitJob",
                Map.of(
                    "containerOverrides",
                    Map.of(
                        "vcpus",
                        2L,
                        "environment",
                        List.of(Map.of("name", "DB", "value", "hush"))))))
        .containsEntry(
            "containerOverrides",
            Map.of("vcpus", 2L, "environment", List.of(Map.of("name", "DB", "value", HIDDEN))));
    assertThat(
            shown("Amplify", "CreateApp", Map.of("environmentVariables", Map.of("DB.x", "hush"))))
        .containsEntry("environmentVariables", Map.of("DB.x", HIDDEN));
  }

  /** Stacks have parameters whose secrecy is known to their template alone. */
  @Test
  void aValueIsHiddenBesideATellingName() {
    assertThat(
            shown(
                "CloudFormation",
                "CreateStack",
                Map.of(
                    "Parameters",
                    List.of(
                        Map.of("ParameterKey", "DbPassword", "ParameterValue", "hush"),
                        Map.of("ParameterKey", "DbSize", "ParameterValue", "20")))))
        .containsEntry(
            "Parameters",
            List.of(
                Map.of("ParameterKey", "DbPassword", "ParameterValue", HIDDEN),
                Map.of("ParameterKey", "DbSize", "ParameterValue", "20")));
  }

  /** The model of DocumentDB lacks the trait. */
  @Test
  void aPasswordIsHiddenByItsNameAndItsSettingsAreNot() {
    assertThat(
            shown(
                "DocDB",
                "CreateDBCluster",
                Map.of("MasterUserPassword", "hush", "ManageMasterUserPassword", true)))
        .containsOnly(
            Map.entry("MasterUserPassword", HIDDEN), Map.entry("ManageMasterUserPassword", true));
  }

  @Test
  void namesInAMapAndInADocumentCount() {
    assertThat(
            shown(
                "Bedrock Runtime",
                "Converse",
                Map.of(
                    "additionalModelRequestFields",
                    Map.of(
                        "top_k",
                        3L,
                        "auth",
                        List.of(Map.of("api_key", 17L, "user", "me")),
                        "environment",
                        Map.of("A", "hush"),
                        "n".repeat(200),
                        "x"))))
        .containsEntry(
            "additionalModelRequestFields",
            Map.of(
                "top_k",
                3L,
                "auth",
                List.of(Map.of("api_key", HIDDEN, "user", "me")),
                "environment",
                Map.of("A", HIDDEN),
                "n".repeat(200),
                HIDDEN));
  }

  @Test
  void anArnNamesASecretAndIsNone() {
    String arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db";
    Map<String, Object> container =
        Map.of("repositoryCredentials", Map.of("credentialsParameter", arn));
    assertThat(shown("Batch", "RegisterJobDefinition", Map.of("containerProperties", container)))
        .containsEntry("containerProperties", container);
    assertThat(shown("API Gateway", "PutIntegration", Map.of("credentials", arn)))
        .containsEntry("credentials", arn);
    assertThat(shown("API Gateway", "PutIntegration", Map.of("credentials", "hush")))
        .containsEntry("credentials", HIDDEN);
  }

  @Test
  void whatIsNotAsTheModelHasItIsHidden() {
    assertThat(shown("Lambda", "CreateFunction", Map.of("VpcConfig", "x", "Nonsense", "y")))
        .containsOnly(Map.entry("VpcConfig", HIDDEN), Map.entry("Nonsense", HIDDEN));
  }

  @Test
  void aTextThatWasTooLongIsStillThere() {
    assertThat(shown("SQS", "SendMessage", Map.of("QueueUrl", LongText.LEFT_OUT)))
        .containsEntry("QueueUrl", LongText.LEFT_OUT);
  }

  @Test
  void nothingIsShownOfWhatIsNotKnown() {
    Map<String, Object> params = Map.of("Name", "x", "List", List.of("y"));
    Map<String, Object> hidden = Map.of("Name", HIDDEN, "List", HIDDEN);
    assertThat(shown("S3", "", params)).isEqualTo(hidden);
    assertThat(shown("S3", "NoSuchOperation", params)).isEqualTo(hidden);
    assertThat(shown("", "connect", params)).isEqualTo(hidden);
  }

  @Test
  void aConnectionThatIsHandedOutIsShown() {
    AwsCall call =
        Planted.call("", "connect", Auth.MINT, Map.of("DBUser", "app", Mintable.LIFETIME, 900L));
    assertThat(catalog.shown(call))
        .containsOnly(Map.entry("DBUser", "app"), Map.entry(Mintable.LIFETIME, 900L));
  }

  private Map<String, Object> shown(String api, String action, Map<String, Object> params) {
    return catalog.shown(Planted.call(api, action, params));
  }

  private AwsCall read(String service, String action, String more) {
    Sample sample = sample(service, action);
    return readBack.read(sample.withContent(sample.content() + more));
  }

  private Sample sample(String id, String action) {
    ServiceModel service = index.service(id).orElseThrow();
    return requests.of(
        service, service.operation(action).orElseThrow(), service.protocols().getFirst());
  }
}
