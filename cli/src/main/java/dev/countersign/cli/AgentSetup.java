package dev.countersign.cli;

import dev.countersign.certs.CertificateAuthority;
import dev.countersign.config.GatewayConfig;
import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.config.GatewayConfig.AgentConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an agent's process is given: the variables that every AWS tool honours, and the files that
 * they name. The files stand in the state directory and hold nothing but placeholders, the agent's
 * own secret and public certificates.
 *
 * @param set variables to set, in a stable order
 * @param unset variables to remove, since they would lead around the gateway or override the
 *     placeholder
 */
record AgentSetup(Map<String, String> set, List<String> unset) {

  private static final String ENDPOINT_URL = "AWS_ENDPOINT_URL";
  private static final List<String> MISLEADING =
      List.of(
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_SECURITY_TOKEN",
          "AWS_ROLE_ARN",
          "AWS_WEB_IDENTITY_TOKEN_FILE",
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
          "AWS_CONTAINER_CREDENTIALS_FULL_URI",
          "AWS_PROFILE",
          "AWS_DEFAULT_PROFILE",
          "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
          ENDPOINT_URL);

  /**
   * Writes the files and names them.
   *
   * @param proxy where the gateway listens
   * @param account the account that is meant when the tool names none
   * @param environment of the caller: the system's own certificate bundle and region are taken from
   *     it
   */
  static AgentSetup prepare(
      GatewayConfig config,
      CertificateAuthority authority,
      InetSocketAddress proxy,
      AgentConfig agent,
      Optional<AccountConfig> account,
      Map<String, String> environment) {
    try {
      Path agents = config.stateDirectory().resolve("agents");
      Path credentials = agents.resolve(agent.name() + ".credentials");
      Path settings = agents.resolve(agent.name() + ".config");
      Path bundle = config.stateDirectory().resolve("ca").resolve("bundle.pem");
      Path alone = config.stateDirectory().resolve("ca").resolve("ca.pem");
      Path trustStore = config.stateDirectory().resolve("ca").resolve("truststore.p12");
      String region = region(environment);

      List<PlaceholderProfile> profiles = PlaceholderProfile.of(config, agent);
      PrivateFile.write(credentials, PlaceholderProfile.credentialsFile(profiles, account));
      PrivateFile.write(settings, PlaceholderProfile.configFile(profiles, account, region));
      PrivateFile.write(bundle, authority.bundlePem(environment));
      PrivateFile.write(alone, authority.certificatePem());
      authority.writeTrustStore(trustStore);

      Map<String, String> set = new LinkedHashMap<>();
      String url = proxyUrl(config, proxy, agent);
      for (String name : List.of("HTTPS_PROXY", "https_proxy")) {
        set.put(name, url);
      }
      for (String name : List.of("NO_PROXY", "no_proxy")) {
        set.put(name, "localhost,127.0.0.1,::1");
      }
      for (String name : List.of("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")) {
        set.put(name, bundle.toString());
      }
      set.put("NODE_EXTRA_CA_CERTS", alone.toString());
      set.put("AWS_SHARED_CREDENTIALS_FILE", credentials.toString());
      set.put("AWS_CONFIG_FILE", settings.toString());
      account.ifPresent(chosen -> set.put("AWS_PROFILE", chosen.name()));
      set.put("AWS_REGION", region);
      set.put("AWS_DEFAULT_REGION", region);
      set.put("AWS_EC2_METADATA_DISABLED", "true");
      set.put("JAVA_TOOL_OPTIONS", javaOptions(proxy, trustStore));
      Stream<String> endpoints =
          environment.keySet().stream()
              .filter(name -> name.startsWith(ENDPOINT_URL + "_"))
              .sorted();
      return new AgentSetup(
          set,
          Stream.concat(MISLEADING.stream(), endpoints)
              .filter(name -> !set.containsKey(name))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the agent's files cannot be written below " + config.stateDirectory() + ": " + e, e);
    }
  }

  /**
   * The same, and every AWS call goes to the endpoint listener: for tools that ignore proxy
   * variables.
   *
   * @param listener where it listens; for any address of this machine, that is the loopback one
   */
  AgentSetup withEndpoint(InetSocketAddress listener) {
    InetSocketAddress reached = Listing.reached(listener);
    Map<String, String> more = new LinkedHashMap<>(set);
    more.put(ENDPOINT_URL, "http://" + Listing.address(reached));
    if (!reached.getAddress().isLoopbackAddress()) {
      String host = reached.getAddress().getHostAddress();
      for (String name : List.of("NO_PROXY", "no_proxy")) {
        more.merge(name, host, (before, own) -> before + "," + own);
      }
    }
    return new AgentSetup(more, unset.stream().filter(name -> !name.equals(ENDPOINT_URL)).toList());
  }

  /** Applies the variables to the environment of a process that is about to start. */
  void applyTo(Map<String, String> environment) {
    unset.forEach(environment::remove);
    environment.putAll(set);
  }

  private static String region(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("AWS_REGION"))
        .or(() -> Optional.ofNullable(environment.get("AWS_DEFAULT_REGION")))
        .filter(region -> !region.isBlank())
        .orElse("us-east-1");
  }

  /**
   * The proxy's URL. It carries the agent's name and secret only where something is tunnelled: AWS
   * calls prove themselves by their signature.
   */
  private static String proxyUrl(GatewayConfig config, InetSocketAddress proxy, AgentConfig agent) {
    boolean tunnels = config.hosts().tunnelOther() || !config.hosts().tunnel().isEmpty();
    String user =
        tunnels
            ? agent
                .secretFile()
                .map(file -> agent.name() + ":" + PlaceholderProfile.secret(file).reveal() + "@")
                .orElse("")
            : "";
    return "http://" + user + Listing.address(proxy);
  }

  /** The AWS SDK for Java reads neither HTTPS_PROXY nor PEM bundles. */
  private static String javaOptions(InetSocketAddress proxy, Path trustStore) {
    return String.join(
        " ",
        "-Dhttps.proxyHost=" + proxy.getAddress().getHostAddress(),
        "-Dhttps.proxyPort=" + proxy.getPort(),
        "-Djavax.net.ssl.trustStore=" + trustStore,
        "-Djavax.net.ssl.trustStoreType=PKCS12",
        "-Djavax.net.ssl.trustStorePassword=" + CertificateAuthority.TRUST_STORE_PASSWORD);
  }
}
