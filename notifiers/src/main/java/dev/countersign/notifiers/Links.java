package dev.countersign.notifiers;

import dev.countersign.approvals.Request;
import dev.countersign.config.OperatorsConfig.PersonConfig;
import dev.countersign.notifiers.DecisionLinks.Link;
import java.net.URI;

/** Where people get to from a message. */
record Links(URI console, DecisionLinks decisions) {

  /** The request in the console, for who logs in there. */
  String page(Request request) {
    return base() + "/approvals/" + request.id();
  }

  /** One person's own way to decide one request. */
  String decide(Request request, PersonConfig person) {
    return base()
        + DecisionLinks.PATH
        + decisions.make(new Link(request.id(), person.name(), request.expires()));
  }

  private String base() {
    return console.toString().replaceFirst("/+$", "");
  }
}
