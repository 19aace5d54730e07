package dev.countersign.approvals;

import dev.countersign.approvals.PauseTarget.OfAccount;
import dev.countersign.approvals.PauseTarget.OfAgent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table of what is stopped. */
final class Pauses {

  private Pauses() {}

  /** The kind as it is stored, which is also the column that has the name in other tables. */
  static String column(PauseTarget target) {
    return switch (target) {
      case OfAgent _ -> "agent";
      case OfAccount _ -> "account";
    };
  }

  static List<Pause> list(Handle handle) {
    return handle
        .createQuery("SELECT * FROM approval_pause ORDER BY since, kind, name")
        .map((rs, _) -> row(rs))
        .list();
  }

  /** Nothing happens where it is stopped already: the first who did it stays on record. */
  static void insert(Tx tx, Pause pause) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO approval_pause (kind, name, paused_by, comment, since)
            VALUES (:kind, :name, :by, :comment, :since) ON CONFLICT DO NOTHING
            """)
        .bind("kind", column(pause.target()))
        .bind("name", pause.target().name())
        .bind("by", pause.by())
        .bind("comment", pause.comment())
        .bind("since", pause.since().toEpochMilli())
        .execute();
  }

  static boolean delete(Tx tx, PauseTarget target) {
    return tx.handle()
            .execute(
                "DELETE FROM approval_pause WHERE kind = ? AND name = ?",
                column(target),
                target.name())
        == 1;
  }

  private static Pause row(ResultSet rs) throws SQLException {
    String name = rs.getString("name");
    PauseTarget target =
        rs.getString("kind").equals("agent") ? new OfAgent(name) : new OfAccount(name);
    return new Pause(
        target,
        rs.getString("paused_by"),
        rs.getString("comment"),
        Instant.ofEpochMilli(rs.getLong("since")));
  }
}
