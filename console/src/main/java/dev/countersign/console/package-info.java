/**
 * The operators' side: pages for people with a browser, and an HTTP API for those with a program,
 * on a listener of their own.
 *
 * <p>Every request passes the {@link dev.countersign.console.Gate}: it names one of the listener's
 * own names as its host, and what changes something comes from no other site. Then it is one of
 * two: the API knows people by bearer tokens and nothing else ({@link
 * dev.countersign.console.Api}); pages know them by a session and its CSRF token ({@link
 * dev.countersign.console.Pages}). What a person may do, neither decides: {@code approvals} does,
 * for each act anew.
 *
 * <p>Nothing here knows how calls are held, signed or forwarded, and nothing is loaded from
 * elsewhere. Texts that an agent chose are shown and never interpreted: templates escape all they
 * are given. Start reading at {@link dev.countersign.console.Console}.
 */
@NullMarked
package dev.countersign.console;

import org.jspecify.annotations.NullMarked;
