package dev.countersign.testkit;

/** What the stand-in holds is bounded; over a bound a call fails as AWS's throttled calls do. */
final class Limits {

  /** Bytes of one request's body. */
  static final int BODY = 64 << 20;

  /** Things of one kind in one place: tables, items, queues, functions. */
  static final int THINGS = 10_000;

  private Limits() {}

  /**
   * Before one more is added to {@code count} things.
   *
   * @throws AwsError 400 LimitExceeded
   */
  static void checkCount(int count, int most, String what) {
    if (count >= most) {
      throw new AwsError(
          400, "LimitExceededException", "The stand-in holds at most " + most + " " + what + ".");
    }
  }
}
