package dev.countersign.notifiers;

import dev.countersign.config.OperatorsConfig;
import dev.countersign.config.OperatorsConfig.NotifierConfig;
import dev.countersign.config.SecretFiles;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** All ways to tell somebody, made from the configuration, which alone says where they lead. */
record Media(List<Named> all, Poster poster) implements AutoCloseable {

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

  static Media of(OperatorsConfig config, Links links, Terms terms, Clock clock) {
    Poster poster = new Poster(terms.trust(), terms.limits());
    Maker maker = new Maker(new People(config), links, poster, terms, clock);
    return new Media(config.notifiers().entrySet().stream().flatMap(maker::named).toList(), poster);
  }

  private record Maker(People people, Links links, Poster poster, Terms terms, Clock clock) {

    Stream<Named> named(Map.Entry<String, NotifierConfig> entry) {
      return media(entry.getKey(), entry.getValue()).map(it -> new Named(entry.getKey(), it));
    }

    private Stream<Medium> media(String name, NotifierConfig config) {
      return switch (config) {
        case NotifierConfig.Webhook it ->
            Stream.of(
                new Webhook(
                    name,
                    it.url(),
                    SecretFiles.read(it.secretFile()),
                    people,
                    links,
                    poster,
                    clock));
        case NotifierConfig.Slack _ -> Stream.of();
        case NotifierConfig.Mail _ -> Stream.of();
      };
    }
  }

  @Override
  public void close() {
    poster.close();
  }
}
