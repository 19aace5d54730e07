package dev.countersign.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;

class NamesAndRegionsTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          claude,                 countersign-claude
          build_bot+1=a@b.c-d,    countersign-build_bot+1=a@b.c-d
          'two,commas',           'countersign-two,commas'
          """)
  void aNameThatFitsIsTakenAsItIs(String agent, String session) {
    assertThat(SessionName.of(agent)).isEqualTo(session);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"claude code", "Zoë", "a/b", "a:b", "", "💥", "line\nend", "x\u0000y", "ａ"})
  void anyOtherNameIsMadeToFitAndKeepsItsOwnDigits(String agent) {
    assertThat(SessionName.of(agent))
        .matches("[A-Za-z0-9_+=,.@-]{2,64}")
        .startsWith("countersign-");
  }

  @Test
  void namesThatFitAlikeStayApart() {
    Set<String> names =
        List.of("a b", "a/b", "a-b", "a:b", "x".repeat(60), "x".repeat(61), "x".repeat(60) + "y")
            .stream()
            .map(SessionName::of)
            .collect(Collectors.toSet());
    assertThat(names).hasSize(7).allMatch(name -> name.length() <= 64);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          aws,        eu-west-1,      eu-west-1,      sts.eu-west-1.amazonaws.com
          aws,        us-east-1,      us-east-1,      sts.us-east-1.amazonaws.com
          aws,        aws-global,     us-east-1,      sts.us-east-1.amazonaws.com
          aws,        cn-north-1,     us-east-1,      sts.us-east-1.amazonaws.com
          aws,        xx-nowhere-9,   us-east-1,      sts.us-east-1.amazonaws.com
          aws,        '',             us-east-1,      sts.us-east-1.amazonaws.com
          aws,        '*',            us-east-1,      sts.us-east-1.amazonaws.com
          aws,        evil.example#,  us-east-1,      sts.us-east-1.amazonaws.com
          aws-cn,     cn-northwest-1, cn-northwest-1, sts.cn-northwest-1.amazonaws.com.cn
          aws-cn,     aws-cn-global,  cn-north-1,     sts.cn-north-1.amazonaws.com.cn
          aws-us-gov, us-gov-east-1,  us-gov-east-1,  sts.us-gov-east-1.amazonaws.com
          aws-us-gov, us-east-1,      us-gov-west-1,  sts.us-gov-west-1.amazonaws.com
          aws-eusc,   eusc-de-east-1, eusc-de-east-1, sts.eusc-de-east-1.amazonaws.eu
          aws-iso,    us-iso-west-1,  us-iso-west-1,  sts.us-iso-west-1.c2s.ic.gov
          aws-iso-b,  us-isob-east-1, us-isob-east-1, sts.us-isob-east-1.sc2s.sgov.gov
          aws-iso-e,  '',             eu-isoe-west-1, sts.eu-isoe-west-1.cloud.adc-e.uk
          aws-iso-f,  '',             us-isof-south-1, sts.us-isof-south-1.csp.hci.ic.gov
          """)
  void aCallsRegionChoosesTheEndpoint(
      String partition, String region, String stsRegion, String host) {
    assertThat(StsRegions.of(partition, region)).isEqualTo(stsRegion);
    assertThat(SdkSts.endpoint(stsRegion)).hasScheme("https").hasHost(host);
  }

  @Test
  void everyPartitionOfTheSdkHasADefault() {
    Set<String> partitions =
        Region.regions().stream()
            .filter(region -> !region.isGlobalRegion() && region.metadata() != null)
            .map(region -> region.metadata().partition().id())
            .collect(Collectors.toSet());
    assertThat(partitions)
        .contains("aws", "aws-cn", "aws-us-gov", "aws-eusc")
        .allSatisfy(
            partition ->
                assertThat(StsRegions.of(partition, StsRegions.defaultOf(partition)))
                    .isEqualTo(StsRegions.defaultOf(partition)));
  }

  @Test
  void aPartitionThatNobodyKnowsIsAMistake() {
    assertThatThrownBy(() -> StsRegions.of("aws-moon", "eu-west-1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          aws,        gateway,        arn:aws:iam::111111111111:role/gateway
          aws-cn,     ops/team/gw,    arn:aws-cn:iam::111111111111:role/ops/team/gw
          aws-us-gov, gateway,        arn:aws-us-gov:iam::111111111111:role/gateway
          aws-eusc,   gateway,        arn:aws-eusc:iam::111111111111:role/gateway
          """)
  void rolesHaveThePartitionsArn(String partition, String role, String arn) {
    assertThat(request(partition, role, List.of()).roleArn()).isEqualTo(arn);
  }

  @Test
  void theOrderOfSessionPoliciesMakesNoOtherSession() {
    assertThat(request("aws", "gw", List.of("b", "a", "b")))
        .isEqualTo(request("aws", "gw", List.of("a", "b")));
  }

  private static RoleRequest request(String partition, String role, List<String> policies) {
    return new RoleRequest(
        partition,
        Configs.PROD,
        role,
        "countersign-claude",
        Optional.of("external"),
        Duration.ofHours(1),
        policies,
        "us-east-1");
  }
}
