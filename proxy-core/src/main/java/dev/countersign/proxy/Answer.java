package dev.countersign.proxy;

import dev.countersign.model.Headers;

/**
 * A whole answer of the gateway's own.
 *
 * @param headers without those that frame the body
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record Answer(int status, Headers headers, byte[] body) {}
