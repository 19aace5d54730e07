package dev.countersign.model;

/**
 * A call goes no further. The message is written for the agent that sent it: it says what is wrong
 * and what to do, and holds no secret and nothing of another agent's.
 *
 * <p>Refusals are outcomes and not accidents: they carry no stack trace unless they have a cause.
 */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Failure failure;

  public Refusal(Failure failure, String message) {
    super(message, null, false, false);
    this.failure = failure;
  }

  /**
   * @param cause for the log only; its message is not shown to the agent
   */
  public Refusal(Failure failure, String message, Throwable cause) {
    super(message, cause, false, true);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
