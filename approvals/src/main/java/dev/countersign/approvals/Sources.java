package dev.countersign.approvals;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/** Connections to the two kinds of database. */
final class Sources {

  static final String FILE = "approvals.db";

  /** How long a call waits for a connection, and a connection for the database. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** How long a statement may take at the most before its connection is given up. */
  private static final Duration STATEMENT = Duration.ofSeconds(10);

  /**
   * A gateway that hangs or vanishes in its turn must not keep the others from theirs. And what is
   * used up has to be so after a crash of the database, even if it is set up to be fast.
   */
  private static final String SESSION =
      """
      SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '10s';
      SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off'
      """;

  private static final int CONNECTIONS = 8;

  private Sources() {}

  static HikariDataSource sqlite(Path directory) {
    Path file = file(directory);
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    // What was decided is still decided when the power comes back.
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(Math.toIntExact(PATIENCE.toMillis()));
    config.enforceForeignKeys(true);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return pool(config(source));
  }

  private static Path file(Path directory) {
    try {
      Files.createDirectories(directory);
      Path file = directory.resolve(FILE);
      try {
        // SQLite gives its journals the mode of this file.
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } catch (FileAlreadyExistsException e) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
      return file;
    } catch (IOException e) {
      throw new StoreUnavailable("the approvals' store cannot be made in " + directory, e);
    }
  }

  static HikariDataSource postgresql(Secret url) {
    HikariConfig config = config(direct(url));
    config.setConnectionInitSql(SESSION);
    return pool(config);
  }

  /** A connection of its own each time. */
  static DataSource direct(Secret url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      source.setURL(url.reveal());
    } catch (IllegalArgumentException e) {
      // The driver's message quotes the address, which may carry a password.
      throw new IllegalArgumentException("not an address of a PostgreSQL database");
    }
    source.setConnectTimeout(Math.toIntExact(PATIENCE.toSeconds()));
    source.setSocketTimeout(Math.toIntExact(STATEMENT.toSeconds()));
    source.setTcpKeepAlive(true);
    source.setApplicationName("countersign");
    return source;
  }

  private static HikariConfig config(DataSource source) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("approvals");
    config.setDataSource(source);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.setValidationTimeout(PATIENCE.toMillis() / 2);
    return config;
  }

  private static HikariDataSource pool(HikariConfig config) {
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      throw new StoreUnavailable("the approvals' store cannot be reached", e);
    }
  }
}
