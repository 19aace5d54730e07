package dev.countersign.rules;

/** Reads HTTP requests that somebody captured, for tests of rules. */
@FunctionalInterface
public interface CapturedCalls {

  /**
   * The call that a request is, who sends it, when and how long it is.
   *
   * @param captured the request as it stood on the wire, at most 1 MiB
   * @throws dev.countersign.model.Refusal where it is no request, or one that is refused before any
   *     rule is asked
   */
  Sample read(byte[] captured);
}
