package dev.countersign.config;

import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.model.Account;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code accounts:}. */
final class AccountsReader {

  private final Diagnostics diagnostics;

  AccountsReader(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** By id, in the order of the file. */
  Map<String, AccountConfig> read(Fields root) {
    Map<String, AccountConfig> accounts = new LinkedHashMap<>();
    Map<String, String> names = new HashMap<>();
    ConfigKeys.ACCOUNTS
        .in(root)
        .orElse(Map.of())
        .forEach(
            (key, fields) -> {
              String id = key.text();
              if (!Account.isId(id)) {
                diagnostics.add(
                    key.place(), "account id: " + id + " (expected: 12 digits, in quotes)");
                return;
              }
              AccountConfig account = account(id, fields);
              String other = names.putIfAbsent(account.name(), id);
              if (other != null) {
                diagnostics.add(
                    key.place(),
                    "the name " + account.name() + " is the account " + other + "'s already");
              } else if (Account.isId(account.name()) && !account.name().equals(id)) {
                diagnostics.add(
                    key.place(), "the name " + account.name() + " looks like another account's id");
              }
              accounts.put(id, account);
            });
    return accounts;
  }

  private static AccountConfig account(String id, Fields fields) {
    return new AccountConfig(
        id,
        ConfigKeys.ACCOUNT_NAME.in(fields).orElse(id),
        ConfigKeys.ROLE.in(fields),
        ConfigKeys.EXTERNAL_ID.in(fields),
        ConfigKeys.SESSION
            .in(fields)
            .flatMap(ConfigKeys.SESSION_DURATION::in)
            .orElse(Duration.ofHours(1)));
  }
}
