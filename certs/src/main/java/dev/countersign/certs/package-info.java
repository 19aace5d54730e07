/** Who we pretend to be: the certificate authority and the leaf certificates it signs. */
@NullMarked
package dev.countersign.certs;

import org.jspecify.annotations.NullMarked;
