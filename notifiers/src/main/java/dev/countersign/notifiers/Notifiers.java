package dev.countersign.notifiers;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Change;
import dev.countersign.approvals.RequestFilter;
import dev.countersign.approvals.Subscription;
import dev.countersign.config.OperatorsConfig;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Secret;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the people of a group what they are asked, by the group's notifiers. Whoever is asked
 * already is told at the start; nothing that is decided waits for it.
 */
public final class Notifiers implements AutoCloseable {

  private final List<Courier> couriers;
  private final Media media;
  private final SlackActions slack;
  private final Subscription subscription;

  private Notifiers(Media media, List<Courier> couriers, SlackActions slack, Approvals approvals) {
    this.media = media;
    this.couriers = couriers;
    this.slack = slack;
    this.subscription = approvals.subscribe(this::changed);
    couriers.forEach(Courier::start);
  }

  /**
   * @param linkKey of {@link DecisionLinks}
   * @param consoleUrl how people reach the console
   * @throws InvalidFileException where a notifier's secret cannot be read
   */
  public static Notifiers open(
      OperatorsConfig config, Approvals approvals, Secret linkKey, URI consoleUrl, Clock clock) {
    Links links = new Links(consoleUrl, new DecisionLinks(linkKey));
    return open(Media.of(config, links, Media.Terms.USUAL, clock), approvals, Pace.USUAL, clock);
  }

  static Notifiers open(Media media, Approvals approvals, Pace pace, Clock clock) {
    Courier.Requests requests =
        new Courier.Requests(
            () -> approvals.list(RequestFilter.pending()), id -> approvals.find(id));
    return new Notifiers(
        media,
        media.all().stream()
            .map(it -> new Courier(it.notifier(), it.medium(), requests, pace, clock))
            .toList(),
        new SlackActions(media.slack(), media.people(), approvals, clock),
        approvals);
  }

  private void changed(Change change) {
    couriers.forEach(courier -> courier.changed(change));
  }

  /** What people press in Slack; takes nothing where no notifier is Slack's. */
  public SlackActions slackActions() {
    return slack;
  }

  /** How each notifier does, in the order of the configuration. */
  public List<NotifierStatus> status() {
    Map<String, NotifierStatus> byName = new LinkedHashMap<>();
    couriers.stream()
        .map(Courier::status)
        .forEach(it -> byName.merge(it.name(), it, NotifierStatus::and));
    return List.copyOf(byName.values());
  }

  /** Ends the threads; what has not gone by then does not go. */
  @Override
  public void close() {
    subscription.close();
    couriers.forEach(Courier::stop);
    couriers.forEach(Courier::close);
    media.close();
  }
}
