package dev.countersign.notifiers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * Posts JSON to where the configuration says: follows no redirect, takes no proxy of the
 * environment, waits {@link Limits} and reads no more than it has to.
 */
final class Poster implements AutoCloseable {

  /** Bytes of an answer; a longer one counts as a failure of the receiver. */
  private static final long LONGEST_ANSWER = 256 * 1024L;

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int REQUEST_TIMEOUT = 408;

  private final HttpClient client;
  private final Limits limits;

  /**
   * How long a receiver may take.
   *
   * @param connect to be connected, TLS included
   * @param answer from then to the end of the answer
   */
  record Limits(Duration connect, Duration answer) {
    static final Limits USUAL = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(15));
  }

  Poster(Optional<SSLContext> trust, Limits limits) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(limits.connect())
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    trust.ifPresent(builder::sslContext);
    this.client = builder.build();
    this.limits = limits;
  }

  /**
   * One attempt.
   *
   * @param ok what an answer with a status of 2xx and this body comes to
   */
  Outcome post(URI url, Map<String, String> headers, byte[] body, Function<byte[], Outcome> ok) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("User-Agent", "countersign")
            .POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    try {
      Duration longest = limits.connect().plus(limits.answer());
      return outcome(answer.get(longest.toMillis(), TimeUnit.MILLISECONDS), ok);
    } catch (TimeoutException _) {
      return Outcome.again("no answer in time");
    } catch (ExecutionException e) {
      return Outcome.again(failure(e));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Outcome.again("stopped");
    } finally {
      answer.cancel(true);
    }
  }

  /** The kind of failure; its message may hold the address, which may be secret. */
  private static String failure(ExecutionException e) {
    Throwable cause = e.getCause() instanceof IOException io ? io : e;
    return "not reached: " + cause.getClass().getSimpleName();
  }

  private static Outcome outcome(HttpResponse<byte[]> answer, Function<byte[], Outcome> ok) {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return ok.apply(answer.body());
    }
    boolean later = status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT || status / 100 == 5;
    String why = "status " + status;
    return later ? new Outcome.Again(why, retryAfter(answer)) : new Outcome.Refused(why);
  }

  /** Seconds only (RFC 9110, 10.2.3): a date would need the receiver's clock. */
  private static Optional<Duration> retryAfter(HttpResponse<byte[]> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)));
  }

  static byte[] utf8(Object json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
