package dev.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that says what it is told to say, {@code Host} and {@code Origin} included. */
final class Visitor {

  private final Office office;
  private final Map<String, String> headers = new LinkedHashMap<>();

  Visitor(Office office) {
    this.office = office;
    headers.put("Host", office.host());
  }

  /**
   * An answer.
   *
   * @param headers by their names in lower case; the last of several
   */
  record Answer(int status, Map<String, String> headers, String body) {
    JsonNode json() {
      try {
        return ApiJson.mapper().readTree(body);
      } catch (JsonProcessingException e) {
        throw new AssertionError(body, e);
      }
    }

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    String code() {
      return json().path("code").asText();
    }
  }

  static Visitor withToken(Office office, String name) {
    return new Visitor(office).with("Authorization", "Bearer " + Office.token(name));
  }

  /** A browser of somebody who has logged in. */
  static Visitor loggedIn(Office office, String name) {
    Visitor visitor = new Visitor(office).with("Sec-Fetch-Site", "same-origin");
    Answer answer = visitor.login(name, Office.PASSWORD);
    assertThat(answer.status()).as(answer.body()).isEqualTo(303);
    return visitor.with("Cookie", answer.header("Set-Cookie").split(";", 2)[0]);
  }

  Visitor with(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Visitor without(String name) {
    headers.remove(name);
    return this;
  }

  Answer login(String name, String password) {
    return form("/login", "name", name, "password", password);
  }

  Answer get(String path) {
    return send("GET", path, Optional.empty(), "");
  }

  Answer json(String method, String path, String body) {
    return send(method, path, Optional.of("application/json"), body);
  }

  /** Sends a form with these names and values. */
  Answer form(String path, String... fields) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      pairs.add(fields[i] + "=" + URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return send(
        "POST", path, Optional.of("application/x-www-form-urlencoded"), String.join("&", pairs));
  }

  /** The token that the forms of this session carry. */
  String csrf() {
    Matcher matcher = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(get("/").body());
    assertThat(matcher.find()).as("a form with a token").isTrue();
    return matcher.group(1);
  }

  Answer send(String method, String path, Optional<String> type, String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    type.ifPresent(it -> head.append("Content-Type: " + it + "\r\n"));
    if (!method.equals("GET")) {
      head.append("Content-Length: " + content.length + "\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    out.writeBytes(content);
    return exchange(out.toByteArray());
  }

  private Answer exchange(byte[] request) {
    try (Socket socket =
        new Socket(office.console.address().getAddress(), office.console.address().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request);
      return answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer answer(String text) {
    int end = text.indexOf("\r\n\r\n");
    assertThat(end).as(text).isPositive();
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] parts = lines[i].split(": ?", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    return new Answer(
        Integer.parseInt(lines[0].split(" ", -1)[1]), headers, text.substring(end + 4));
  }
}
