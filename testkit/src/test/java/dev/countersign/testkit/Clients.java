package dev.countersign.testkit;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The AWS SDK for Java as its users have it, led to a stand-in through a tunnel. */
final class Clients implements AutoCloseable {

  private final StandIn standIn;
  private final Tunnel tunnel;
  private final SdkHttpClient http;

  Clients(StandIn standIn) throws IOException, GeneralSecurityException {
    this.standIn = standIn;
    InetSocketAddress address = standIn.address();
    this.tunnel = new Tunnel(address);
    TrustManager[] trust = trust(standIn);
    this.http =
        Apache5HttpClient.builder()
            .proxyConfiguration(
                ProxyConfiguration.builder()
                    .endpoint(URI.create("http://127.0.0.1:" + tunnel.port()))
                    .useSystemPropertyValues(false)
                    .useEnvironmentVariableValues(false)
                    .build())
            .tlsTrustManagersProvider(() -> trust)
            .build();
  }

  private static TrustManager[] trust(StandIn standIn)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("stand-in", standIn.caCertificate());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** A client that signs with {@code credentials} in us-east-1. */
  <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      B builder, AwsCredentials credentials) {
    String secret = credentials.secretAccessKey().reveal();
    return builder
        .httpClient(http)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                credentials.sessionToken() == null
                    ? AwsBasicCredentials.create(credentials.accessKeyId(), secret)
                    : AwsSessionCredentials.create(
                        credentials.accessKeyId(), secret, credentials.sessionToken().reveal())))
        .build();
  }

  /** A session of the demo's role in {@code account}, assumed by the base user. */
  AwsCredentials session(String account, @Nullable String externalId) {
    try (StsClient sts = client(StsClient.builder(), standIn.baseCredentials())) {
      Credentials issued =
          sts.assumeRole(
                  request ->
                      request
                          .roleArn("arn:aws:iam::" + account + ":role/" + StandInOptions.DEMO_ROLE)
                          .roleSessionName("tests")
                          .externalId(externalId))
              .credentials();
      return new AwsCredentials(
          issued.accessKeyId(),
          Secret.of(issued.secretAccessKey()),
          Secret.of(issued.sessionToken()),
          issued.expiration());
    }
  }

  AwsCredentials prod() {
    return session(StandInOptions.PROD, "countersign-demo");
  }

  AwsCredentials staging() {
    return session(StandInOptions.STAGING, null);
  }

  @Override
  public void close() throws IOException {
    http.close();
    tunnel.close();
  }
}
