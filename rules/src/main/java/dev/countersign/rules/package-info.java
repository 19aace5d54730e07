/** What is permitted: rule files in CEL, and the verdict over one call. */
@NullMarked
package dev.countersign.rules;

import org.jspecify.annotations.NullMarked;
