package dev.countersign.approvals;

import static dev.countersign.approvals.Samples.ANA;
import static dev.countersign.approvals.Samples.ONCE;
import static dev.countersign.approvals.Samples.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that is killed while calls are held, and comes back. */
class OutageTest {

  @TempDir Path directory;

  @Test
  void aHeldCallOutlivesTheDatabase() throws Exception {
    int port = freePort();
    EmbeddedPostgres first = postgres(port);
    Secret url = Secret.of(first.getJdbcUrl("postgres", "postgres"));
    try (Store store = Store.postgresql(url);
        Approvals approvals = Approvals.open(store, 10, Clock.systemUTC())) {
      Group patient = Samples.group(1, Duration.ofSeconds(60));
      CompletableFuture<Approval> held =
          Desk.held(approvals, ask(1).of(patient).question(), () -> false);
      Desk.await(() -> approvals.list(RequestFilter.pending()).size() == 1);
      Request request = approvals.list(RequestFilter.pending()).getFirst();

      kill(first);
      assertThat(refusal(approvals, ask(2).brief().question()).failure())
          .isEqualTo(Failure.APPROVALS_UNAVAILABLE);
      Desk.await(() -> !runs(approvals));
      assertThat(held).isNotDone();

      try (EmbeddedPostgres second = postgres(port)) {
        assertThat(second.getPort()).isEqualTo(port);
        Desk.await(() -> runs(approvals));
        assertThat(held).isNotDone();
        approvals.decide(request.id(), ANA, ONCE);
        assertThat(Desk.soon(held).id()).isEqualTo(request.id());
        try (Approvals other = Approvals.open(store, 10, Clock.systemUTC())) {
          CompletableFuture<Approval> again =
              Desk.held(approvals, ask(3).of(patient).question(), () -> false);
          Desk.await(() -> other.list(RequestFilter.pending()).size() == 1);
          other.decide(other.list(RequestFilter.pending()).getFirst().id(), ANA, ONCE);
          Desk.soon(again);
        }
      }
    }
  }

  private EmbeddedPostgres postgres(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(directory.resolve("data"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  /** As a machine does it that loses power: nothing is written any more, and nobody is told. */
  private void kill(EmbeddedPostgres server) throws Exception {
    long pid =
        Long.parseLong(Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    var children = postmaster.descendants().toList();
    postmaster.destroyForcibly();
    postmaster.onExit().join();
    children.forEach(child -> child.onExit().join());
    try {
      // Only gives back the lock on the directory: there is nothing left to stop.
      server.close();
    } catch (IOException e) {
      assertThat(postmaster.isAlive()).isFalse();
    }
  }

  private static boolean runs(Approvals approvals) {
    try {
      approvals.requireRunning("claude", "222222222222");
      return true;
    } catch (Refusal e) {
      assertThat(e.failure()).isEqualTo(Failure.APPROVALS_UNAVAILABLE);
      return false;
    }
  }

  private static Refusal refusal(Approvals approvals, Question question) {
    try {
      throw new AssertionError("the call went: " + approvals.obtain(question, () -> false));
    } catch (Refusal e) {
      return e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
