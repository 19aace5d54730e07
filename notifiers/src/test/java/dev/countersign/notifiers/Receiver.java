package dev.countersign.notifiers;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A server on this machine that gets what is sent, and answers as a test wants. */
final class Receiver implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final WireMockServer server;

  Receiver() {
    this(options());
  }

  private Receiver(WireMockConfiguration options) {
    server = new WireMockServer(options.dynamicPort().bindAddress("127.0.0.1"));
    server.start();
  }

  /** One that speaks TLS as well, with the keys in a file. */
  static Receiver secure(Path keys) {
    return new Receiver(
        options()
            .dynamicHttpsPort()
            .keystoreType("PKCS12")
            .keystorePath(keys.toString())
            .keystorePassword(Identity.PASSWORD)
            .keyManagerPassword(Identity.PASSWORD));
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  URI secureUrl(String path) {
    return URI.create("https://localhost:" + server.httpsPort() + path);
  }

  /** The answer from now on. */
  Receiver answers(ResponseDefinitionBuilder answer) {
    server.resetMappings();
    server.stubFor(any(anyUrl()).willReturn(answer));
    return this;
  }

  /** These answers, one after the other; the last for all that follow. */
  Receiver answersInTurn(List<ResponseDefinitionBuilder> answers) {
    server.resetMappings();
    server.resetScenarios();
    for (int i = 0; i < answers.size(); i++) {
      server.stubFor(
          any(anyUrl())
              .inScenario("turns")
              .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "turn " + i)
              .willSetStateTo("turn " + Math.min(i + 1, answers.size() - 1))
              .willReturn(answers.get(i)));
    }
    return this;
  }

  static ResponseDefinitionBuilder status(int status) {
    return aResponse().withStatus(status);
  }

  static ResponseDefinitionBuilder json(String text) {
    return aResponse().withHeader("Content-Type", "application/json").withBody(text);
  }

  /** In the order in which they came. */
  List<LoggedRequest> got() {
    return server.getAllServeEvents().reversed().stream().map(ServeEvent::getRequest).toList();
  }

  /** The bodies that came with a path that ends so. */
  List<JsonNode> bodies(String pathEnd) {
    return got().stream()
        .filter(it -> it.getUrl().endsWith(pathEnd))
        .map(it -> parse(it.getBodyAsString()))
        .toList();
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  int count() {
    return server.getServeEvents().getRequests().size();
  }

  void awaits(int count) {
    Office.await(() -> count() >= count);
  }

  @Override
  public void close() {
    server.stop();
  }
}
