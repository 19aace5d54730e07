package dev.countersign.signer;

/**
 * A header in an event stream.
 *
 * @param name 1 to 255 bytes in UTF-8; those that begin with a colon are AWS's own
 */
public record EventHeader(String name, EventValue value) {}
