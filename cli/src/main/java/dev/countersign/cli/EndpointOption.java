package dev.countersign.cli;

import dev.countersign.config.GatewayConfig;
import dev.countersign.config.GatewayConfig.EndpointConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --endpoint}: by the endpoint listener instead of by the proxy. */
final class EndpointOption {

  @Option(
      names = "--endpoint",
      description =
          "Set AWS_ENDPOINT_URL as well, for tools that ignore proxy variables (JavaScript SDK).")
  private boolean wanted;

  /** With a listener on some free port where the configuration has none and one is wanted. */
  GatewayConfig open(GatewayConfig config) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    return wanted && config.endpoint().isEmpty()
        ? config.withEndpoint(new EndpointConfig(anyPort, List.of()))
        : config;
  }

  /** The setup for a gateway of this process. */
  AgentSetup apply(AgentSetup setup, RunningGateway gateway) {
    return wanted ? setup.withEndpoint(gateway.endpoint().orElseThrow()) : setup;
  }

  /**
   * The setup for a gateway that runs already, or will.
   *
   * @throws CliException where its configuration does not say where the listener is
   */
  AgentSetup apply(AgentSetup setup, GatewayConfig config) {
    if (!wanted) {
      return setup;
    }
    InetSocketAddress listener =
        config
            .endpoint()
            .map(EndpointConfig::listen)
            .filter(address -> address.getPort() != 0)
            .orElseThrow(
                () ->
                    new CliException(
                        "the gateway has no endpoint listener at a known port; add endpoint: {} to "
                            + config.source()
                            + " and start it again"));
    return setup.withEndpoint(listener);
  }
}
