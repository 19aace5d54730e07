package dev.countersign.approvals;

import com.zaxxer.hikari.HikariDataSource;
import dev.countersign.model.Secret;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Where requests, grants and pauses are kept: connections, transactions and migrations. What is in
 * the tables, {@link Requests}, {@link Grants} and {@link Pauses} know.
 *
 * <p>Whoever opened a store closes it, after what uses it.
 */
public final class Store implements AutoCloseable {

  private final HikariDataSource source;
  private final Jdbi jdbi;
  private final Optional<Secret> listenUrl;

  /** SQLite has one writer; waiting here is fair and costs less than its own way of waiting. */
  private final ReentrantLock writer = new ReentrantLock(true);

  private Store(HikariDataSource source, Optional<Secret> listenUrl) {
    this.source = source;
    this.jdbi = Jdbi.create(source);
    this.listenUrl = listenUrl;
  }

  /**
   * A file in the state directory, for one gateway. Both are made where they are not there, and
   * nobody else may read the file.
   *
   * @throws StoreUnavailable where it cannot be opened
   */
  public static Store sqlite(Path directory) {
    return migrated(new Store(Sources.sqlite(directory), Optional.empty()));
  }

  /**
   * A database that the gateways of a fleet share.
   *
   * @param url {@code jdbc:postgresql://...}; secret, since it may carry a password
   * @throws StoreUnavailable where it cannot be reached
   */
  public static Store postgresql(Secret url) {
    return migrated(new Store(Sources.postgresql(url), Optional.of(url)));
  }

  private static Store migrated(Store store) {
    try {
      Flyway.configure()
          .dataSource(store.source)
          .locations("classpath:dev/countersign/approvals/migrations")
          .table("approval_migrations")
          // The database may hold tables of others.
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
      return store;
    } catch (FlywayException e) {
      store.close();
      throw new StoreUnavailable("the approvals' store cannot be opened", e);
    }
  }

  /** What is listened to for news from other nodes; empty where there are none. */
  Optional<Secret> listenUrl() {
    return listenUrl;
  }

  /**
   * @throws StoreUnavailable where it cannot be read
   */
  <T> T read(Function<Handle, T> work) {
    return guarded(() -> jdbi.withHandle(work::apply));
  }

  /**
   * All or nothing, in a transaction.
   *
   * @throws StoreUnavailable where it cannot be written, or is not known to be
   */
  <T> T write(Function<Handle, T> work) {
    if (listenUrl.isPresent()) {
      return guarded(() -> jdbi.inTransaction(work::apply));
    }
    writer.lock();
    try {
      return guarded(() -> jdbi.inTransaction(work::apply));
    } finally {
      writer.unlock();
    }
  }

  private interface Work<T> {
    T run();
  }

  private static <T> T guarded(Work<T> work) {
    try {
      return work.run();
    } catch (JdbiException e) {
      throw new StoreUnavailable("the approvals' store cannot be used", e);
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
