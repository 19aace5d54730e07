package dev.countersign.rules;

import dev.cel.runtime.CelVariableResolver;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that the rules see of one request, made once and shared by all of them.
 *
 * <p>Holds {@link Optional}s because CEL's interpreter asks for them, once for every mention of a
 * name.
 */
final class Facet {

  private final AwsCall call;
  private final Optional<Object> aws;
  private final Optional<Object> agent;
  private final Optional<Object> request;

  /**
   * @param size in bytes; negative where it is not known
   */
  Facet(AwsCall call, Agent agent, Instant time, long size) {
    this.call = call;
    this.aws = Optional.of(FacetType.AWS.of(call));
    this.agent = Optional.of(FacetType.AGENT.of(agent));
    this.request = Optional.of(FacetType.REQUEST.of(new FacetType.Request(time, size)));
  }

  AwsCall call() {
    return call;
  }

  /** The names that the rules of one file can use: the facet, and the file's own constants. */
  CelVariableResolver with(Map<String, Object> constants) {
    return name ->
        switch (name) {
          case "aws" -> aws;
          case "agent" -> agent;
          case "request" -> request;
          default -> Optional.ofNullable(constants.get(name));
        };
  }
}
