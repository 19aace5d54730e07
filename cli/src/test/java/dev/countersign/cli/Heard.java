package dev.countersign.cli;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What comes, as text; a close as its code. */
final class Heard implements WebSocket.Listener {

  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final StringBuilder part = new StringBuilder();

  private CompletionStage<?> part(WebSocket socket, CharSequence text, boolean last) {
    part.append(text);
    if (last) {
      messages.add(part.toString());
      part.setLength(0);
    }
    socket.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
    return part(socket, text, last);
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer bytes, boolean last) {
    return part(socket, StandardCharsets.ISO_8859_1.decode(bytes), last);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    messages.add("closed " + code);
    return WebSocket.Listener.super.onClose(socket, code, reason);
  }

  String next() throws InterruptedException {
    return Objects.requireNonNull(messages.poll(10, TimeUnit.SECONDS), "nothing was said");
  }
}
