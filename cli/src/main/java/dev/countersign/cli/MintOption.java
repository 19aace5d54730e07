package dev.countersign.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that asks for a signed URL or a token takes. */
final class MintOption {

  @Option(
      names = {"-a", "--account", "--profile"},
      paramLabel = "NAME",
      description = "The account's placeholder profile. Without it: AWS_PROFILE, or default.")
  private @Nullable String profile;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "The AWS region. Without it: AWS_REGION.")
  private @Nullable String region;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final AgentEnvironment environment;

  MintOption() {
    this(new AgentEnvironment(System.getenv()));
  }

  MintOption(AgentEnvironment environment) {
    this.environment = environment;
  }

  MintClient client() {
    return new MintClient(environment, Optional.ofNullable(profile));
  }

  String region() {
    return region == null ? environment.region() : region;
  }

  /** The domain of the region's endpoints; a partition with one of its own takes whole URLs. */
  String suffix() {
    return region().startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  }

  /** A line for people and scripts, or an object that says more. */
  String shown(String line, Map<String, String> object) {
    try {
      return json ? new ObjectMapper().writeValueAsString(object) : line;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are JSON", e);
    }
  }
}
