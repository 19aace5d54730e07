/**
 * Telling people that they are asked, by webhook, Slack or mail, and taking the answers that come
 * back from Slack.
 *
 * <p>One {@code Courier} for each way to tell somebody, with one virtual thread that owns all of
 * its state: nobody waits for another's dead mail server, and no call waits for any of them. What
 * has changed reaches it through a bounded {@code Inbox}; {@code Rounds} keeps what is to be told
 * and what was; a {@code Medium} knows how one kind of message looks and goes.
 *
 * <p>Where a message goes stands in the configuration and nowhere else. What an agent wrote is
 * bounded, and escaped for the medium that shows it.
 *
 * <p>Nothing here decides: {@link dev.countersign.approvals.Approvals} does, and refuses who may
 * not. Start reading at {@link dev.countersign.notifiers.Notifiers#open} and {@code Courier}.
 */
@NullMarked
package dev.countersign.notifiers;

import org.jspecify.annotations.NullMarked;
