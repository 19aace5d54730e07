package dev.countersign.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import dev.countersign.signer.Presigned;
import dev.countersign.signer.Presigner;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks the gateway for signed URLs, as the agent: what is asked for is presigned with the
 * placeholder key, and what comes back with the real one.
 */
final class MintClient {

  /** A host that exists inside the gateway only. */
  private static final URI MINT = URI.create("https://mint.countersign.internal/");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AgentEnvironment environment;
  private final Optional<String> profile;

  /**
   * @param profile the placeholder profile that says for which account; empty: the usual one
   */
  MintClient(AgentEnvironment environment, Optional<String> profile) {
    this.environment = environment;
    this.profile = profile;
  }

  /**
   * @throws CliException where {@code text} is no URL with a host and a path
   */
  static URI url(String text) {
    try {
      URI url = new URI(text);
      if (url.getHost() != null && !url.getRawPath().isEmpty()) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new CliException(text + " is no URL (expected: https://HOST/PATH)");
  }

  /**
   * Asks for a request of which nothing is signed yet.
   *
   * @param headers that whoever uses the URL has to send, Host excepted
   * @throws CliException with the gateway's reason where it says no
   */
  Presigned mint(String method, URI url, Headers headers, SigningScope scope, Duration lifetime) {
    Headers all = Headers.of("Host", url.getRawAuthority());
    for (Header header : headers) {
      all = all.plus(header.name(), header.value());
    }
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    RequestHead request =
        new RequestHead(method, url.getRawPath() + query, url.getHost(), 443, all);
    Presigned placeholder =
        new Presigner(Clock.systemUTC())
            .sign(request, scope, lifetime, environment.credentials(profile));
    return exchange(method, placeholder.url(), headers);
  }

  /** Exchanges a URL that a tool presigned with the placeholder key. */
  Presigned exchange(String method, String url, Headers headers) {
    StringBuilder text = new StringBuilder(method).append(' ').append(url).append('\n');
    headers.forEach(
        header -> text.append(header.name()).append(": ").append(header.value()).append('\n'));
    HttpRequest request =
        HttpRequest.newBuilder(MINT)
            .timeout(PATIENCE)
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(text.toString()))
            .build();
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(ProxySelector.of(environment.proxy()))
            .sslContext(environment.trust())
            .connectTimeout(PATIENCE)
            .build()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode json = new ObjectMapper().readTree(answer.body());
      if (answer.statusCode() != 200) {
        throw new CliException(
            json.path("message").asText("the gateway answered " + answer.statusCode()));
      }
      return new Presigned(json.path("url").asText(), Instant.parse(json.path("expires").asText()));
    } catch (IOException e) {
      throw new CliException(
          "the gateway at %s cannot be asked: %s"
              .formatted(Listing.address(environment.proxy()), e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted while waiting for the gateway");
    }
  }
}
