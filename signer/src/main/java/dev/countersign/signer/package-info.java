/** How AWS is convinced: reading, verifying and making SigV4 signatures. */
@NullMarked
package dev.countersign.signer;

import org.jspecify.annotations.NullMarked;
