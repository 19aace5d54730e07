/** Bytes: listeners, TLS, guards, the exchange and the connections upstream. */
@NullMarked
package dev.countersign.proxy;

import org.jspecify.annotations.NullMarked;
