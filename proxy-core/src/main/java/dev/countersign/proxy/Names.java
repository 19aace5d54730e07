package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Names to addresses, by the operating system's resolver, so that hosts files and VPNs hold here as
 * they do elsewhere. A lookup blocks a native thread; it gets one of a bounded pool, so that a slow
 * name server holds up neither an event loop nor the carriers of virtual threads.
 */
final class Names implements AutoCloseable {

  private static final int THREADS = 64;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          THREADS,
          30,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("names-", 0).factory());

  /** The addresses of {@code host}, at least one, every one of them permitted. */
  CompletableFuture<List<InetAddress>> resolve(String host, Predicate<InetAddress> permitted) {
    CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
    try {
      threads.execute(
          () -> {
            try {
              result.complete(lookUp(host, permitted));
            } catch (RuntimeException e) {
              result.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(
          new Refusal(Failure.OVER_LIMIT, "too many names are being looked up"));
    }
    return result;
  }

  private static List<InetAddress> lookUp(String host, Predicate<InetAddress> permitted) {
    List<InetAddress> addresses;
    try {
      addresses = List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      throw new Refusal(Failure.UPSTREAM_UNREACHABLE, host + " cannot be resolved");
    }
    // One forbidden address spoils the name: which one is dialled must not depend on luck.
    for (InetAddress address : addresses) {
      if (!permitted.test(address)) {
        throw new Refusal(
            Failure.HOST_NOT_PERMITTED,
            host + " leads to an address that may not be dialled from here");
      }
    }
    return addresses;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
