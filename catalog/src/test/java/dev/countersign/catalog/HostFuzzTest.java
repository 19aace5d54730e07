package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Names made at random of the labels that mean something, so that most are nearly right. The seeds
 * are fixed: a failure is found again.
 */
class HostFuzzTest {

  private static final EndpointData DATA = EndpointData.bundled();
  private static final HostGrammar GRAMMAR = new HostGrammar(DATA);

  private static final List<String> LABELS =
      List.of(
          "s3",
          "s3-fips",
          "s3-us-west-2",
          "s3-accelerate",
          "s3-accesspoint",
          "s3-control",
          "s3-object-lambda",
          "s3-outposts",
          "s3-global",
          "s3-external-1",
          "s3-website",
          "dualstack",
          "s3express-use1-az4",
          "s3express-control",
          "accesspoint",
          "bucket",
          "control",
          "mrap",
          "my-bucket",
          "dir--use1-az4--x-s3",
          "abc--op-s3",
          "op-0123",
          "ap-111122223333",
          "111122223333",
          "ec2",
          "iam",
          "sts",
          "ddb",
          "api",
          "ecr",
          "data",
          "queue",
          "us-east-1",
          "us-west-2",
          "us-gov-west-1",
          "cn-north-1",
          "eusc-de-east-1",
          "us-iso-east-1",
          "global",
          "vpce",
          "vpce-0123456789abcdef0-01234567",
          "vpce-svc-0123456789abcdef0",
          "execute-api",
          "elb",
          "compute",
          "amazonaws",
          "com",
          "neptune-graph",
          "endpoint",
          "events",
          "geo",
          "maps");

  private static final List<String> DOMAINS =
      List.of(
          "amazonaws.com",
          "amazonaws.com.cn",
          "amazonaws.eu",
          "api.aws",
          "c2s.ic.gov",
          "on.aws",
          "api.amazonwebservices.com.cn",
          "amazonaws.com.evil.com",
          "evil.com");

  @Test
  void whateverIsAcceptedSaysOnlyWhatItsNameSays() {
    Random random = new Random(20_260_101);
    int accepted = 0;
    for (int i = 0; i < 20_000; i++) {
      String host = labels(random, 1 + random.nextInt(5)) + "." + pick(DOMAINS, random);
      Optional<AwsHost> read = GRAMMAR.parse(host);
      read.ifPresent(HostFuzzTest::checkAgainstName);
      accepted += read.isPresent() ? 1 : 0;
    }
    assertThat(accepted).isGreaterThan(200);
  }

  /**
   * What a customer may choose stands to the left; no choice of it changes what is on the right.
   */
  @Test
  void aBucketNameCannotMoveTheCall() {
    Random random = new Random(7);
    for (int i = 0; i < 3_000; i++) {
      String bucket = labels(random, 1 + random.nextInt(4));
      for (String endpoint :
          List.of("s3.us-east-1", "s3.dualstack.us-east-1", "s3-fips.us-east-1", "s3-us-east-1")) {
        GRAMMAR
            .parse(bucket + "." + endpoint + ".amazonaws.com")
            .ifPresent(
                read -> {
                  assertThat(read.bucket()).contains(bucket);
                  assertThat(read.region()).contains("us-east-1");
                  assertThat(read.services()).containsExactly("s3");
                });
      }
    }
  }

  @Test
  void nothingUnderAForeignDomainIsAccepted() {
    Random random = new Random(11);
    for (int i = 0; i < 3_000; i++) {
      String inner = labels(random, 1 + random.nextInt(3)) + "." + pick(DOMAINS, random);
      assertThat(GRAMMAR.parse(inner + ".evil.com")).isEmpty();
      assertThat(GRAMMAR.parse(inner + ".s3.evil.com")).isEmpty();
      assertThat(GRAMMAR.parse(inner + "evil")).isEmpty();
    }
  }

  private static void checkAgainstName(AwsHost read) {
    String name = "." + read.host() + ".";
    assertThat(read.host()).doesNotContain("evil");
    read.bucket().ifPresent(bucket -> assertThat(read.host()).startsWith(bucket + "."));
    read.accountId()
        .ifPresent(account -> assertThat(name).containsPattern("[.-]" + account + "[.]"));
    read.resourceLabel()
        .ifPresent(label -> assertThat(name).containsPattern("[.]" + label + "[.-]"));
    assertThat(read.partition()).isEqualTo(partitionOf(read));
  }

  private static String partitionOf(AwsHost read) {
    return DATA.partitions().stream()
        .filter(p -> read.region().filter(r -> Partitions.hasRegion(p, r)).isPresent())
        .map(EndpointData.Partition::id)
        .findFirst()
        .orElse(read.partition());
  }

  private static String labels(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> pick(LABELS, random))
        .collect(Collectors.joining("."));
  }

  private static String pick(List<String> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
