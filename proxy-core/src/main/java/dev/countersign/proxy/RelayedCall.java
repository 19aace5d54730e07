package dev.countersign.proxy;

import dev.countersign.audit.AuditRecord.Upstream;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one call in both directions. Everything here but {@link #send} and {@link #result}
 * runs on the event loop that client and upstream share.
 *
 * <p>Each side is read only while the other one can be written to: that is the back-pressure. The
 * call is over exactly once, in {@link #over}, whoever comes first: the whole answer, a side that
 * breaks, a body that is not what was promised, or silence.
 */
final class RelayedCall implements UpstreamCall.Listener, ClientStream.Listener, IncomingBody.Sink {

  /** A pooled connection turned out to be closed, and nothing prevents another attempt. */
  static final class StaleConnection extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StaleConnection() {
      super("a pooled connection was closed", null, false, false);
    }
  }

  /**
   * How long a call may go without a byte in either direction. As long as the slowest answer that
   * AWS gives by design: a synchronous Lambda Invoke takes up to 15 minutes.
   */
  private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(15) + 10_000_000_000L;

  private final ClientStream client;
  private final UpstreamCall upstream;
  private final RelayedAnswer answer;
  private final @Nullable BodyFilter filter;
  private final @Nullable Upgrade upgrade;
  private final CompletableFuture<Upstream> result = new CompletableFuture<>();

  private @Nullable CompletableFuture<Void> heldBlock;
  private @Nullable Future<?> watchdog;
  private @Nullable WebSocketRelay webSocket;
  private long lastProgress = System.nanoTime();
  private boolean bodyStalled;
  private boolean answerStalled;
  private boolean over;

  RelayedCall(
      ClientStream client,
      UpstreamCall upstream,
      Optional<AwsCredentials> credentials,
      Optional<BodyFilter> filter,
      Optional<Upgrade> upgrade) {
    this.client = client;
    this.upstream = upstream;
    this.answer = new RelayedAnswer(client, upstream, credentials);
    this.filter = filter.orElse(null);
    this.upgrade = upgrade.orElse(null);
  }

  /** What came of it; fails only where the client has not been answered anything. */
  CompletableFuture<Upstream> result() {
    return result;
  }

  void begin(HttpRequest request) {
    if (!upstream.isOpen()) {
      broken("AWS closed the connection");
      return;
    }
    upstream.begin(request, this);
    watchdog = client.loop().schedule(this::watch, SILENCE_NANOS, TimeUnit.NANOSECONDS);
    client.listen(this);
    if (!over) {
      upstream.read();
    }
  }

  // The request's body.

  /** Sends a block that was held; the future completes when the next one may come. */
  CompletableFuture<Void> send(byte[] block) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    client
        .loop()
        .execute(
            () -> {
              heldBlock = sent;
              if (!over) {
                upstream.content(Unpooled.wrappedBuffer(block));
                upstream.flush();
              }
              if (over || upstream.isWritable()) {
                sent.complete(null);
              }
            });
    return sent;
  }

  void endBody() {
    if (!over) {
      upstream.endRequest();
    }
  }

  void streamBody() {
    if (!over) {
      upstream.flush();
      client.body().stream(this);
    }
  }

  @Override
  public void bytes(ByteBuf bytes, boolean last) {
    if (over) {
      bytes.release();
      return;
    }
    progress();
    try {
      upstream.content(filter == null ? bytes : filter.pass(bytes, last));
    } catch (Refusal mismatch) {
      fail(mismatch);
      return;
    }
    if (last) {
      upstream.endRequest();
    } else {
      bodyStalled = !upstream.isWritable();
      if (bodyStalled) {
        upstream.flush();
      } else {
        client.body().demand();
      }
    }
  }

  @Override
  public void clientPause() {
    if (!over) {
      upstream.flush();
    }
  }

  @Override
  public void broken(RuntimeException why) {
    fail(why);
  }

  @Override
  public void upstreamWritable() {
    progress();
    if (heldBlock != null) {
      heldBlock.complete(null);
    }
    if (bodyStalled) {
      bodyStalled = false;
      client.body().demand();
    }
  }

  // The answer.

  @Override
  public void head(HttpResponse response) {
    progress();
    try {
      answer.head(response);
    } catch (Refusal unreadable) {
      fail(unreadable);
    }
  }

  @Override
  public void content(ByteBuf bytes) {
    progress();
    try {
      answer.content(bytes);
    } catch (Refusal unreadable) {
      fail(unreadable);
    }
  }

  @Override
  public void end() {
    if (over()) {
      client.body().discard();
      upstream.release();
      // An exchange keeps its place for as long as bytes of its answer are held.
      answer
          .end()
          .addListener(
              taken ->
                  result.complete(
                      answer.outcome(taken.isSuccess() ? "" : Texts.of(new ClientLeft()))));
    }
  }

  @Override
  public void pause() {
    client.flush();
    answerStalled = !client.isWritable();
    if (!over && !answerStalled) {
      upstream.read();
    }
  }

  @Override
  public void clientWritable() {
    progress();
    if (!over && answerStalled) {
      answerStalled = false;
      upstream.read();
    }
  }

  /** The call goes on as a WebSocket, and its outcome is that one's. */
  @Override
  public void switched(HttpResponse response, Channel channel) {
    try {
      if (upgrade == null || !client.isQuiet()) {
        throw new Refusal(Failure.FRAMING, "bytes came before the upgrade was answered");
      }
      FullHttpResponse own = upgrade.answer(response);
      over();
      answer.note(response);
      client.switchTo(own);
      webSocket = new WebSocketRelay(client, upgrade, answer, result);
      webSocket.begin(channel);
    } catch (Refusal other) {
      fail(other);
    }
  }

  /** Its agent may do nothing more. */
  void stop(Refusal why) {
    if (webSocket != null) {
      webSocket.stop(why);
    } else {
      fail(why);
    }
  }

  // The ways in which it breaks.

  @Override
  public void broken(String why) {
    boolean again = !client.hasBegun() && upstream.isReused() && client.body().isHeld();
    fail(again ? new StaleConnection() : new Refusal(Failure.UPSTREAM_UNREACHABLE, why));
  }

  @Override
  public void clientLeft() {
    fail(new ClientLeft());
  }

  private void watch() {
    long rest = SILENCE_NANOS - (System.nanoTime() - lastProgress);
    if (rest > 0) {
      watchdog = client.loop().schedule(this::watch, rest, TimeUnit.NANOSECONDS);
    } else {
      fail(new Refusal(Failure.UPSTREAM_TIMEOUT, "AWS did not answer in time"));
    }
  }

  /** An answer that has begun cannot be replaced any more, only broken off. */
  private void fail(RuntimeException why) {
    if (!over()) {
      return;
    }
    client.body().discard();
    upstream.abort();
    if (client.hasBegun() || why instanceof ClientLeft) {
      client.abort();
      result.complete(answer.outcome(Texts.of(why)));
    } else {
      result.completeExceptionally(why);
    }
  }

  private boolean over() {
    if (over) {
      return false;
    }
    over = true;
    if (watchdog != null) {
      watchdog.cancel(false);
    }
    if (filter != null) {
      filter.close();
    }
    if (heldBlock != null) {
      heldBlock.complete(null);
    }
    return true;
  }

  private void progress() {
    lastProgress = System.nanoTime();
  }
}
