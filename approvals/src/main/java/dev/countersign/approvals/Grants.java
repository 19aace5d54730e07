package dev.countersign.approvals;

import dev.countersign.approvals.Grant.Revocation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;

/** The table of standing permissions. */
final class Grants {

  private static final String SELECT = "SELECT * FROM approval_grant ";

  private static final int MOST_LISTED = 1_000;

  private Grants() {}

  /** A grant with what only the store needs to know of it. */
  record Standing(Grant grant, Fingerprint fingerprint, Ceiling ceiling) {

    /** Whether the call is one that the permission was given for. */
    boolean covers(Question question) {
      Card card = question.card();
      return switch (grant.width()) {
        case Width.Once _ -> false;
        case Width.SameRequest _ ->
            question.repeatable()
                && fingerprint.equals(question.fingerprint())
                && ceiling.covers(card);
        case Width.Action(_, _, var pattern) ->
            isOperation(card, grant.operation())
                && ceiling.covers(card)
                && pattern.map(text -> new ResourcePattern(text).covers(card)).orElse(true);
        case Width.Batch(var actions, _) ->
            actions.stream().anyMatch(action -> isOperation(card, action)) && ceiling.covers(card);
      };
    }

    private static boolean isOperation(Card card, String operation) {
      return !card.action().isEmpty() && card.operation().equals(operation);
    }
  }

  static void insert(Tx tx, Standing standing) {
    Grant grant = standing.grant();
    tx.handle()
        .createUpdate(
            """
            INSERT INTO approval_grant (id, request, agent, account, operation, rule, rules_version,
              fingerprint, width, ceiling, given_by, comment, given, expires, calls, used)
            VALUES (:id, :request, :agent, :account, :operation, :rule, :version,
              :fingerprint, :width, :ceiling, :by, :comment, :given, :expires, :calls, 0)
            """)
        .bind("id", grant.id())
        .bind("request", grant.request())
        .bind("agent", grant.agent())
        .bind("account", grant.account())
        .bind("operation", grant.operation())
        .bind("rule", grant.rule())
        .bind("version", grant.rulesVersion())
        .bind("fingerprint", standing.fingerprint().value())
        .bind("width", Json.write(grant.width()))
        .bind("ceiling", Json.write(standing.ceiling()))
        .bind("by", Json.write(grant.by()))
        .bind("comment", grant.comment())
        .bind("given", grant.given().toEpochMilli())
        .bind("expires", grant.expires().toEpochMilli())
        .bind("calls", grant.calls().isPresent() ? grant.calls().getAsInt() : null)
        .execute();
  }

  /** Those that stand and cover the call; what ends first, first. */
  static List<Standing> covering(Handle handle, Question question, Instant now) {
    Card card = question.card();
    return handle
        .createQuery(
            SELECT
                + """
                WHERE agent = :agent AND account = :account AND rule = :rule
                  AND rules_version = :version AND expires > :now AND revoked IS NULL
                  AND (calls IS NULL OR used < calls) ORDER BY expires, id
                """)
        .bind("agent", card.agent())
        .bind("account", card.account())
        .bind("rule", card.rule())
        .bind("version", question.rulesVersion())
        .bind("now", now.toEpochMilli())
        .map((rs, _) -> row(rs))
        .stream()
        .filter(standing -> standing.covers(question))
        .toList();
  }

  /** One call more; false where there is none left, whoever took it on whatever node. */
  static boolean use(Handle handle, Grant grant, Instant now) {
    return handle
            .createUpdate(
                """
                UPDATE approval_grant SET used = used + 1
                WHERE id = :id AND revoked IS NULL AND expires > :now
                  AND (calls IS NULL OR used < calls)
                  AND NOT EXISTS (SELECT 1 FROM approval_pause
                    WHERE (kind = 'agent' AND name = :agent) OR (kind = 'account' AND name = :account))
                """)
            .bind("id", grant.id())
            .bind("agent", grant.agent())
            .bind("account", grant.account())
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  static Optional<Grant> find(Handle handle, String id) {
    return handle
        .createQuery(SELECT + "WHERE id = :id")
        .bind("id", id)
        .map((rs, _) -> row(rs).grant())
        .findOne();
  }

  static List<Grant> list(Handle handle, boolean alsoEnded, Instant now) {
    String standing =
        "WHERE expires > :now AND revoked IS NULL AND (calls IS NULL OR used < calls) ";
    return handle
        .createQuery(
            SELECT
                + (alsoEnded ? "WHERE 0 < :now " : standing)
                + "ORDER BY given DESC, id LIMIT "
                + MOST_LISTED)
        .bind("now", now.toEpochMilli())
        .map((rs, _) -> row(rs).grant())
        .list();
  }

  static void revoke(Tx tx, String id, String by) {
    revoke(tx, "id", id, by);
  }

  static void stop(Tx tx, PauseTarget target, String by) {
    revoke(tx, Pauses.column(target), target.name(), by);
  }

  private static void revoke(Tx tx, String column, String value, String by) {
    tx.handle()
        .createUpdate(
            "UPDATE approval_grant SET revoked = :now, revoked_by = :by WHERE revoked IS NULL"
                + " AND expires > :now AND "
                + column
                + " = :value")
        .bind("now", tx.now().toEpochMilli())
        .bind("by", by)
        .bind("value", value)
        .execute();
  }

  private static Standing row(ResultSet rs) throws SQLException {
    OptionalInt calls = Columns.count(rs, "calls");
    Grant grant =
        new Grant(
            rs.getString("id"),
            rs.getString("request"),
            rs.getString("agent"),
            rs.getString("account"),
            rs.getString("operation"),
            Json.read(rs.getString("width"), Width.class),
            rs.getString("rule"),
            rs.getString("rules_version"),
            List.of(Json.read(rs.getString("given_by"), String[].class)),
            rs.getString("comment"),
            Instant.ofEpochMilli(rs.getLong("given")),
            Instant.ofEpochMilli(rs.getLong("expires")),
            calls,
            rs.getInt("used"),
            revocation(rs));
    return new Standing(
        grant,
        new Fingerprint(rs.getString("fingerprint")),
        Json.read(rs.getString("ceiling"), Ceiling.class));
  }

  private static Optional<Revocation> revocation(ResultSet rs) throws SQLException {
    String by = rs.getString("revoked_by");
    return Columns.instant(rs, "revoked").map(at -> new Revocation(at, by));
  }
}
