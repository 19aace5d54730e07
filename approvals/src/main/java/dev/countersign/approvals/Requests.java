package dev.countersign.approvals;

import dev.countersign.approvals.Change.Kind;
import dev.countersign.approvals.Request.State;
import dev.countersign.approvals.Request.Vote;
import dev.countersign.model.FieldHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The tables of requests and of what people said to them. */
final class Requests {

  private static final String SELECT = "SELECT * FROM approval_request ";

  private Requests() {}

  static void insert(Tx tx, String id, String batch, Question question, Instant expires) {
    Card card = question.card();
    tx.handle()
        .createUpdate(
            """
            INSERT INTO approval_request (id, live, fingerprint, batch, agent, account, operation,
              rule, rules_version, group_name, group_terms, card, repeatable, state, created, expires)
            VALUES (:id, :live, :fingerprint, :batch, :agent, :account, :operation,
              :rule, :version, :group, :terms, :card, :repeatable, 'PENDING', :now, :expires)
            """)
        .bind("id", id)
        .bind("live", question.repeatable() ? key(question) : null)
        .bind("fingerprint", question.fingerprint().value())
        .bind("batch", batch)
        .bind("agent", card.agent())
        .bind("account", card.account())
        .bind("operation", card.operation())
        .bind("rule", card.rule())
        .bind("version", question.rulesVersion())
        .bind("group", question.group().name())
        .bind("terms", Json.write(question.group()))
        .bind("card", Json.write(card))
        .bind("repeatable", question.repeatable() ? 1 : 0)
        .bind("now", tx.now().toEpochMilli())
        .bind("expires", expires.toEpochMilli())
        .execute();
  }

  static Optional<Request> find(Handle handle, String id) {
    return one(handle, handle.createQuery(SELECT + "WHERE id = :id").bind("id", id));
  }

  /**
   * What calls have in common that one request answers: beside the fingerprint, whom the rule asks.
   * Rules may look at the time or the sender's address, so that the same request can be for others
   * to decide a minute later.
   */
  private static String key(Question question) {
    Card card = question.card();
    return FieldHash.of(
        List.of(
            question.fingerprint().value(),
            card.rule(),
            question.group().name(),
            Boolean.toString(card.verified())));
  }

  /** The request that answers the question, if there is one. */
  static Optional<Request> live(Handle handle, Question question, Instant now) {
    return one(
        handle,
        handle
            .createQuery(SELECT + "WHERE live = :live AND expires > :now")
            .bind("live", key(question))
            .bind("now", now.toEpochMilli()));
  }

  /** What answered the question before is over, or it would have answered. */
  static void free(Tx tx, Question question) {
    tx.handle().execute("UPDATE approval_request SET live = NULL WHERE live = ?", key(question));
  }

  private static Optional<Request> one(Handle handle, Query query) {
    return query.map((rs, _) -> row(rs)).findOne().map(row -> withVotes(handle, row));
  }

  static List<Request> list(Handle handle, RequestFilter filter) {
    StringBuilder where = new StringBuilder("WHERE 1 = 1");
    List<String> values = new ArrayList<>();
    filter.group().ifPresent(it -> and(where, values, "group_name", it));
    filter.agent().ifPresent(it -> and(where, values, "agent", it));
    filter.account().ifPresent(it -> and(where, values, "account", it));
    filter.batch().ifPresent(it -> and(where, values, "batch", it));
    if (!filter.states().isEmpty()) {
      List<String> words = filter.states().stream().map(state -> "'" + state + "'").toList();
      where.append(" AND state IN (").append(String.join(", ", words)).append(')');
    }
    Query query =
        handle.createQuery(SELECT + where + " ORDER BY created DESC, id LIMIT " + filter.limit());
    for (int i = 0; i < values.size(); i++) {
      query.bind(i, values.get(i));
    }
    return query.map((rs, _) -> row(rs)).list().stream()
        .map(row -> withVotes(handle, row))
        .toList();
  }

  private static void and(StringBuilder where, List<String> values, String column, String value) {
    where.append(" AND ").append(column).append(" = ?");
    values.add(value);
  }

  /**
   * How many requests wait.
   *
   * @param all of everybody
   * @param own of one agent
   */
  record Waiting(int all, int own) {}

