package dev.countersign.credentials;

import dev.countersign.config.GatewayConfig;
import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.config.GatewayConfig.AgentConfig;
import dev.countersign.config.GatewayConfig.AuditConfig;
import dev.countersign.config.GatewayConfig.BaseCredentials;
import dev.countersign.config.GatewayConfig.HostsConfig;
import dev.countersign.config.GatewayConfig.Limits;
import dev.countersign.config.GatewayConfig.UpstreamConfig;
import dev.countersign.config.OperatorsConfig;
import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.ErrorFormat;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Configurations and calls for tests: three accounts, of which the third has no role. */
final class Configs {

  static final String PROD = "111111111111";
  static final String STAGING = "222222222222";
  static final String OWN = "999999999999";

  private Configs() {}

  static Map<String, AccountConfig> accounts() {
    Map<String, AccountConfig> accounts = new LinkedHashMap<>();
    accounts.put(PROD, account(PROD, "prod", Optional.of("countersign-gateway")));
    accounts.put(STAGING, account(STAGING, "staging", Optional.of("ops/countersign")));
    accounts.put(OWN, account(OWN, "own", Optional.empty()));
    return accounts;
  }

  private static AccountConfig account(String id, String name, Optional<String> role) {
    return new AccountConfig(
        id, name, role, Optional.of("external-of-" + name), Duration.ofHours(1), false, List.of());
  }

  static GatewayConfig config(
      Map<String, AgentConfig> agents,
      boolean anonymous,
      BaseCredentials base,
      UpstreamConfig upstream) {
    Path nowhere = Path.of("/nonexistent");
    return new GatewayConfig(
        nowhere,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Optional.empty(),
        nowhere,
        accounts(),
        base,
        agents,
        anonymous,
        List.of(),
        new HostsConfig(false, List.of()),
        upstream,
        new AuditConfig(nowhere, 1, Duration.ofDays(1)),
        OperatorsConfig.NONE,
        new Limits(1, 1, 1, 1, Duration.ofHours(1), 1));
  }

  static UpstreamConfig direct() {
    return new UpstreamConfig(Map.of(), Optional.empty(), Optional.empty());
  }

  static AwsCall call(String account, String partition, String region) {
    return new AwsCall(
        "dynamodb",
        "DynamoDB",
        "ListTables",
        true,
        new Account(account, account),
        region,
        partition,
        "",
        List.of(),
        false,
        "POST",
        "/",
        "dynamodb." + region + ".amazonaws.com",
        Auth.SIGV4,
        List.of("dynamodb:ListTables"),
        Access.LIST,
        false,
        false,
        Map.of(),
        false,
        ErrorFormat.JSON,
        Set.of());
  }
}
