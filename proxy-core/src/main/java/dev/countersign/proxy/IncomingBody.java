package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way in. Nothing of it is read from the socket before somebody asks: that
 * is the back-pressure, and that is why {@code 100 Continue} goes out with the first asking.
 *
 * <p>There are two ways to take it, one after the other if need be. {@link #hold} (behind {@link
 * #bytes} and {@link #sha256}) is called from the exchange's virtual thread and keeps what arrives
 * in memory or, above a bound, in a {@link Spool}. {@link #stream} hands the bytes that have not
 * been held to a {@link Sink}, on the event loop, one buffer for each {@link #demand}.
 */
final class IncomingBody implements RequestBody, AutoCloseable {

  /** How much of a held body is in memory at once while it moves to or from the disk, in bytes. */
  static final int BLOCK = 256 * 1024;

  /** How long a block may take while the exchange waits for it, in seconds. */
  static final long SLOWEST = 75;

  /** Takes the bytes on the event loop. */
  interface Sink {
    /** The buffer is the sink's to release; it may be empty. */
    void bytes(ByteBuf bytes, boolean last);

    /** No more will come: a {@link Refusal} or a {@link ClientLeft}. */
    void broken(RuntimeException why);
  }

  /** What the config says about held bodies. */
  record Bounds(int inMemory, long spooled, Path directory) {}

  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  private record Block(byte[] bytes, boolean last) {}

  private final ChannelHandlerContext ctx;
  private final Bounds bounds;
  private final long declared;
  private final Runnable sendContinue;

  // Belong to the event loop.
  private boolean continueOwed;
  private boolean complete;
  private boolean wanted;
  private final AtomicLong received = new AtomicLong();
  private @Nullable Sink sink;
  private @Nullable RuntimeException broken;

  // Belong to the exchange's thread, and to the event loop once that thread has started the relay.
  private final MessageDigest digest = Hashes.sha256();
  private byte[] memory = new byte[0];
  private @Nullable Spool spool;
  private long held;
  private boolean heldWhole;
  private @Nullable String hash;

  /**
   * @param declared Content-Length; 0 where the request has no body, -1 where it is chunked
   * @param sendContinue run once, before the first read, where the client expects it
   */
  IncomingBody(
      ChannelHandlerContext ctx,
      Bounds bounds,
      long declared,
      boolean expectsContinue,
      Runnable sendContinue) {
    this.ctx = ctx;
    this.bounds = bounds;
    this.declared = declared;
    this.continueOwed = expectsContinue;
    this.sendContinue = sendContinue;
    this.heldWhole = declared == 0;
  }

  /** Length in bytes; -1 where it is not known yet. */
  long length() {
    return heldWhole ? held : declared;
  }

  /** Whether the whole body is held and can be sent any number of times. */
  boolean isHeld() {
    return heldWhole;
  }

  long held() {
    return held;
  }

  /** A part of what is held, at most {@link #BLOCK} bytes; empty at the end. */
  byte[] heldBlock(long position) {
    if (spool != null) {
      return spool.read(position, BLOCK);
    }
    int from = (int) position;
    return Arrays.copyOfRange(memory, from, Math.min(memory.length, from + BLOCK));
  }

  /** A digest that has taken what is held, for whoever streams the rest. */
  MessageDigest digestOfHeld() {
    return digest;
  }

  @Override
  public byte[] bytes(int limit) {
    holdWhole(limit);
    return spool == null ? memory : spool.read(0, (int) held);
  }

  @Override
  public byte[] beginning(int length) {
    hold(length - 1);
    return heldBlock(0);
  }

  @Override
  public InputStream open(long limit) {
    holdWhole(Math.min(limit, bounds.spooled()));
    return new HeldStream(this);
  }

  @Override
  public String sha256() {
    if (hash == null) {
      holdWhole(bounds.spooled());
      hash = HexFormat.of().formatHex(digest.digest());
    }
    return hash;
  }

  private void holdWhole(long limit) {
    if (declared > limit) {
      throw tooLarge(limit);
    }
    hold(limit);
    if (held > limit) {
      throw tooLarge(limit);
    }
  }

  private static Refusal tooSlow() {
    return new Refusal(
        Failure.BODY_TOO_SLOW,
        "the request's body came too slowly: less than "
            + BLOCK / 1024
            + " KiB in "
            + SLOWEST
            + " seconds");
  }

  private static Refusal tooLarge(long limit) {
    return new Refusal(
        Failure.BODY_TOO_LARGE,
        "the request's body is longer than the " + limit + " bytes that can be held for it");
  }

  /** Takes the body until it ends or more than {@code limit} bytes of it are held. */
  private void hold(long limit) {
    while (!heldWhole && held <= limit) {
      CompletableFuture<Block> next = new CompletableFuture<>();
      ctx.executor().execute(() -> stream(new Collector(next)));
      Block block = inTime(next);
      keep(block.bytes());
      heldWhole = block.last();
    }
  }

  /** A body in drips would keep an exchange's place for as long as its sender likes. */
  private Block inTime(CompletableFuture<Block> next) {
    Future<?> deadline =
        ctx.executor()
            .schedule(() -> next.completeExceptionally(tooSlow()), SLOWEST, TimeUnit.SECONDS);
    try {
      return Waiting.on(next);
    } finally {
      deadline.cancel(false);
    }
  }

  private void keep(byte[] bytes) {
    digest.update(bytes);
    held += bytes.length;
    if (spool == null && held > bounds.inMemory()) {
      spool = Spool.in(bounds.directory());
      spool.append(memory);
      memory = new byte[0];
    }
    if (spool != null) {
      spool.append(bytes);
    } else {
      int before = memory.length;
      memory = Arrays.copyOf(memory, before + bytes.length);
      System.arraycopy(bytes, 0, memory, before, bytes.length);
    }
  }

  // Everything below runs on the event loop.

  boolean complete() {
    return complete;
  }

  /** Whether the client still waits for a {@code 100 Continue} before it sends its body. */
  boolean continueOwed() {
    return continueOwed;
  }

  /** Body bytes that came from the client, from any thread. */
  long received() {
    return received.get();
  }

  /** What comes behind an upgrade counts as well. */
  void count(long bytes) {
    received.addAndGet(bytes);
  }

  /** Hands everything that has not been held to {@code sink}, from now on. */
  void stream(Sink next) {
    sink = next;
    if (broken != null) {
      next.broken(broken);
    } else if (complete) {
      next.bytes(Unpooled.EMPTY_BUFFER, true);
    } else {
      demand();
    }
  }

  /** Whether the client is the one that is waited for. */
  boolean isWanted() {
    return wanted;
  }

  /** Asks for one more buffer. */
  void demand() {
    if (continueOwed && !complete) {
      sendContinue.run();
    }
    continueOwed = false;
    if (!complete && broken == null) {
      wanted = true;
      ctx.read();
    }
  }

  /** Takes one buffer from the pipeline, and its ownership. */
  void offer(ByteBuf bytes, boolean last) {
    complete |= last;
    wanted = false;
    received.addAndGet(bytes.readableBytes());
    continueOwed = false;
    if (sink == null) {
      bytes.release();
    } else {
      sink.bytes(bytes, last);
    }
  }

  /** The rest will not come. */
  void fail(RuntimeException why) {
    if (broken == null && !complete) {
      broken = why;
      if (sink != null) {
        sink.broken(why);
      }
    }
  }

  /** Whatever still comes is thrown away. */
  void discard() {
    sink = null;
  }

  /** Frees what is held. Called from the exchange's thread, at its end. */
  @Override
  public void close() {
    if (spool != null) {
      spool.close();
    }
  }

  /** Gathers one block and then asks for nothing more. */
  private final class Collector implements Sink {

    private final CompletableFuture<Block> result;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();

    Collector(CompletableFuture<Block> result) {
      this.result = result;
    }

    @Override
    public void bytes(ByteBuf bytes, boolean last) {
      gathered.writeBytes(ByteBufUtil.getBytes(bytes));
      bytes.release();
      if (last || gathered.size() >= BLOCK) {
        discard();
        result.complete(new Block(gathered.toByteArray(), last));
      } else {
        demand();
      }
    }

    @Override
    public void broken(RuntimeException why) {
      result.completeExceptionally(why);
    }
  }
}
