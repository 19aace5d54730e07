package dev.countersign.notifiers;

import dev.countersign.approvals.Request;
import java.time.Instant;
import java.util.Locale;

/**
 * What of a request's state people are told.
 *
 * @param over nobody is asked any more
 * @param votes while it is not over
 */
record Standing(boolean over, int votes) {

  /** A request whose time is over has expired, whether the store has written that or not. */
  static Standing of(Request request, Instant now) {
    boolean over = request.state() != Request.State.PENDING || !now.isBefore(request.expires());
    return new Standing(over, over ? 0 : request.votes().size());
  }

  /**
   * One word: {@code pending}, {@code approved}, {@code denied}, {@code expired}, {@code stopped}.
   */
  static String word(Request request, Instant now) {
    return switch (request.state()) {
      case PENDING -> of(request, now).over() ? "expired" : "pending";
      case APPROVED, USED, GRANTED -> "approved";
      case DENIED, EXPIRED, STOPPED -> request.state().name().toLowerCase(Locale.ROOT);
    };
  }
}
