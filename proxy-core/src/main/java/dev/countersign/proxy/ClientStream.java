package dev.countersign.proxy;

import dev.countersign.model.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client and the answer to it. Everything here runs on the client's event loop,
 * but for {@link #hasLeft} and what never changes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class ClientStream {

  /** Told of what happens at the client while its answer is under way. */
  interface Listener {
    void clientWritable();

    /** For now, the client has sent no more. */
    void clientPause();

    void clientLeft();
  }

  /** On every answer, relayed or not; the id of the audit records. */
  static final String REQUEST_ID = "x-countersign-request-id";

  /** How long a client may take over the last of an answer, once all of it is handed over. */
  private static final long TAKING_SECONDS = 75;

  private final ChannelHandlerContext ctx;
  private final RequestHead head;
  private final String id;
  private final IncomingBody body;
  private final boolean keepAlive;
  private final Optional<Handshake> handshake;
  private final Runnable finished;

  private volatile boolean left;
  private final AtomicLong sent = new AtomicLong();
  private @Nullable Listener listener;
  private boolean persistent;
  private boolean begun;
  private boolean over;

  /**
   * @param keepAlive whether client and gateway would both use the connection again
   * @param handshake where the request is the upgrade to a WebSocket
   * @param finished run when the whole answer has been written
   */
  ClientStream(
      ChannelHandlerContext ctx,
      RequestHead head,
      String id,
      IncomingBody body,
      boolean keepAlive,
      Optional<Handshake> handshake,
      Runnable finished) {
    this.ctx = ctx;
    this.head = head;
    this.id = id;
    this.body = body;
    this.keepAlive = keepAlive;
    this.handshake = handshake;
    this.finished = finished;
  }

  RequestHead head() {
    return head;
  }

  String id() {
    return id;
  }

  IncomingBody body() {
    return body;
  }

  EventLoop loop() {
    return ctx.channel().eventLoop();
  }

  Channel channel() {
    return ctx.channel();
  }

  /** Where the request is the upgrade to a WebSocket. */
  Optional<Handshake> handshake() {
    return handshake;
  }

  /**
   * Whether the client waits for the answer to its upgrade. What comes before that belongs to no
   * protocol.
   */
  boolean isQuiet() {
    StrictRequestDecoder decoder = ctx.pipeline().get(StrictRequestDecoder.class);
    return decoder != null && decoder.isEmpty();
  }

  /** The upgrade stands; whoever takes the channel over counts what is said in it. */
  void switchTo(FullHttpResponse response) {
    begun = true;
    response.headers().set(REQUEST_ID, id);
    ctx.writeAndFlush(response);
  }

  void counted(long up, long down) {
    body.count(up);
    sent.addAndGet(down);
  }

  /** Whether the client speaks HTTP/2, so that both directions may flow at once. */
  boolean isHttp2() {
    return ctx.channel() instanceof Http2StreamChannel;
  }

  /** From any thread. */
  boolean hasLeft() {
    return left;
  }

  /** Bytes of the answer's body, from any thread. */
  long sent() {
    return sent.get();
  }

  void listen(Listener next) {
    listener = next;
    if (left) {
      next.clientLeft();
    }
  }

  boolean isWritable() {
    return ctx.channel().isWritable();
  }

  /** Whether an answer has begun, so that no other one can be given any more. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether the connection can be used again once this answer is written. */
  boolean isPersistent() {
    return persistent;
  }

  void sendContinue() {
    if (!begun && !left) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  /** The answer's head; its framing has been decided by the caller. */
  void begin(HttpResponse response) {
    begun = true;
    persistent = keepAlive && body.complete();
    response.headers().set(REQUEST_ID, id);
    if (!persistent) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    ctx.write(response);
  }

  /** Takes the buffer over. */
  void content(ByteBuf bytes) {
    sent.addAndGet(bytes.readableBytes());
    ctx.write(new DefaultHttpContent(bytes));
  }

  void flush() {
    ctx.flush();
  }

  /**
   * The answer is whole. A client that does not take it in time loses it, whatever it sends
   * meanwhile: what waits for it here would wait for ever.
   *
   * @return done when the client has it; failed where it has left, or did not take it
   */
  ChannelFuture end() {
    over = true;
    ChannelFuture written = ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    if (!written.isDone()) {
      Future<?> deadline = loop().schedule(this::abort, TAKING_SECONDS, TimeUnit.SECONDS);
      written.addListener(_ -> deadline.cancel(false));
    }
    written.addListener(_ -> finished.run());
    return written;
  }

  /** A whole answer of the gateway's own; nothing happens where the client left. */
  void answer(Answer answer) {
    if (left || begun) {
      return;
    }
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
    answer.headers().forEach(field -> response.headers().add(field.name(), field.value()));
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    body.discard();
    begin(response);
    if (!head.method().equals("HEAD") && answer.body().length > 0) {
      content(Unpooled.wrappedBuffer(answer.body()));
    }
    end();
  }

  /** Breaks off so that the client cannot take a truncated answer for a whole one. */
  void abort() {
    ctx.close();
  }

  /** The connection is gone. */
  void leave() {
    if (!over) {
      left = true;
      body.fail(new ClientLeft());
      if (listener != null) {
        listener.clientLeft();
      }
    }
  }

  void pause() {
    if (listener != null) {
      listener.clientPause();
    }
  }

  void writabilityChanged() {
    if (listener != null && isWritable()) {
      listener.clientWritable();
    }
  }
}
