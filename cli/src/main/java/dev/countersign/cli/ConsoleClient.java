package dev.countersign.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.countersign.console.ApiJson;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The operators' API, as one person. */
final class ConsoleClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Bytes of an answer; a list has at most a thousand cards. */
  private static final int MOST_BYTES = 256 << 20;

  /** Three of the console's heartbeats. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final String DATA = "data:";

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final URI base;
  private final Secret token;

  /**
   * @param base how the console is reached, without a slash at the end
   * @param token the person's
   */
  ConsoleClient(URI base, Secret token) {
    this.base = base;
    this.token = token;
  }

  /** One segment of a path, whatever is in it. */
  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * @param path below the API's prefix, with a query if there is one
   * @throws CliException with what the console says where it says no
   */
  <T> T get(String path, Class<T> type) {
    return read(send("GET", path, BodyPublishers.noBody()), type);
  }

  /** As {@link #get}, to change something. */
  <T> T send(String method, String path, Object body, Class<T> type) {
    return read(send(method, path, BodyPublishers.ofString(written(body))), type);
  }

  /** As {@link #get}, where nothing comes back. */
  void delete(String path) {
    send("DELETE", path, BodyPublishers.noBody());
  }

  /**
   * Tells of each change, until the console ends or the thread is interrupted.
   *
   * @param changed told of the data of each event
   */
  void follow(Consumer<String> changed) {
    exchange(
        "/approvals/events",
        request("/approvals/events").header("Accept", "text/event-stream").GET().build(),
        in -> {
          try (EventLines lines = new EventLines(in, SILENCE)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
              line.filter(it -> it.startsWith(DATA))
                  .ifPresent(it -> changed.accept(it.substring(DATA.length()).strip()));
            }
          }
          return "";
        });
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + "/api/v1" + path))
        .header("Authorization", "Bearer " + token.reveal());
  }

  private byte[] send(String method, String path, BodyPublisher body) {
    HttpRequest request =
        request(path)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(method, body)
            .build();
    return exchange(path, request, in -> in.readNBytes(MOST_BYTES));
  }

  /** What is made of an answer. */
  private interface Use<T> {
    T of(InputStream answer) throws IOException, InterruptedException;
  }

  private <T> T exchange(String path, HttpRequest request, Use<T> use) {
    try {
      HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
      try (InputStream in = answer.body()) {
        if (answer.statusCode() / 100 != 2) {
          throw ConsoleRefusal.of(path, answer.statusCode(), in.readNBytes(MOST_BYTES));
        }
        return use.of(in);
      }
    } catch (IOException e) {
      throw new CliException(
          "no console can be asked at %s: %s (start the gateway, countersign serve, or name another console, --console URL)"
              .formatted(
                  base, e instanceof ConnectException ? "nothing listens there" : e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted while waiting for the console");
    }
  }

  private static <T> T read(byte[] bytes, Class<T> type) {
    try {
      return ApiJson.mapper()
          .readerFor(type)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .readValue(bytes);
    } catch (IOException e) {
      throw new CliException("the console's answer cannot be read: " + e.getMessage());
    }
  }

  static String written(Object value) {
    try {
      return ApiJson.mapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of texts and numbers are JSON", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
