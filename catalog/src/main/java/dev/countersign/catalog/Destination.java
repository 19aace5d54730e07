package dev.countersign.catalog;

import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;

/**
 * What a request to an address of the gateway's own is meant to be.
 *
 * @param head the same request for AWS's host: with that host and without the path's prefix
 * @param scope what a signature for that host names; of another region than the sender's where the
 *     service has one for everybody
 */
public record Destination(RequestHead head, SigningScope scope) {}
