package dev.countersign.credentials;

import dev.countersign.config.GatewayConfig.UpstreamConfig;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * Puts the clients that the AWS SDK opens by itself on the operator's route. A profile with a
 * {@code role_arn} or an SSO session makes the SDK open clients that nobody hands it, and those
 * would follow {@code HTTPS_PROXY} and {@code AWS_ENDPOINT_URL}, in the worst case to this very
 * gateway, which would then wait for itself.
 *
 * <p>Public only because the SDK instantiates it, by a class name in a system property. Its state
 * is static for the same reason, and one per process, as the gateway is.
 */
public final class UpstreamHttpService implements SdkHttpService {

  private static final UpstreamConfig DIRECT =
      new UpstreamConfig(Map.of(), Optional.empty(), Optional.empty());

  private static final AtomicReference<UpstreamConfig> route = new AtomicReference<>(DIRECT);

  /**
   * Makes this the SDK's default HTTP implementation, with the given route, and has the SDK ignore
   * endpoints that its environment configures.
   */
  static void install(UpstreamConfig upstream) {
    route.set(upstream);
    System.setProperty(SdkSystemSetting.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS.property(), "true");
    System.setProperty(
        SdkSystemSetting.SYNC_HTTP_SERVICE_IMPL.property(), UpstreamHttpService.class.getName());
  }

  @Override
  public SdkHttpClient.Builder<?> createHttpClientBuilder() {
    return new Builder();
  }

  private static final class Builder implements SdkHttpClient.Builder<Builder> {
    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap serviceDefaults) {
      return UpstreamHttp.open(route.get());
    }
  }
}
