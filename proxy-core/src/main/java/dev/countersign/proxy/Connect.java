package dev.countersign.proxy;

import dev.countersign.audit.AuditRecord.Upstream;
import dev.countersign.config.GatewayConfig;
import dev.countersign.model.Agent;
import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One CONNECT from its reading to what takes its place, on a virtual thread of its own.
 *
 * <p>Only what is no proper CONNECT, or lacks the credentials that would change the answer, is
 * refused directly. A host that is not permitted is refused inside the tunnel, by an HTTP answer: a
 * refused CONNECT makes SDKs and Terraform try again for minutes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what is closed here, nobody waits for
final class Connect {

  private static final Logger LOG = LoggerFactory.getLogger(Connect.class);

  /** What every CONNECT is decided with. */
  record Context(
      GatewayConfig config,
      Collaborators collaborators,
      Pipelines pipelines,
      Dialer dialer,
      Clock clock) {}

  /** An answer outside of any tunnel. */
  record Direct(int status, String message, List<Header> headers) {}

  private final HttpRequest request;
  private final Channel channel;
  private final ConnectHandler handler;
  private final Context context;
  private final String address;
  private final String id = UUID.randomUUID().toString();

  Connect(HttpRequest request, Channel channel, ConnectHandler handler, Context context) {
    this.request = request;
    this.channel = channel;
    this.handler = handler;
    this.context = context;
    this.address = peer(channel);
  }

  /** The client's IP address; empty text where it is gone already. */
  static String peer(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress peer
        ? peer.getAddress().getHostAddress()
        : "";
  }

  void run() {
    try {
      decide(target());
    } catch (Refusal refusal) {
      refuse(400, refusal, List.of());
    } catch (RuntimeException | Error mistake) {
      LOG.error("CONNECT {} failed", id, mistake);
      refuse(500, new Refusal(Failure.INTERNAL, "the gateway made a mistake"), List.of());
    }
  }

  private void decide(ConnectTarget target) {
    Optional<Agent> agent;
    try {
      agent = agent();
    } catch (Refusal unknown) {
      challenge(Texts.of(unknown));
      return;
    }
    Route route =
        Route.of(
            target,
            agent,
            context.collaborators()::isAwsEndpoint,
            context.collaborators().webSocketPorts(target.host()),
            context.config().hosts(),
            context.config().anonymousAgents());
    switch (route) {
      case Route.Intercept _ -> intercept(target, agent, Optional.empty());
      case Route.Refuse no when target.literal() -> refuse(403, no.refusal(), List.of());
      case Route.Refuse no -> intercept(target, agent, Optional.of(no.refusal()));
      case Route.Authenticate _ ->
          challenge("a tunnel needs the agent's name and secret: http://NAME:SECRET@gateway");
      case Route.Tunnel _ -> tunnel(target, agent);
    }
  }

  /**
   * @throws Refusal FRAMING where the request is no CONNECT that can be understood in one way only
   */
  private ConnectTarget target() {
    if (request.decoderResult().isFailure()) {
      throw new Refusal(Failure.FRAMING, "the request is not well-formed HTTP/1.1");
    }
    if (!request.method().equals(HttpMethod.CONNECT)) {
      throw new Refusal(
          Failure.FRAMING,
          "this port takes CONNECT only: use it as HTTPS_PROXY, with https:// endpoints");
    }
    HttpHeaders headers = request.headers();
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0")) {
      throw new Refusal(Failure.FRAMING, "a CONNECT has no body");
    }
    ConnectTarget target = ConnectTarget.parse(request.uri());
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    String bare = request.uri().substring(0, request.uri().lastIndexOf(':'));
    // Older Python clients send CONNECT as HTTP/1.0 and without Host: both are taken.
    if (hosts.size() > 1
        || hosts.stream()
            .anyMatch(h -> !h.equalsIgnoreCase(request.uri()) && !h.equalsIgnoreCase(bare))) {
      throw new Refusal(Failure.AUTHORITY, "Host is not the target of the CONNECT");
    }
    return target;
  }

  private Optional<Agent> agent() {
    List<String> credentials = request.headers().getAll(HttpHeaderNames.PROXY_AUTHORIZATION);
    if (credentials.size() > 1) {
      throw new Refusal(Failure.UNKNOWN_AGENT, "Proxy-Authorization is repeated");
    }
    return credentials.stream()
        .findFirst()
        .map(value -> context.collaborators().authenticate(value, address));
  }

  private void intercept(ConnectTarget target, Optional<Agent> agent, Optional<Refusal> refusal) {
    boolean webSockets = !context.collaborators().webSocketPorts(target.host()).isEmpty();
    ClientConnection connection =
        ClientConnection.tunnel(target, address, agent, webSockets, refusal);
    onLoop(
        ctx ->
            handler.establish(
                ctx, () -> context.pipelines().intercept(ctx.pipeline(), connection)));
  }

  private void tunnel(ConnectTarget target, Optional<Agent> agent) {
    Journal journal = journal(target.host());
    agent.ifPresent(journal::agent);
    try {
      journal.writeIntent();
      Channel far =
          Waiting.on(
              context
                  .dialer()
                  .dialTunnel(channel.eventLoop(), target.host(), target.port(), _ -> {}));
      long opened = System.nanoTime();
      Tunnel tunnel =
          new Tunnel(
              channel,
              far,
              (up, down) -> {
                journal.upstream(new Upstream(0, "", ""), opened);
                journal.writeOutcome(up, down);
              });
      boolean stands =
          onLoop(
              ctx ->
                  handler.establish(ctx, () -> context.pipelines().tunnel(ctx.pipeline(), tunnel)));
      if (!stands) {
        far.close();
        journal.upstream(new Upstream(0, "", Texts.of(new ClientLeft())), opened);
        journal.writeOutcome(0, 0);
      }
    } catch (Refusal refusal) {
      if (target.literal()) {
        refuse(403, refusal, List.of());
      } else {
        // The tunnel ends here; what is said inside of the one that takes its place is another.
        journal.refused(refusal.failure(), Texts.of(refusal));
        journal.writeOutcome(0, 0);
        intercept(target, agent, Optional.of(refusal));
      }
    }
  }

  private void challenge(String message) {
    refuse(
        407,
        new Refusal(Failure.UNKNOWN_AGENT, message),
        List.of(new Header("Proxy-Authenticate", "Basic realm=\"countersign\"")));
  }

  private void refuse(int status, Refusal refusal, List<Header> headers) {
    Journal journal = journal(Texts.bounded(request.uri(), 255));
    journal.refused(refusal.failure(), Texts.of(refusal));
    journal.writeOutcome(0, 0);
    List<Header> withId = new ArrayList<>(headers);
    withId.add(new Header(ClientStream.REQUEST_ID, id));
    Direct answer = new Direct(status, Texts.line(Texts.of(refusal)), withId);
    onLoop(ctx -> handler.refuse(ctx, answer));
  }

  private Journal journal(String host) {
    return new Journal(context.collaborators(), context.clock(), id, address, host);
  }

  /** Runs {@code action} on the event loop; says whether the client was still there for it. */
  private boolean onLoop(Consumer<ChannelHandlerContext> action) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    channel
        .eventLoop()
        .execute(
            () -> {
              ChannelHandlerContext ctx = channel.pipeline().context(handler);
              try {
                if (ctx != null) {
                  action.accept(ctx);
                }
              } finally {
                done.complete(ctx != null);
              }
            });
    return Waiting.on(done);
  }
}