  static Waiting waiting(Handle handle, String agent, Instant now) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) AS everybody, COALESCE(SUM(CASE WHEN agent = :agent THEN 1 ELSE 0 END), 0) AS own
            FROM approval_request WHERE state = 'PENDING' AND expires > :now
            """)
        .bind("agent", agent)
        .bind("now", now.toEpochMilli())
        .map((rs, _) -> new Waiting(rs.getInt("everybody"), rs.getInt("own")))
        .one();
  }

  /** The single call that an approval permits goes; false where another was first. */
  static boolean use(Handle handle, String id, Instant now) {
    return handle
            .createUpdate(
                """
                UPDATE approval_request SET state = 'USED', live = NULL
                WHERE id = :id AND state = 'APPROVED' AND expires > :now
                """)
            .bind("id", id)
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  /** Those that wait for a decision or for their call although their time is over. */
  static List<String> due(Handle handle, Instant now, int most) {
    return handle
        .createQuery(
            """
            SELECT id FROM approval_request
            WHERE state IN ('PENDING', 'APPROVED') AND expires <= :now ORDER BY expires LIMIT :most
            """)
        .bind("now", now.toEpochMilli())
        .bind("most", most)
        .mapTo(String.class)
        .list();
  }

  /** Ends those of them that nobody has ended meanwhile; says how many. */
  static int expire(Tx tx, List<String> due) {
    int ended = 0;
    for (String id : due) {
      int one =
          tx.handle()
              .execute(
                  """
                  UPDATE approval_request SET state = 'EXPIRED', live = NULL
                  WHERE id = ? AND state IN ('PENDING', 'APPROVED') AND expires <= ?
                  """,
                  id,
                  tx.now().toEpochMilli());
      if (one == 1) {
        tx.changed(Kind.EXPIRED, id);
      }
      ended += one;
    }
    return ended;
  }

  static void approveOnce(Tx tx, Request request) {
    Instant expires =
        request.repeatable() ? tx.now().plus(request.group().timeout()) : request.expires();
    settle(tx, request, State.APPROVED, expires, new Width.Once(), null);
  }

  static void deny(Tx tx, Request request) {
    settle(tx, request, State.DENIED, tx.now().plus(request.group().timeout()), null, null);
  }

  static void grant(Tx tx, Request request, Width width, String grant) {
    settle(tx, request, State.GRANTED, request.expires(), width, grant);
  }

  private static void settle(
      Tx tx,
      Request request,
      State state,
      Instant expires,
      @Nullable Width width,
      @Nullable String grant) {
    tx.handle()
        .createUpdate(
            """
            UPDATE approval_request SET state = :state, expires = :expires, decided = :now,
              width = :width, standing = :grant, live = CASE WHEN :state = 'GRANTED' THEN NULL ELSE live END
            WHERE id = :id AND state = 'PENDING'
            """)
        .bind("id", request.id())
        .bind("state", state.name())
        .bind("expires", expires.toEpochMilli())
        .bind("now", tx.now().toEpochMilli())
        .bind("width", width == null ? null : Json.write(width))
        .bind("grant", grant)
        .execute();
  }

  /** Ends what waits, or waits to be used, of an agent or in an account. */
  static void stop(Tx tx, PauseTarget target) {
    String column = Pauses.column(target);
    tx.handle()
        .createUpdate(
            "UPDATE approval_request SET state = 'STOPPED', live = NULL, decided = :now WHERE "
                + column
                + " = :name AND state IN ('PENDING', 'APPROVED')")
        .bind("now", tx.now().toEpochMilli())
        .bind("name", target.name())
        .execute();
  }

  static void vote(Tx tx, String request, Vote vote) {
    tx.handle()
        .execute(
            "DELETE FROM approval_vote WHERE request = ? AND person = ?", request, vote.person());
    tx.handle()
        .createUpdate(
            """
            INSERT INTO approval_vote (request, person, width, comment, at)
            VALUES (:request, :person, :width, :comment, :at)
            """)
        .bind("request", request)
        .bind("person", vote.person())
        .bind(
            "width",
            vote.decision() instanceof Decision.Approve approve
                ? Json.write(approve.width())
                : null)
        .bind("comment", vote.decision().comment())
        .bind("at", vote.at().toEpochMilli())
        .execute();
  }

  private static Request withVotes(Handle handle, Request request) {
    List<Vote> votes =
        handle
            .createQuery("SELECT * FROM approval_vote WHERE request = :id ORDER BY at, person")
            .bind("id", request.id())
            .map((rs, _) -> vote(rs))
            .list();
    return request.with(votes);
  }

  private static Vote vote(ResultSet rs) throws SQLException {
    String width = rs.getString("width");
    String comment = rs.getString("comment");
    Decision decision =
        width == null
            ? new Decision.Deny(comment)
            : new Decision.Approve(Json.read(width, Width.class), comment);
    return new Vote(rs.getString("person"), decision, Instant.ofEpochMilli(rs.getLong("at")));
  }

  private static Request row(ResultSet rs) throws SQLException {
    return new Request(
        rs.getString("id"),
        rs.getString("batch"),
        new Fingerprint(rs.getString("fingerprint")),
        Json.read(rs.getString("card"), Card.class),
        Json.read(rs.getString("group_terms"), Group.class),
        rs.getString("rules_version"),
        rs.getInt("repeatable") == 1,
        State.valueOf(rs.getString("state")),
        Instant.ofEpochMilli(rs.getLong("created")),
        Instant.ofEpochMilli(rs.getLong("expires")),
        Columns.instant(rs, "decided"),
        List.of(),
        Optional.ofNullable(rs.getString("width")).map(width -> Json.read(width, Width.class)),
        Optional.ofNullable(rs.getString("standing")));
  }
}
