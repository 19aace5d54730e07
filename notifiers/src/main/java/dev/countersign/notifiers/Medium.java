package dev.countersign.notifiers;

import dev.countersign.approvals.Request;
import java.time.Instant;
import java.util.List;

/** One way to tell somebody. Its courier calls it, in one thread, which may block for a while. */
interface Medium {

  /** Whether it is this way that the request is told. */
  boolean tells(Request request);

  /** Tells people that they are asked. */
  Outcome tell(Letter letter);

  /**
   * Tells what became of what they were asked.
   *
   * @param now the letter's requests in their order, as they are
   */
  Outcome update(Letter.Sent sent, List<Request> now, Instant at);
}
