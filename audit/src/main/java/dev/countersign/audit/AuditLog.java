package dev.countersign.audit;

/**
 * The audit trail: JSON lines, chained, durable. One intent before a call's effect, one outcome
 * after it; both carry the same id.
 */
public interface AuditLog extends AutoCloseable {

  /**
   * Writes a record and returns once it is durable; blocks the calling (virtual) thread.
   *
   * @throws dev.countersign.model.Refusal AUDIT_UNAVAILABLE: the call must not be made
   */
  void write(AuditRecord auditRecord);

  @Override
  void close();
}
