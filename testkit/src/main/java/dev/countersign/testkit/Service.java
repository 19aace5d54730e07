package dev.countersign.testkit;

/** One of AWS's services, as far as the stand-in has it. Safe for use by several threads. */
interface Service {

  /** The name of the operation that a call asks for; whether there is such a one is not said. */
  String operation(Call call);

  /**
   * Does it.
   *
   * @param operation as {@link #operation} named it
   * @throws AwsError where AWS would answer with an error
   */
  Reply answer(String operation, Call call);
}
