package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.config.ConfigReader;
import dev.countersign.testkit.ReceivedCall;
import dev.countersign.testkit.StandIn;
import dev.countersign.testkit.StandInOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What {@code confine: buckets} does to an allowed call: S3 serves it from the account's buckets.
 */
class ConfinementTest {

  private static final String STRANGER = "999999999998";
  private static final String ALLOWED = "rules: [{name: all, allow: aws.service == \"s3\"}]";
  private static final String CONFINED =
      "rules: [{name: all, allow: aws.service == \"s3\", confine: buckets}]";

  /** Who asks for it. */
  enum By {
    NOBODY(ALLOWED, ""),
    RULE(CONFINED, ""),
    CONFIG(ALLOWED, "confine: buckets\n");

    private final String rules;
    private final String config;

    By(String rules, String config) {
      this.rules = rules;
      this.config = config;
    }
  }

  @TempDir private Path directory;

  private interface Calls {
    void make(S3Client s3, StandIn aws);
  }

  private void under(By by, Calls calls) throws IOException {
    try (StandIn aws = StandIn.start(StandInOptions.demo())) {
      aws.seedDemo();
      aws.seedOpenBucket(STRANGER, "a-strangers-bucket");
      Path config = Sandbox.write(directory, "127.0.0.1:0", by.rules, aws.address(), aws.caPem());
      Files.writeString(config, by.config + Files.readString(config));
      try (RunningGateway gateway =
              RunningGateway.start(ConfigReader.read(config, Map.of()), Clock.systemUTC());
          DemoAgent agent = new DemoAgent(gateway)) {
        calls.make(agent.client(S3Client.builder(), "staging"), aws);
      }
    }
  }

  @Test
  void withoutItAnAllowedUploadReachesAStranger() throws IOException {
    under(
        By.NOBODY,
        (s3, aws) -> {
          put(s3, "a-strangers-bucket");
          copy(s3, "a-strangers-bucket", "staging-reports");
          assertThat(aws.calls()).filteredOn(call -> call.status() == 403).isEmpty();
        });
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RULE", "CONFIG"},
      value = By.class)
  void withItAwsItselfRefusesStrangersBuckets(By by) throws IOException {
    under(
        by,
        (s3, aws) -> {
          assertThatThrownBy(() -> put(s3, "a-strangers-bucket"))
              .isInstanceOf(S3Exception.class)
              .hasMessageContaining("Access Denied");
          assertThatThrownBy(() -> copy(s3, "a-strangers-bucket", "staging-reports"))
              .isInstanceOf(S3Exception.class);
          assertThatThrownBy(() -> copy(s3, "staging-reports", "a-strangers-bucket"))
              .isInstanceOf(S3Exception.class);
          assertThat(aws.calls())
              .filteredOn(call -> call.service().equals("s3"))
              .hasSize(3)
              .allMatch(ReceivedCall::verified)
              .allMatch(call -> call.status() == 403);
        });
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RULE", "CONFIG"},
      value = By.class)
  void theAccountsOwnBucketsServeAsBefore(By by) throws IOException {
    under(
        by,
        (s3, aws) -> {
          s3.createBucket(b -> b.bucket("staging-new"));
          put(s3, "staging-new");
          copy(s3, "staging-reports", "staging-new");
          s3.listObjectsV2(b -> b.bucket("staging-new"));
          s3.headBucket(b -> b.bucket("staging-new").expectedBucketOwner(StandInOptions.STAGING));
          s3.listBuckets();
          s3.deleteObject(b -> b.bucket("staging-new").key("k"));
          assertThat(aws.calls()).allMatch(call -> call.status() < 300);
        });
  }

  private static void put(S3Client s3, String bucket) {
    s3.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("of great value"));
  }

  private static void copy(S3Client s3, String from, String to) {
    s3.copyObject(
        b ->
            b.sourceBucket(from)
                .sourceKey(from.startsWith("a-") ? "k" : "2026/january.txt")
                .destinationBucket(to)
                .destinationKey("copy"));
  }
}
