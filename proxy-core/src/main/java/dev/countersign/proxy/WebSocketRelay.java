package dev.countersign.proxy;

import dev.countersign.audit.AuditRecord.Upstream;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one WebSocket in both directions, after both handshakes. Every frame is taken apart
 * and put together again, with a mask of the gateway's own towards AWS: a byte that is no part of a
 * frame goes nowhere.
 *
 * <p>It is over exactly once, in {@link #end}: when both sides have said good-bye, one of them
 * broke the protocol or left, an event was not what it should be, nobody said anything for long,
 * the agent was paused, or the gateway stops. Then both are closed. Belongs to the event loop that
 * both share.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class WebSocketRelay implements WebSocketEnd.Listener {

  /**
   * Of a frame, and of a message that has to be seen whole, in bytes. API Gateway and AWS IoT take
   * messages of 128 KiB, and pieces of audio have some kilobytes.
   */
  static final int LARGEST = 256 * 1024;

  /** How long the answer to a good-bye may take. */
  private static final long CLOSING_SECONDS = 10;

  private static final int GOING_AWAY = WebSocketCloseStatus.ENDPOINT_UNAVAILABLE.code();
  private static final int TOO_BIG = WebSocketCloseStatus.MESSAGE_TOO_BIG.code();
  private static final int POLICY = WebSocketCloseStatus.POLICY_VIOLATION.code();
  private static final int UNEXPECTED = WebSocketCloseStatus.INTERNAL_SERVER_ERROR.code();
  private static final int BROKEN = WebSocketCloseStatus.PROTOCOL_ERROR.code();

  private final ClientStream client;
  private final RelayedAnswer answer;
  private final CompletableFuture<Upstream> result;
  private final FrameFilter up;
  private final FrameFilter down;
  private final Duration idle;
  private final WebSocketEnd near = new WebSocketEnd(this, true);
  private final WebSocketEnd far = new WebSocketEnd(this, false);

  private @Nullable Future<?> watchdog;
  private long lastFrame = System.nanoTime();
  private boolean over;

  /**
   * @param answer what is put on record of the upgrade
   * @param result completed at the end
   */
  WebSocketRelay(
      ClientStream client,
      Upgrade upgrade,
      RelayedAnswer answer,
      CompletableFuture<Upstream> result) {
    this.client = client;
    this.answer = answer;
    this.result = result;
    this.up = FrameFilter.up(upgrade.events());
    this.down = FrameFilter.down(upgrade.events().isPresent(), upgrade.credentials());
    this.idle = upgrade.idle();
  }

  /** Begins: the client has been told. */
  void begin(Channel upstream) {
    watch();
    near.takeOver(client.channel());
    far.takeOver(upstream);
    near.read();
    far.read();
  }

  private WebSocketEnd other(WebSocketEnd end) {
    return end == near ? far : near;
  }

  @Override
  public void came(WebSocketEnd from, int bytes) {
    lastFrame = System.nanoTime();
    client.counted(from == near ? bytes : 0, from == near ? 0 : bytes);
  }

  @Override
  public void frame(WebSocketEnd from, WebSocketFrame frame) {
    if (over) {
      frame.release();
      return;
    }
    boolean closing = frame instanceof CloseWebSocketFrame;
    try {
      (from == near ? up : down).pass(frame).ifPresent(other(from)::send);
    } catch (Refusal refusal) {
      refused(from, refusal);
      return;
    }
    if (closing) {
      closing(from);
    }
  }

  /** One side has said good-bye, and the other one has been told. */
  private void closing(WebSocketEnd from) {
    if (other(from).closeSeen()) {
      end(GOING_AWAY, GOING_AWAY, "");
    } else {
      other(from).flush();
      client
          .loop()
          .schedule(() -> end(GOING_AWAY, GOING_AWAY, ""), CLOSING_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void refused(WebSocketEnd from, Refusal refusal) {
    String why = Texts.of(refusal);
    if (from == far) {
      end(UNEXPECTED, GOING_AWAY, why);
    } else {
      end(refusal.failure() == Failure.BODY_TOO_LARGE ? TOO_BIG : POLICY, GOING_AWAY, why);
    }
  }

  @Override
  public void broke(WebSocketEnd from, int code) {
    int own = code == TOO_BIG ? TOO_BIG : BROKEN;
    if (from == near) {
      end(own, GOING_AWAY, "the agent sent what is no frame of a WebSocket, or one too long");
    } else {
      end(UNEXPECTED, own, "AWS sent what is no frame of a WebSocket, or one too long");
    }
  }

  @Override
  public void pause(WebSocketEnd from) {
    WebSocketEnd to = other(from);
    to.flush();
    if (!over && to.isWritable()) {
      from.read();
    }
  }

  @Override
  public void writable(WebSocketEnd again) {
    if (!over) {
      other(again).read();
    }
  }

  @Override
  public void gone(WebSocketEnd from) {
    if (from.closeSeen() || from.closeSent()) {
      end(GOING_AWAY, GOING_AWAY, "");
    } else if (from == near) {
      end(GOING_AWAY, GOING_AWAY, Texts.of(new ClientLeft()));
    } else {
      end(UNEXPECTED, GOING_AWAY, "AWS broke the WebSocket off");
    }
  }

  @Override
  public void drain() {
    end(GOING_AWAY, GOING_AWAY, "the gateway stops");
  }

  /** Somebody has stopped the agent. */
  void stop(Refusal why) {
    end(POLICY, GOING_AWAY, Texts.of(why));
  }

  private void watch() {
    long rest = idle.toNanos() - (System.nanoTime() - lastFrame);
    if (rest > 0) {
      watchdog = client.loop().schedule(this::watch, rest, TimeUnit.NANOSECONDS);
    } else {
      end(GOING_AWAY, GOING_AWAY, "nobody said anything for " + idle.toSeconds() + " seconds");
    }
  }

  /**
   * @param why for the client and for the record; empty where all is well
   */
  private void end(int toClient, int toAws, String why) {
    if (over) {
      return;
    }
    over = true;
    if (watchdog != null) {
      watchdog.cancel(false);
    }
    far.end(toAws, "");
    near.end(toClient, why).addListener(_ -> result.complete(answer.outcome(why)));
  }
}
