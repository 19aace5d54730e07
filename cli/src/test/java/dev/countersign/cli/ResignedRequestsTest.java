package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.SignedRequests.Signed;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Refusal;
import dev.countersign.model.Secret;
import dev.countersign.testkit.Judge;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thousands of requests that botocore and the AWS SDK for Java signed with an agent's key: AWS, as
 * the stand-in has it, believes each of them once the gateway has signed it again, and one bit that
 * is not as it was sent is noticed.
 */
class ResignedRequestsTest {

  private static final Logger LOG = LoggerFactory.getLogger(ResignedRequestsTest.class);

  private static final AwsCredentials REAL =
      new AwsCredentials(
          "ASIAREAL000000000000",
          Secret.of("the/real+secret"),
          Secret.of("a/session+token=="),
          null);

  private static final int FROM_BOTOCORE = 2_000;
  private static final int FROM_SDK = 2_500;
  private static final int FROM_SDK_FOR_ALL_REGIONS = 20;

  @TempDir private static Path directory;
  private static BareGateway gateway;
  private static List<Signed> requests;

  @BeforeAll
  static void generate() throws IOException {
    gateway = new BareGateway(directory, REAL);
    SdkRequests sdk = new SdkRequests(4, gateway.agentsSecret());
    requests =
        Stream.of(
                SignedRequests.botocore().stream(),
                Stream.generate(sdk::next).limit(FROM_SDK),
                Stream.generate(sdk::nextForAllRegions).limit(FROM_SDK_FOR_ALL_REGIONS))
            .flatMap(some -> some)
            .toList();
    assertThat(requests).hasSize(FROM_BOTOCORE + FROM_SDK + FROM_SDK_FOR_ALL_REGIONS);
  }

  private static Judge judge(AwsCredentials credentials) {
    return new Judge(credentials, SignedRequests.NOW);
  }

  private static AwsCredentials agents(@Nullable Secret token) {
    return new AwsCredentials(SignedRequests.KEY, gateway.agentsSecret(), token, null);
  }

  /** Before it is asked about what the gateway makes, so that one mistake is not two. */
  @Test
  void theStandInBelievesTheProducers() {
    Judge withToken = judge(agents(Secret.of(SignedRequests.TOKEN)));
    Judge withoutToken = judge(agents(null));
    for (Signed request : requests) {
      boolean hasToken = request.head().toString().contains("Security-Token");
      Judge judge = hasToken ? withToken : withoutToken;
      assertThat(judge.objection(request.head(), request.body())).as("%s", request).isEmpty();
    }
  }

  @Test
  void theStandInBelievesWhatIsSignedAgain() {
    Judge aws = judge(REAL);
    for (Signed request : requests) {
      assertThat(aws.objection(request.head(), request.body()))
          .as("%s", request)
          .hasValueSatisfying(objection -> assertThat(objection).startsWith("UNKNOWN_KEY"));
      Signed again = gateway.resign(request);
      assertThat(aws.objection(again.head(), again.body()))
          .as("%s\nbecame %s", request, again)
          .isEmpty();
    }
    Map<String, Long> kinds =
        requests.stream()
            .collect(Collectors.groupingBy(Signed::kind, TreeMap::new, Collectors.counting()));
    LOG.info("{} requests were signed again and believed: {}", requests.size(), kinds);
  }

  /** Damage on the way from the agent; AWS is asked where the client has left it to AWS. */
  @Test
  void oneBitIsNoticedByTheGateway() {
    Judge aws = judge(REAL);
    Map<String, Integer> counts = new TreeMap<>();
    for (Damage damage : damages(UnaryOperator.identity())) {
      Optional<Signed> again = Optional.empty();
      try {
        again = Optional.of(gateway.resign(damage.request()));
        counts.merge("passed, " + damage.noticed(), 1, Integer::sum);
      } catch (Refusal refusal) {
        counts.merge(refusal.failure().name(), 1, Integer::sum);
      }
      assertThat(again.isEmpty())
          .as("%s", damage)
          .isEqualTo(damage.noticed() == Damage.Noticed.BY_SIGNATURE);
      again.ifPresent(request -> assertJudged(aws, request, damage));
    }
    LOG.info("requests damaged before the gateway: {}", counts);
  }

  /** Damage on the way from the gateway. */
  @Test
  void oneBitIsNoticedByAws() {
    Judge aws = judge(REAL);
    Map<Damage.Noticed, Integer> counts = new TreeMap<>();
    for (Damage damage : damages(gateway::resign)) {
      assertJudged(aws, damage.request(), damage);
      counts.merge(damage.noticed(), 1, Integer::sum);
    }
    assertThat(counts).containsOnlyKeys(Damage.Noticed.values());
    LOG.info("requests damaged behind the gateway: {}", counts);
  }

  private static void assertJudged(Judge aws, Signed request, Damage damage) {
    assertThat(aws.objection(request.head(), request.body()).isEmpty())
        .as("%s\nbecame %s", damage, request)
        .isEqualTo(damage.noticed() == Damage.Noticed.BY_NOBODY);
  }

  /** To some hundreds of the requests, of all kinds. */
  private static List<Damage> damages(UnaryOperator<Signed> first) {
    Random random = new Random(5);
    List<Damage> damages = new ArrayList<>();
    for (int i = 0; i < requests.size(); i += 16) {
      damages.addAll(Damage.of(first.apply(requests.get(i)), random));
    }
    return damages;
  }
}
