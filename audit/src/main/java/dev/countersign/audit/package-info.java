/**
 * What happened: one line of JSON per record, chained, durable before the call goes on.
 *
 * <p>An exchange writes two records of the same id, the intent before its effect and the outcome
 * after it. Every line carries the SHA-256 of the line before, across rotated files, so that a line
 * that was changed, cut out, inserted or moved shows. The chain has no key: it convicts whoever
 * touches a part of the trail, not one who can rewrite all of it from some line on; for that, keep
 * the head that {@link dev.countersign.audit.AuditVerifier} prints somewhere else.
 *
 * <p>{@link dev.countersign.audit.AuditReader} reads calls back, for replaying them through rules.
 *
 * <p>Three layers: {@code RecordJson} knows the record's form and that nothing an agent sends can
 * end a line; {@link dev.countersign.audit.JsonAuditLog} gathers the records of many threads into
 * batches; {@code LogFile} makes a batch durable, rotates, and mends what a crash has torn. No
 * bodies, no header values, no input members and no secrets come here: {@link
 * dev.countersign.audit.AuditRecord} has no place for them in what is written. Start reading at
 * {@link dev.countersign.audit.JsonAuditLog}.
 */
@NullMarked
package dev.countersign.audit;

import org.jspecify.annotations.NullMarked;
