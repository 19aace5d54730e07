package dev.countersign.approvals;

import dev.countersign.model.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to what other nodes tell, on a connection of its own, in a thread of its own. A
 * connection that breaks is replaced; what was told meanwhile, the {@link Watcher} finds.
 */
final class Listener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  private static final Duration QUIET = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final DataSource source;
  private final Ledger ledger;
  private final Thread thread;
  private volatile @Nullable Connection current;
  private volatile boolean closed;

  private Listener(Secret url, Ledger ledger) {
    this.source = Sources.direct(url);
    this.ledger = ledger;
    this.thread = Thread.ofVirtual().name("approvals-listener").unstarted(this::run);
  }

  static Optional<Listener> start(Store store, Ledger ledger) {
    Optional<Listener> listener = store.listenUrl().map(url -> new Listener(url, ledger));
    listener.ifPresent(it -> it.thread.start());
    return listener;
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (!closed) {
      try (Connection connection = source.getConnection()) {
        current = connection;
        listen(connection);
        pause = FIRST_PAUSE;
        receive(connection);
      } catch (SQLException | RuntimeException e) {
        pause = failed(e, pause);
      } finally {
        current = null;
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + News.CHANNEL);
    }
  }

  private void receive(Connection connection) throws SQLException {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    while (!closed) {
      PGNotification @Nullable [] notifications =
          postgres.getNotifications(Math.toIntExact(QUIET.toMillis()));
      if (notifications == null || notifications.length == 0) {
        // Only by asking is a connection found out that is gone without a word.
        connection.createStatement().execute("SELECT 1");
        continue;
      }
      for (PGNotification notification : notifications) {
        ledger.news().received(notification.getParameter()).ifPresent(ledger::happened);
      }
    }
  }

  private Duration failed(Exception e, Duration pause) {
    if (closed) {
      return pause;
    }
    LOG.warn("no news of approvals from other gateways ({}); trying again", e.toString());
    try {
      Thread.sleep(pause);
    } catch (InterruptedException interrupted) {
      closed = true;
      Thread.currentThread().interrupt();
    }
    return Widths.shorter(pause.multipliedBy(2), LONGEST_PAUSE);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    Connection connection = current;
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("the connection was gone already", e);
      }
    }
  }
}
