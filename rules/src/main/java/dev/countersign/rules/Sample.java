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
   * @throws dev.countersign.model.InvalidFileException with everything that is wrong
   */
  public static Sample read(String call, Optional<String> agent, Optional<String> request) {
    Diagnostics diagnostics = new Diagnostics();
    Optional<AwsCall> read = FacetSample.call(YamlNode.parse("the call", call), diagnostics);
    FacetSample who = read(agent, FacetType.AGENT, diagnostics);
    FacetSample what = read(request, FacetType.REQUEST, diagnostics);
    diagnostics.throwIfAny();
    return of(read.orElseThrow(), who, what);
  }

  static Sample of(AwsCall call, FacetSample agent, FacetSample request) {
    return new Sample(
        call,
        new Agent(
            agent.text("name", Agent.ANONYMOUS),
            agent.text("address", "127.0.0.1"),
            agent.flag("verified", false)),
        request.time("time", Instant.EPOCH),
        request.number("size", -1));
  }

  private static FacetSample read(
      Optional<String> text, FacetType<?> facet, Diagnostics diagnostics) {
    return text.map(given -> YamlNode.parse("the " + facet.name(), given))
        .map(node -> FacetSample.read(node, facet, diagnostics))
        .orElseGet(FacetSample::empty);
  }
}
