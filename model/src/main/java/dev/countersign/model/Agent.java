package dev.countersign.model;

/**
 * Who asks.
 *
 * @param name the name in the config, or {@link #ANONYMOUS}
 * @param address the peer's IP address, as text and without a port
 * @param verified whether a signature made with the agent's secret proved it
 */
public record Agent(String name, String address, boolean verified) {

  /** The name of every agent that the config does not know. */
  public static final String ANONYMOUS = "anonymous";
}
