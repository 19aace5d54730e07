package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may hang on a body that was not read. */
class BodyDependenceTest {

  private static final OperationIndex INDEX = OperationIndex.bundled();
  private static final Classifier CLASSIFIER = new Classifier();
  private static final ResourceReader RESOURCES = new ResourceReader();
  private static final MemberActions ACTIONS = new MemberActions();

  @ParameterizedTest
  @CsvSource({
    // service, operation, resources, actions
    "s3, GetObject, false, false",
    "s3, PutObject, false, false", // what it needs stands in its headers
    "s3, DeleteObjects, true, true",
    "lambda, Invoke, false, false",
    "lambda, CreateFunction, true, true",
    "lambda, DeleteFunction, false, false",
    "dynamodb, GetItem, true, false",
    "dynamodb, TransactWriteItems, true, true",
    "dynamodb, ExecuteStatement, true, true",
    "ssm, GetParameter, true, true",
    "kms, Decrypt, true, true", // IAM calls it a write
    "kms, CreateKey, true, true",
    "bedrock-runtime, InvokeModel, false, false",
    "bedrock-runtime, Converse, true, false",
    "sts, GetCallerIdentity, false, false"
  })
  void isKnownOfEachOperation(String id, String name, boolean resources, boolean actions) {
    ServiceModel service = INDEX.service(id).orElseThrow();
    OperationModel operation = service.operation(name).orElseThrow();
    Found found = Found.operation(service, service.protocols().getFirst(), operation.name());
    assertThat(RESOURCES.dependsOnBody(found)).isEqualTo(resources);
    assertThat(ACTIONS.dependsOnBody(found, CLASSIFIER.facts(service, operation)))
        .isEqualTo(actions);
  }
}
