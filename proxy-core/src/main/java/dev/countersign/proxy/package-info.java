/**
 * Bytes: the listeners, TLS, the guards, the exchange and the connections upstream.
 *
 * <p>Five nouns carry it. A <em>connection</em> begins with one CONNECT ({@link
 * dev.countersign.proxy.Connect}), which is intercepted, tunnelled or refused, or comes to the
 * endpoint listener ({@link dev.countersign.proxy.Arrival}). Inside, {@link
 * dev.countersign.proxy.FramingGuard} and {@link dev.countersign.proxy.AuthorityGuard} let through
 * only what has one meaning. An {@link dev.countersign.proxy.Exchange} is one request from its
 * reading to its outcome: one method, one virtual thread, in which every decision is a plain call
 * that may block. A {@link dev.countersign.proxy.RelayedCall} is that request's bytes in both
 * directions, which never leave the event loop. An {@link dev.countersign.proxy.Answer} is what the
 * gateway says itself, in the caller's own protocol.
 *
 * <p>Threads: handlers and everything that touches a channel run on the event loop, which client
 * and upstream share for a call; {@code Connect}, {@code Exchange} and {@code Relay} run on virtual
 * threads; the two meet in futures ({@link dev.countersign.proxy.Waiting}). Nothing interrupts a
 * virtual thread: an interrupt would close the audit file under its writer.
 *
 * <p>This module knows no rule, no service and no signature. What it asks of those who do is listed
 * in {@link dev.countersign.proxy.Collaborators}. Its one opinion of its own is {@link
 * dev.countersign.proxy.CredentialWall}: what no rule can allow.
 *
 * <p>Start reading at {@link dev.countersign.proxy.Pipelines}, then {@link
 * dev.countersign.proxy.Exchange}.
 */
@NullMarked
package dev.countersign.proxy;

import org.jspecify.annotations.NullMarked;
