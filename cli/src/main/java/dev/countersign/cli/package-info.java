/** The commands, the wiring and the only {@code main}. */
@NullMarked
package dev.countersign.cli;

import org.jspecify.annotations.NullMarked;
