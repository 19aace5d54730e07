/** Whose keys: which agent asks, and which credentials its call is signed with. */
@NullMarked
package dev.countersign.credentials;

import org.jspecify.annotations.NullMarked;
