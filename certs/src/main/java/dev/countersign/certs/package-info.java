/**
 * Who we pretend to be: the certificate authority that agents trust, and the leaf certificates that
 * it signs for exactly one host name each.
 *
 * <p>The authority is made once and kept in the state directory; leaves live in memory only. Which
 * hosts deserve a leaf is decided elsewhere. Start reading at {@link
 * dev.countersign.certs.CertificateAuthority}.
 */
@NullMarked
package dev.countersign.certs;

import org.jspecify.annotations.NullMarked;
