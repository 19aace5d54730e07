/** Asking a person: requests, grants, pauses, and their store. */
@NullMarked
package dev.countersign.approvals;

import org.jspecify.annotations.NullMarked;
