package dev.countersign.console;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.DecisionRefused;
import dev.countersign.approvals.StoreUnavailable;
import dev.countersign.config.GatewayConfig;
import dev.countersign.config.OperatorsConfig.ConsoleConfig;
import dev.countersign.model.SessionStatus;
import dev.countersign.notifiers.DecisionLinks;
import dev.countersign.notifiers.SlackActions;
import dev.countersign.rules.LiveRules;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.JettyConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operators' listener: pages and API. */
public final class Console implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Console.class);

  /** Connections at once, and so requests: each has one at a time. */
  private static final int MOST_CONNECTIONS = 256;

  private static final long IDLE_MILLIS = 30_000;
  private static final int MOST_HEAD_BYTES = 16 * 1024;

  /** Slack sends the whole card back with each press. */
  private static final long MOST_BODY_BYTES = SlackActions.LONGEST_BODY;

  /**
   * What the console shows and works on; all of it stays open when the console is closed.
   *
   * @param config with a console in it
   * @param rules in force
   * @param links that people were sent
   * @param slack takes what people press there
   * @param sessions how the gateway's sessions with AWS stand; asked for each page that shows them
   * @param clock for people's sessions and for what is shown of times
   */
  public record Parts(
      GatewayConfig config,
      Approvals approvals,
      LiveRules rules,
      DecisionLinks links,
      SlackActions slack,
      Supplier<List<SessionStatus>> sessions,
      Clock clock) {}

  private final Javalin server;
  private final EventFeed events;
  private final Traffic traffic;
  private final ConsoleConfig config;

  private Console(Parts parts, ConsoleConfig config) {
    this.config = config;
    People people = People.read(parts.config().operators().people().values());
    this.events = new EventFeed(parts.approvals());
    this.traffic = Traffic.follow(parts.config().audit().file());
    Api api = new Api(parts, people, events, traffic);
    Pages pages = new Pages(parts, config, people, events, traffic);
    LinkPages links = new LinkPages(parts, people);
    Gate gate = new Gate(config);
    this.server = Javalin.create(javalin -> assemble(javalin, gate, api, pages, links));
  }

  /**
   * Begins to listen.
   *
   * @throws IllegalArgumentException where the config has no console
   * @throws dev.countersign.model.InvalidFileException where a person's token or password cannot be
   *     used
   * @throws io.javalin.util.JavalinException where the address cannot be listened on
   */
  public static Console start(Parts parts) {
    ConsoleConfig config =
        parts
            .config()
            .operators()
            .console()
            .orElseThrow(() -> new IllegalArgumentException("the config has no console"));
    Console console = new Console(parts, config);
    try {
      console.server.start();
      return console;
    } catch (RuntimeException e) {
      console.close();
      throw e;
    }
  }

  private void assemble(JavalinConfig javalin, Gate gate, Api api, Pages pages, LinkPages links) {
    javalin.startup.showJavalinBanner = false;
    javalin.startup.showOldJavalinVersionWarning = false;
    javalin.startup.startupWatcherEnabled = false;
    javalin.concurrency.useVirtualThreads = true;
    javalin.http.maxRequestSize = MOST_BODY_BYTES;
    javalin.http.compressionStrategy = CompressionStrategy.NONE;
    javalin.http.prefer405over404 = true;
    listen(javalin.jetty);
    javalin.routes.before(gate::pass);
    api.routes().forEach(route -> route.addTo(javalin.routes));
    pages.routes().forEach(route -> route.addTo(javalin.routes));
    links.routes().forEach(route -> route.addTo(javalin.routes));
    refusals(javalin.routes, pages);
  }

  private void listen(JettyConfig jetty) {
    jetty.host = config.listen().getAddress().getHostAddress();
    jetty.port = config.listen().getPort();
    jetty.modifyServer(
        server -> server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server)));
    jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setRequestHeaderSize(MOST_HEAD_BYTES);
          http.setIdleTimeout(IDLE_MILLIS);
        });
  }

  private static void refusals(RoutesConfig routes, Pages pages) {
    routes.exception(Problem.class, (problem, ctx) -> refuse(ctx, problem, pages));
    routes.exception(
        DecisionRefused.class, (refused, ctx) -> refuse(ctx, Problem.of(refused), pages));
    routes.exception(
        StoreUnavailable.class,
        (e, ctx) -> {
          LOG.warn("the console cannot use the approvals' store", e);
          refuse(
              ctx,
              Problem.of(Problem.Kind.UNAVAILABLE, "the approvals' store cannot be used"),
              pages);
        });
    routes.exception(
        HttpResponseException.class,
        (e, ctx) -> refuse(ctx, Problem.ofStatus(e.getStatus()), pages));
    routes.exception(
        Exception.class,
        (e, ctx) -> {
          LOG.error("the console failed at {} {}", ctx.method(), ctx.endpoint().path, e);
          refuse(ctx, Problem.of(Problem.Kind.INTERNAL, "see the gateway's log"), pages);
        });
  }

  private static void refuse(Context ctx, Problem problem, Pages pages) {
    if (Api.isFor(ctx)) {
      Api.refuse(ctx, problem);
    } else {
      pages.refuse(ctx, problem);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(config.listen().getAddress(), server.port());
  }

  @Override
  public void close() {
    events.close();
    server.stop();
    traffic.close();
  }
}
