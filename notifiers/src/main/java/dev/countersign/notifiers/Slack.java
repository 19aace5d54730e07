package dev.countersign.notifiers;

import dev.countersign.approvals.Request;
import java.time.Instant;
import java.util.List;

/** Cards in a Slack channel, which change when what they ask is decided. */
record Slack(String name, SlackApi api, People people, Links links) implements Medium {

  @Override
  public boolean tells(Request request) {
    return people.tells(name, request);
  }

  @Override
  public Outcome tell(Letter letter) {
    return api.post(new SlackCard(links, letter.requests(), letter.more(), letter.written()));
  }

  @Override
  public Outcome update(Letter.Sent sent, List<Request> now, Instant at) {
    return api.update(sent.handle(), new SlackCard(links, now, 0, at));
  }
}
