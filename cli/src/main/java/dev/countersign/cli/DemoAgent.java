package dev.countersign.cli;

import dev.countersign.certs.TrustedRoots;
import dev.countersign.config.GatewayConfig;
import java.net.InetSocketAddress;
import java.net.URI;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;

/**
 * An agent with the AWS SDK for Java, set up as {@code run} would set it up: the proxy, the CA, and
 * one placeholder profile for each account. It has nothing else.
 */
final class DemoAgent implements AutoCloseable {

  private final GatewayConfig config;
  private final SdkHttpClient http;

  DemoAgent(RunningGateway gateway) {
    this.config = gateway.config();
    this.http = http(gateway);
  }

  /** A client's builder, finished for an account and us-east-1. */
  <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      B builder, String account) {
    return builder
        .httpClient(http)
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials(config, account))
        .build();
  }

  /** The placeholder of the first agent for an account. */
  static AwsCredentialsProvider credentials(GatewayConfig config, String account) {
    PlaceholderProfile profile =
        PlaceholderProfile.of(config, config.agents().values().iterator().next()).stream()
            .filter(candidate -> candidate.name().equals(account))
            .findFirst()
            .orElseThrow();
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(profile.key().accessKeyId(), profile.secret().reveal()));
  }

  @Override
  public void close() {
    http.close();
  }

  private static SdkHttpClient http(RunningGateway gateway) {
    InetSocketAddress proxy = gateway.address();
    TrustManager[] managers = TrustedRoots.of(gateway.authority().certificate()).managers();
    return Apache5HttpClient.builder()
        .tlsTrustManagersProvider(() -> managers)
        .proxyConfiguration(
            ProxyConfiguration.builder()
                .endpoint(URI.create("http://" + Listing.address(proxy)))
                .useSystemPropertyValues(false)
                .useEnvironmentVariableValues(false)
                .build())
        .build();
  }
}
