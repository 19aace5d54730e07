package dev.countersign.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.config.OperatorsConfig.DatabaseConfig;
import dev.countersign.config.SecretFiles;
import dev.countersign.model.Secret;
import java.net.URLEncoder;

/** The database that the gateways of a fleet share. */
final class SharedDatabase {

  private SharedDatabase() {}

  /**
   * Its JDBC URL with user and password, which PostgreSQL's driver takes as parameters.
   *
   * @throws dev.countersign.model.InvalidFileException where the password's file cannot be used
   */
  static Secret url(DatabaseConfig database) {
    String separator = database.url().contains("?") ? "&" : "?";
    String user = database.url() + separator + "user=" + URLEncoder.encode(database.user(), UTF_8);
    return Secret.of(
        database
            .passwordFile()
            .map(SecretFiles::read)
            .map(it -> user + "&password=" + URLEncoder.encode(it.reveal(), UTF_8))
            .orElse(user));
  }
}
