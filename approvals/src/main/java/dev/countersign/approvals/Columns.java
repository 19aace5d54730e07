package dev.countersign.approvals;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Columns that may be null. */
final class Columns {

  private Columns() {}

  static Optional<Instant> instant(ResultSet rs, String column) throws SQLException {
    long millis = rs.getLong(column);
    return rs.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  static OptionalInt count(ResultSet rs, String column) throws SQLException {
    int count = rs.getInt(column);
    return rs.wasNull() ? OptionalInt.empty() : OptionalInt.of(count);
  }
}
