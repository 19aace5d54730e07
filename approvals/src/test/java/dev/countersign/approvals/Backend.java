package dev.countersign.approvals;

import dev.countersign.model.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** The databases that everything has to work on. */
enum Backend {
  SQLITE {
    @Override
    Place place(Path directory) {
      return () -> Store.sqlite(directory);
    }
  },
  POSTGRESQL {
    @Override
    Place place(Path directory) {
      String database = "t" + NEXT.incrementAndGet();
      try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection()) {
        connection.createStatement().execute("CREATE DATABASE " + database);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      Secret url = Secret.of(Server.RUNNING.getJdbcUrl("postgres", database));
      return () -> Store.postgresql(url);
    }
  };

  private static final AtomicInteger NEXT = new AtomicInteger();

  /** An empty database that can be opened again and again. */
  interface Place {
    Store open();
  }

  abstract Place place(Path directory);

  /** Started once for all tests, and stopped with the JVM. */
  private static final class Server {
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
