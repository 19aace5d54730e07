/** What happened: one record for each call, written before its effect and completed after it. */
@NullMarked
package dev.countersign.audit;

import org.jspecify.annotations.NullMarked;
