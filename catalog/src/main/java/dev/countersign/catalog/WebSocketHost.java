package dev.countersign.catalog;

import java.util.Set;

/**
 * A host that takes WebSockets, and nothing else.
 *
 * @param ports that it takes them on
 * @param ofAccount whether it is one account's alone, which its name does not say: signing for it
 *     is right only where the operator has said whose it is
 * @param events whether every message is one of an event stream
 */
public record WebSocketHost(Set<Integer> ports, boolean ofAccount, boolean events) {

  public WebSocketHost {
    ports = Set.copyOf(ports);
  }
}
