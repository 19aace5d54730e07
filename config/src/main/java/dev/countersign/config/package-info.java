/**
 * What the operator wrote: {@code countersign.yaml} to records that have been checked.
 *
 * <p>Parse, do not validate: whoever holds a {@link dev.countersign.config.GatewayConfig} need not
 * ask again whether an account id has 12 digits or a file is named. Every error carries file, line
 * and column. Nothing here opens a socket, reads a certificate or compiles a rule. Start reading at
 * {@link dev.countersign.config.GatewayConfig}.
 */
@NullMarked
package dev.countersign.config;

import org.jspecify.annotations.NullMarked;
