package dev.countersign.notifiers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.approvals.Request;
import dev.countersign.model.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Events as JSON, each signed with HMAC-SHA256 over the time and the body. The signature is made
 * anew for each attempt, so that a receiver can refuse what is old.
 *
 * @param key of the HMAC
 */
record Webhook(
    String name, URI url, Secret key, People people, Links links, Poster poster, Clock clock)
    implements Medium {

  static final String TIMESTAMP = "Countersign-Timestamp";
  static final String SIGNATURE = "Countersign-Signature";
  static final String EVENT = "Countersign-Event";

  @Override
  public boolean tells(Request request) {
    return people.tells(name, request);
  }

  @Override
  public Outcome tell(Letter letter) {
    return post("asked", letter.id(), letter.requests(), letter.more(), letter.written());
  }

  @Override
  public Outcome update(Letter.Sent sent, List<Request> now, Instant at) {
    List<Request> decided =
        now.stream().filter(it -> Standing.of(it, at).over() && !sent.saidOver(it)).toList();
    return decided.isEmpty()
        ? new Outcome.Unneeded()
        : post("decided", Letter.id("decided", name, decided), decided, 0, at);
  }

  private Outcome post(String type, String id, List<Request> requests, int more, Instant at) {
    byte[] body = Poster.utf8(event(type, id, requests, more, at));
    String seconds = Long.toString(clock.instant().getEpochSecond());
    return poster.post(
        url,
        Map.of(
            TIMESTAMP, seconds,
            SIGNATURE, "v1=" + Hmac.hex(key, seconds + ".", body),
            EVENT, type),
        body,
        _ -> new Outcome.Delivered(""));
  }

  private ObjectNode event(String type, String id, List<Request> requests, int more, Instant at) {
    RequestJson json = new RequestJson(people, links);
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("id", id).put("type", type).put("notifier", name).put("time", at.toString());
    event.set("request", json.of(requests.getFirst(), at));
    ArrayNode also = event.putArray("also");
    requests.stream().skip(1).forEach(request -> also.add(json.of(request, at)));
    event.put("more", more);
    return event;
  }
}
