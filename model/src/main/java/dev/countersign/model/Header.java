package dev.countersign.model;

/**
 * One header field as it stood on the wire.
 *
 * @param name in the sender's own spelling
 * @param value without the optional white space around it (RFC 9110, 5.5)
 */
public record Header(String name, String value) {}
