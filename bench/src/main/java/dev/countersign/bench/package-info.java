/**
 * How long it takes. Benchmarks are measured by hand on a quiet machine and noted in {@code
 * bench/README.md}; the build only compiles them, since a time that a shared machine gives is no
 * fact about the program.
 */
@NullMarked
package dev.countersign.bench;

import org.jspecify.annotations.NullMarked;
