package dev.countersign.notifiers;

import dev.countersign.config.OperatorsConfig;
import dev.countersign.config.OperatorsConfig.NotifierConfig;
import dev.countersign.config.OperatorsConfig.PersonConfig;
import dev.countersign.config.SecretFiles;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Secret;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * All ways to tell somebody, made from the configuration, which alone says where they lead.
 *
 * @param all of mail, one for each person
 * @param slack what answers may come from
 */
record Media(List<Named> all, List<SlackActions.Way> slack, People people, Poster poster)
    implements AutoCloseable {

  Media {
    all = List.copyOf(all);
    slack = List.copyOf(slack);
  }

  /** A way, and the notifier of the configuration that it belongs to. */
  record Named(String notifier, Medium medium) {}

  /**
   * How receivers are spoken to.
   *
   * @param trust whose certificates are taken; empty for those that the JDK trusts
   */
  record Terms(Optional<SSLContext> trust, Poster.Limits limits) {
    static final Terms USUAL = new Terms(Optional.empty(), Poster.Limits.USUAL);
  }

  /**
   * @throws InvalidFileException where a notifier's secret cannot be read
   */
  static Media of(OperatorsConfig config, Links links, Terms terms, Clock clock) {
    Poster poster = new Poster(terms.trust(), terms.limits());
    try {
      Maker maker = new Maker(new People(config), links, poster, terms, clock);
      config.notifiers().forEach(maker::add);
      return new Media(maker.all, maker.slack, maker.people, poster);
    } catch (InvalidFileException e) {
      poster.close();
      throw e;
    }
  }

  private static final class Maker {
    private final People people;
    private final Links links;
    private final Poster poster;
    private final Terms terms;
    private final Clock clock;
    private final List<Named> all = new ArrayList<>();
    private final List<SlackActions.Way> slack = new ArrayList<>();

    Maker(People people, Links links, Poster poster, Terms terms, Clock clock) {
      this.people = people;
      this.links = links;
      this.poster = poster;
      this.terms = terms;
      this.clock = clock;
    }

    void add(String name, NotifierConfig config) {
      switch (config) {
        case NotifierConfig.Webhook it -> webhook(name, it);
        case NotifierConfig.Slack it -> slack(name, it);
        case NotifierConfig.Mail it -> mail(name, it);
      }
    }

    private void webhook(String name, NotifierConfig.Webhook config) {
      Secret key = SecretFiles.read(config.secretFile());
      all.add(new Named(name, new Webhook(name, config.url(), key, people, links, poster, clock)));
    }

    private void slack(String name, NotifierConfig.Slack config) {
      Secret token = SecretFiles.read(config.tokenFile());
      Secret signing = SecretFiles.read(config.signingSecretFile());
      SlackApi api = new SlackApi(config.api(), config.channel(), token, poster);
      all.add(new Named(name, new Slack(name, api, people, links)));
      slack.add(new SlackActions.Way(name, new SlackSignature(signing), api));
    }

    private void mail(String name, NotifierConfig.Mail config) {
      Optional<Secret> password = config.passwordFile().map(SecretFiles::read);
      MailServer server = new MailServer(config, password, terms);
      for (PersonConfig person : people.config().people().values()) {
        person
            .email()
            .map(to -> new Mail(name, server, config.from(), person, to, people, links))
            .ifPresent(it -> all.add(new Named(name, it)));
      }
    }
  }

  @Override
  public void close() {
    poster.close();
  }
}
