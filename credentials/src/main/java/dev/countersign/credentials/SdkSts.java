package dev.countersign.credentials;

import dev.countersign.config.GatewayConfig.UpstreamConfig;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.endpoints.StsEndpointProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;

/**
 * STS through the AWS SDK. One client per region, at that region's own endpoint; neither profile
 * files nor {@code AWS_ENDPOINT_URL} nor proxy variables have a say, since in the gateway's own
 * environment they may point at the gateway.
 */
final class SdkSts implements Sts {

  /** For one question with all its attempts. */
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  private static final int ATTEMPTS = 2;

  private final SdkHttpClient http;

  /** Bounded by the regions that {@link StsRegions} knows. */
  private final Map<String, StsClient> clients = new ConcurrentHashMap<>();

  SdkSts(UpstreamConfig upstream) {
    this.http = UpstreamHttp.open(upstream);
  }

  @Override
  public AwsCredentials assumeRole(RoleRequest request, AwsCredentials base) {
    AssumeRoleRequest.Builder question =
        AssumeRoleRequest.builder()
            .roleArn(request.roleArn())
            .roleSessionName(request.session())
            .durationSeconds(Math.toIntExact(request.duration().toSeconds()))
            .overrideConfiguration(signedWith(base));
    request.externalId().ifPresent(question::externalId);
    if (!request.policies().isEmpty()) {
      question.policyArns(
          request.policies().stream()
              .map(arn -> PolicyDescriptorType.builder().arn(arn).build())
              .toList());
    }
    return ask(
        "a session of " + request.roleArn(),
        request.stsRegion(),
        text -> Scrubber.scrub(text, base),
        sts -> credentials(sts.assumeRole(question.build()).credentials()));
  }

  @Override
  public String accountOf(AwsCredentials base, String stsRegion) {
    return ask(
        "the account of the gateway's own credentials",
        stsRegion,
        text -> Scrubber.scrub(text, base),
        sts -> sts.getCallerIdentity(r -> r.overrideConfiguration(signedWith(base))).account());
  }

  /**
   * AssumeRoleWithWebIdentity, which no credential signs, at the default region of the role's
   * partition.
   *
   * @throws dev.countersign.model.Refusal CREDENTIALS_REFUSED or CREDENTIALS_UNREACHABLE
   */
  AwsCredentials withWebIdentity(String roleArn, Secret token) {
    return ask(
        "the gateway's own credentials",
        StsRegions.defaultOf(partitionOf(roleArn)),
        text -> Scrubber.scrub(text.replace(token.reveal(), "")),
        sts ->
            credentials(
                sts.assumeRoleWithWebIdentity(
                        r ->
                            r.roleArn(roleArn)
                                .roleSessionName("countersign")
                                .webIdentityToken(token.reveal()))
                    .credentials()));
  }

  private static String partitionOf(String arn) {
    String[] parts = arn.split(":", 3);
    return parts.length == 3 ? parts[1] : "";
  }

  private <T> T ask(
      String what, String region, UnaryOperator<String> scrub, Function<StsClient, T> question) {
    try {
      return question.apply(client(region));
    } catch (SdkException e) {
      throw StsFailures.refusal(what, e, scrub);
    }
  }

  private StsClient client(String region) {
    return clients.computeIfAbsent(region, this::open);
  }

  private StsClient open(String region) {
    ProfileFile none = ProfileFile.aggregator().build();
    return StsClient.builder()
        .region(Region.of(region))
        .endpointOverride(endpoint(region))
        .fipsEnabled(false)
        .dualstackEnabled(false)
        .httpClient(http)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(
            c ->
                c.apiCallTimeout(CALL_TIMEOUT)
                    .retryStrategy(StandardRetryStrategy.builder().maxAttempts(ATTEMPTS).build())
                    .defaultProfileFile(none))
        .build();
  }

  /** The regional endpoint, by the SDK's endpoint rules. */
  static URI endpoint(String region) {
    return StsEndpointProvider.defaultProvider()
        .resolveEndpoint(p -> p.region(Region.of(region)).useGlobalEndpoint(false))
        .join()
        .endpointUrl()
        .toUri();
  }

  private static AwsRequestOverrideConfiguration signedWith(AwsCredentials base) {
    Secret token = base.sessionToken();
    String id = base.accessKeyId();
    String secret = base.secretAccessKey().reveal();
    return AwsRequestOverrideConfiguration.builder()
        .credentialsProvider(
            StaticCredentialsProvider.create(
                token == null
                    ? AwsBasicCredentials.create(id, secret)
                    : AwsSessionCredentials.create(id, secret, token.reveal())))
        .build();
  }

  private static AwsCredentials credentials(Credentials given) {
    return new AwsCredentials(
        given.accessKeyId(),
        Secret.of(given.secretAccessKey()),
        Secret.of(given.sessionToken()),
        given.expiration());
  }

  @Override
  public void close() {
    clients.values().forEach(StsClient::close);
    http.close();
  }
}
