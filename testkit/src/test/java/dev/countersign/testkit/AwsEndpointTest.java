package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsEndpointTest {

  @ParameterizedTest
  @CsvSource({
    "s3.amazonaws.com, s3, us-east-1,",
    "s3.eu-west-1.amazonaws.com, s3, eu-west-1,",
    "s3-eu-west-1.amazonaws.com, s3, eu-west-1,",
    "s3.dualstack.eu-west-1.amazonaws.com, s3, eu-west-1,",
    "b.s3-fips.us-gov-west-1.amazonaws.com, s3, us-gov-west-1, b",
    "b.s3.cn-north-1.amazonaws.com.cn, s3, cn-north-1, b",
    "a.b.s3.amazonaws.com, s3, us-east-1, a.b",
    "s3.s3.eu-west-1.amazonaws.com, s3, eu-west-1, s3",
    "eu-west-1.s3.us-east-1.amazonaws.com, s3, us-east-1, eu-west-1",
    "dynamodb.us-west-2.amazonaws.com, dynamodb, us-west-2,",
    "111111111111.ddb.us-west-2.amazonaws.com, dynamodb, us-west-2,",
    "ec2.us-west-2.api.aws, ec2, us-west-2,",
    "kms-fips.us-west-2.amazonaws.com, kms, us-west-2,",
    "api.ecr.us-west-2.amazonaws.com, ecr, us-west-2,",
    "us-west-2.queue.amazonaws.com, sqs, us-west-2,",
    "queue.amazonaws.com, sqs, us-east-1,",
    "iam.amazonaws.com, iam, us-east-1,",
    "sts.eusc-de-east-1.amazonaws.eu, sts, eusc-de-east-1,",
    "bedrock-runtime.us-east-1.amazonaws.com, bedrock, us-east-1,",
    "monitoring.us-east-1.amazonaws.com, monitoring, us-east-1,",
  })
  void readsServiceRegionAndBucket(String host, String service, String region, String bucket) {
    assertThat(AwsEndpoint.of(host))
        .contains(new AwsEndpoint(host, service, region, Optional.ofNullable(bucket)));
  }

  @ParameterizedTest
  @CsvSource({
    "b.mrap.accesspoint.s3-global.amazonaws.com, s3, us-east-1, b",
    "abcde.veo.endpoint.events.amazonaws.com, events, us-east-1,",
  })
  void knowsEndpointsOfSeveralRegions(String host, String service, String region, String bucket) {
    assertThat(AwsEndpoint.of(host))
        .contains(new AwsEndpoint(host, service, region, Optional.ofNullable(bucket), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amazonaws.com",
        ".amazonaws.com",
        "example.org",
        "s3.amazonaws.com.example.org",
        "s3.amazonaws.com.",
        "xs3.amazonaws.com",
        "S3.amazonaws.com",
        "s3..amazonaws.com",
        "lb-1.elb.amazonaws.com",
        "kms.amazonaws.com",
        "us-west-2.amazonaws.com",
        "127.0.0.1",
        "localhost"
      })
  void knowsNoOthers(String host) {
    assertThat(AwsEndpoint.of(host)).isEmpty();
  }
}
