/**
 * Asking a person: requests, grants, pauses, and their store. Start reading at {@link
 * dev.countersign.approvals.Approvals}.
 *
 * <p>A {@link dev.countersign.approvals.Question} is a call to which a rule said {@code approve};
 * its {@link dev.countersign.approvals.Fingerprint} is what an approval of it covers, and its
 * {@link dev.countersign.approvals.Card} what a person sees of it. It becomes a {@link
 * dev.countersign.approvals.Request}, which all calls with the same fingerprint join. A {@link
 * dev.countersign.approvals.Decision} has a {@link dev.countersign.approvals.Width}; one that is
 * wider than the one request becomes a {@link dev.countersign.approvals.Grant}. A {@link
 * dev.countersign.approvals.Pause} stops an agent or an account.
 *
 * <p>What is promised:
 *
 * <ul>
 *   <li>Of calls that one approval permits once, one goes. It is spent before the call goes, so
 *       that a crash between the two wastes it and never doubles it.
 *   <li>One denial decides. A quorum is of different people, and permits the narrowest of what they
 *       said. Of several decisions at the same time one is first, and the others are told.
 *   <li>A permission holds for the rule and the version of the rules that asked, and covers nothing
 *       that reaches farther than what was shown ({@code Ceiling}).
 *   <li>Once a pause is taken, nothing that it concerns is spent any more, on any node.
 *   <li>Where the store does not answer, no call goes.
 * </ul>
 *
 * <p>How: whoever asks, decides, revokes or pauses takes a turn ({@code Tx}); what is granted is
 * spent by one conditional update. Held calls sleep ({@code Waiters}) until news come, from this
 * node ({@code Ledger}), from another ({@code Listener}), or because a look into the store shows
 * that there were some ({@code Watcher}).
 *
 * <p>Nothing here knows HTTP, rules, or how people are told; who a person is, the caller has found
 * out.
 */
@NullMarked
package dev.countersign.approvals;

import org.jspecify.annotations.NullMarked;
