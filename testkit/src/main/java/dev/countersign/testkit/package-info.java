/** A strict stand-in for AWS that believes nothing it has not verified. */
@NullMarked
package dev.countersign.testkit;

import org.jspecify.annotations.NullMarked;
