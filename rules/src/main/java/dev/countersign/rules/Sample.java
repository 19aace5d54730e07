package dev.countersign.rules;

import dev.countersign.config.Diagnostics;
import dev.countersign.config.YamlNode;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import java.time.Instant;
import java.util.Optional;

/**
 * A call that somebody made up or wrote down, with all that the rules see beside it.
 *
 * @param size of the request's body in bytes; -1 where it is left unknown
 */
public record Sample(AwsCall call, Agent agent, Instant time, long size) {

  /**
   * Reads the three facets, each a mapping in YAML or JSON with the fields that matter.
   *
   * @param agent empty: an anonymous one
   * @param request empty: of no known size, at the beginning of 1970
   * @param vocabulary which calls there can be: one that is misspelt would explain nothing
   * @throws dev.countersign.model.InvalidFileException with everything that is wrong
   */
  public static Sample read(
      String call, Optional<String> agent, Optional<String> request, Vocabulary vocabulary) {
    Diagnostics diagnostics = new Diagnostics();
    Spelling spelling = new Spelling(vocabulary);
    Optional<AwsCall> read =
        FacetSample.call(YamlNode.parse("the call", call), spelling, diagnostics);
    FacetSample who = read(agent, FacetType.AGENT, spelling, diagnostics);
    FacetSample what = read(request, FacetType.REQUEST, spelling, diagnostics);
    diagnostics.throwIfAny();
    return of(read.orElseThrow()).with(who, what);
  }

  /** The same at another time. */
  public Sample at(Instant moment) {
    return new Sample(call, agent, moment, size);
  }

  /** A call of which nothing else is known. */
  static Sample of(AwsCall call) {
    Agent somebody = new Agent(Agent.ANONYMOUS, "127.0.0.1", false);
    return new Sample(call, somebody, Instant.EPOCH, -1);
  }

  /** The same with what is spelt out beside it. */
  Sample with(FacetSample agent, FacetSample request) {
    return new Sample(
        call,
        new Agent(
            agent.text("name", this.agent.name()),
            agent.text("address", this.agent.address()),
            agent.flag("verified", this.agent.verified())),
        request.time("time", time),
        request.number("size", size));
  }

  private static FacetSample read(
      Optional<String> text, FacetType<?> facet, Spelling spelling, Diagnostics diagnostics) {
    return text.map(given -> YamlNode.parse("the " + facet.name(), given))
        .map(node -> FacetSample.read(node, facet, spelling, diagnostics))
        .orElseGet(FacetSample::empty);
  }
}
