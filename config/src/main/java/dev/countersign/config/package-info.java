/**
 * What the operator wrote: {@code countersign.yaml} to records that have been checked.
 *
 * <p>Parse, do not validate: whoever holds a {@link dev.countersign.config.GatewayConfig} need not
 * ask again whether an account id has 12 digits or a file is named. Every error carries file, line
 * and column, and all of them are reported at once.
 *
 * <p>There are two layers. The lower one reads YAML of any content and is shared with the rules: a
 * {@link dev.countersign.config.YamlNode} knows where it stands, a {@link
 * dev.countersign.config.Shape} reads a value and describes itself as JSON Schema, {@link
 * dev.countersign.config.Fields} are the keys of a mapping, {@link
 * dev.countersign.config.Diagnostics} collect what is wrong. The upper one is the configuration:
 * one list of keys ({@code ConfigKeys}) from which the reader, the schema for editors and the table
 * in docs/config.md are made, and {@link dev.countersign.config.ConfigReader}, which knows what the
 * parts have to do with one another.
 *
 * <p>Nothing here opens a socket, looks up a name, reads a certificate or compiles a rule. Start
 * reading at {@link dev.countersign.config.GatewayConfig}, then {@code ConfigKeys}.
 */
@NullMarked
package dev.countersign.config;

import org.jspecify.annotations.NullMarked;
