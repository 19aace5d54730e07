package dev.countersign.notifiers;

import dev.countersign.approvals.Request;
import dev.countersign.model.FieldHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one message tells: requests of one batch. It stays as it is while it is tried, so that
 * whoever gets it twice can know it again.
 *
 * @param id {@code ev-...}; the same for the same requests, after a restart and on another node
 * @param written when
 * @param requests at least one and at most {@link #MOST}, the oldest first
 * @param more how many others of the batch wait and are told later
 */
record Letter(String id, Instant written, List<Request> requests, int more) {

  /** Requests in one message. */
  static final int MOST = 10;

  Letter {
    requests = List.copyOf(requests);
  }

  static Letter of(String notifier, List<Request> waiting, Instant now) {
    List<Request> told = waiting.subList(0, Math.min(MOST, waiting.size()));
    return new Letter(id("asked", notifier, told), now, told, waiting.size() - told.size());
  }

  /** The id of an event about these requests. */
  static String id(String type, String notifier, List<Request> requests) {
    List<String> fields = new ArrayList<>(List.of("countersign-event-1", type, notifier));
    requests.forEach(request -> fields.add(request.id()));
    return "ev-" + FieldHash.of(fields).substring(0, 32);
  }

  Request first() {
    return requests.getFirst();
  }

  /** As it went. */
  Sent sent(String handle) {
    Map<String, Standing> said = new LinkedHashMap<>();
    requests.forEach(request -> said.put(request.id(), Standing.of(request, written)));
    return new Sent(this, handle, said);
  }

  /**
   * A message that went.
   *
   * @param said what people were told last of each request
   */
  record Sent(Letter letter, String handle, Map<String, Standing> said) {

    Sent {
      said = Map.copyOf(said);
    }

    boolean saidOver(Request request) {
      Standing standing = said.get(request.id());
      return standing != null && standing.over();
    }
  }
}
