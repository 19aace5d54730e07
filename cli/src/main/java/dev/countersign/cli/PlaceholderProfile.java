package dev.countersign.cli;

import dev.countersign.config.GatewayConfig;
import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.config.GatewayConfig.AgentConfig;
import dev.countersign.config.SecretFiles;
import dev.countersign.model.PlaceholderKey;
import dev.countersign.model.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A profile of the agent's: one account behind a placeholder key.
 *
 * @param name the account's name, and so the profile's
 * @param key what stands for the access key id
 * @param secret the agent's own secret; any text serves an agent that has none
 */
record PlaceholderProfile(String name, PlaceholderKey key, Secret secret) {

  private static final Secret ANY = Secret.of("placeholder-secret-not-verified");

  /** One profile for each account that the agent may name, in the order of the config. */
  static List<PlaceholderProfile> of(GatewayConfig config, AgentConfig agent) {
    Secret secret = agent.secretFile().map(PlaceholderProfile::secret).orElse(ANY);
    return config.accounts().values().stream()
        .filter(account -> agent.accounts().contains(account.id()))
        .map(
            account ->
                new PlaceholderProfile(
                    account.name(), new PlaceholderKey(account.id(), agent.tag()), secret))
        .toList();
  }

  static Secret secret(Path file) {
    return SecretFiles.read(file);
  }

  /** The shared credentials file's text; the chosen account also stands as {@code default}. */
  static String credentialsFile(List<PlaceholderProfile> profiles, Optional<AccountConfig> chosen) {
    return withDefault(profiles, chosen)
        .map(
            profile ->
                """
                [%s]
                aws_access_key_id = %s
                aws_secret_access_key = %s
                """
                    .formatted(profile.name, profile.key.accessKeyId(), profile.secret.reveal()))
        .collect(Collectors.joining("\n"));
  }

  /**
   * The shared config file's text: the region of each profile, and Signature Version 4 for the URLs
   * that the AWS CLI presigns, where in older regions it would use the version that AWS has retired
   * and the gateway refuses.
   */
  static String configFile(
      List<PlaceholderProfile> profiles, Optional<AccountConfig> chosen, String region) {
    return withDefault(profiles, chosen)
        .map(
            profile ->
                """
                [%s]
                region = %s
                s3 =
                  signature_version = s3v4
                """
                    .formatted(
                        profile.name.equals("default") ? "default" : "profile " + profile.name,
                        region))
        .collect(Collectors.joining("\n"));
  }

  private static Stream<PlaceholderProfile> withDefault(
      List<PlaceholderProfile> profiles, Optional<AccountConfig> chosen) {
    Stream<PlaceholderProfile> standard =
        profiles.stream()
            .filter(
                profile -> chosen.map(AccountConfig::name).filter(profile.name::equals).isPresent())
            .filter(profile -> !profile.name.equals("default"))
            .map(profile -> new PlaceholderProfile("default", profile.key, profile.secret));
    return Stream.concat(standard, profiles.stream());
  }
}
