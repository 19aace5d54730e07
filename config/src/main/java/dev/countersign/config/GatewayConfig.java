package dev.countersign.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole configuration. Relative paths in the file are resolved against the directory that it
 * stands in; everything here is absolute.
 *
 * @param source the file that was read
 * @param proxyListen where agents' {@code HTTPS_PROXY} points
 * @param endpoint the listener for clients that ignore proxy variables; empty where there is none
 * @param stateDirectory for the CA, spooled bodies and the default audit log
 * @param accounts by their 12-digit id, in the order of the file
 * @param agents by name, in the order of the file
 * @param rules glob patterns of rule files, in the order of the file
 */
public record GatewayConfig(
    Path source,
    InetSocketAddress proxyListen,
    Optional<EndpointConfig> endpoint,
    Path stateDirectory,
    Map<String, AccountConfig> accounts,
    BaseCredentials credentials,
    Map<String, AgentConfig> agents,
    boolean anonymousAgents,
    List<String> rules,
    HostsConfig hosts,
    UpstreamConfig upstream,
    AuditConfig audit,
    OperatorsConfig operators,
    Limits limits) {

  /** The same with another endpoint listener. */
  public GatewayConfig withEndpoint(EndpointConfig other) {
    return new GatewayConfig(
        source,
        proxyListen,
        Optional.of(other),
        stateDirectory,
        accounts,
        credentials,
        agents,
        anonymousAgents,
        rules,
        hosts,
        upstream,
        audit,
        operators,
        limits);
  }

  /** The account of that name or id. */
  public Optional<AccountConfig> account(String nameOrId) {
    return accounts.values().stream()
        .filter(account -> account.id().equals(nameOrId) || account.name().equals(nameOrId))
        .findFirst();
  }

  /** Whether every call for the account of that id is confined to its own S3 buckets. */
  public boolean confinesBuckets(String id) {
    AccountConfig account = accounts.get(id);
    return account != null && account.confinesBuckets();
  }

  /** The id of the account that the host is one of the APIs of; empty where nobody said. */
  public Optional<String> ownerOf(String host) {
    return accounts.values().stream()
        .filter(account -> account.apis().contains(host))
        .map(AccountConfig::id)
        .findFirst();
  }

  /**
   * A plain HTTP listener.
   *
   * @param listen where clients' {@code AWS_ENDPOINT_URL} points
   * @param names host names that clients reach it by, beside its address and {@code localhost}
   */
  public record EndpointConfig(InetSocketAddress listen, List<String> names) {}

  /**
   * One AWS account.
   *
   * @param id 12 digits
   * @param name the operator's label, unique; the id where none was given
   * @param role the name (with its path, if any) of the role that is assumed there; empty where the
   *     base credential itself signs for this account
   * @param sessionDuration between 15 minutes and 12 hours
   * @param confinesBuckets every call for this account is confined to its own S3 buckets
   * @param apis hosts that are this account's alone and take WebSockets, in lower case
   */
  public record AccountConfig(
      String id,
      String name,
      Optional<String> role,
      Optional<String> externalId,
      Duration sessionDuration,
      boolean confinesBuckets,
      List<String> apis) {}

  /** Where the gateway's own AWS credentials come from. */
  public sealed interface BaseCredentials {
    /** The SDK's default provider chain. */
    record DefaultChain() implements BaseCredentials {}

    /** A named profile of the shared config files. */
    record Profile(String name) implements BaseCredentials {}

    /** A long-lived key; the secret stands in a file of its own. */
    record Static(String accessKeyId, Path secretFile, Optional<Path> sessionTokenFile)
        implements BaseCredentials {}

    /** A program that prints credentials, as {@code credential_process} has it. */
    record CredentialProcess(List<String> command) implements BaseCredentials {}

    /** A role that is assumed with an OIDC token from a file. */
    record WebIdentity(String roleArn, Path tokenFile) implements BaseCredentials {}
  }

  /**
   * One agent.
   *
   * @param tag the last 4 characters of its access key ids
   * @param secretFile where its secret stands; absent for an agent that proves nothing, which only
   *     a loopback listener may have
   * @param accounts the ids of the accounts that it may name; empty for an agent that may use none
   */
  public record AgentConfig(
      String name, String tag, Optional<Path> secretFile, List<String> accounts) {}

  /**
   * What is done with hosts that are not AWS.
   *
   * @param tunnelOther true where every such host is tunnelled unseen, false where they are denied
   * @param tunnel host patterns that are tunnelled in any case: {@code docs.example.com}, {@code
   *     *.example.org} (one or more labels)
   */
  public record HostsConfig(boolean tunnelOther, List<String> tunnel) {

    /**
     * Whether a host that is not AWS is tunnelled.
     *
     * @param host lower case
     */
    public boolean tunnels(String host) {
      return tunnelOther
          || tunnel.stream().anyMatch(pattern -> new HostPattern(pattern).matches(host));
    }
  }

  /**
   * How AWS is reached.
   *
   * @param connectTo for a host pattern, the address that is dialled instead; TLS names stay what
   *     they are. {@code "*"} matches every host
   * @param trust PEM file of further roots that upstream certificates may chain to
   * @param proxy a corporate HTTP proxy that upstream connections go through (host and port)
   */
  public record UpstreamConfig(
      Map<String, InetSocketAddress> connectTo,
      Optional<Path> trust,
      Optional<InetSocketAddress> proxy) {

    /**
     * The address to dial instead of a host: that of the narrowest pattern that matches.
     *
     * @param host lower case
     */
    public Optional<InetSocketAddress> insteadOf(String host) {
      return connectTo.entrySet().stream()
          .filter(entry -> new HostPattern(entry.getKey()).matches(host))
          .max(Comparator.comparingInt(entry -> new HostPattern(entry.getKey()).rank()))
          .map(Map.Entry::getValue);
    }
  }

  /**
   * @param rotateBytes a file that reaches this size is closed and a new one begun
   * @param keep for how long closed files are kept
   */
  public record AuditConfig(Path file, long rotateBytes, Duration keep) {}

  /**
   * Bounds. Sizes are in bytes.
   *
   * @param exchanges calls in progress at once
   * @param head request line and headers together
   * @param bodyInMemory above this a body that must be hashed first is spooled to disk
   * @param bodySpool above this it is refused
   * @param webSocketIdle a WebSocket in which nobody says anything for so long is closed
   * @param pendingApprovals requests that wait for people at once
   */
  public record Limits(
      int exchanges,
      int head,
      int bodyInMemory,
      long bodySpool,
      Duration webSocketIdle,
      int pendingApprovals) {}
}
