package dev.countersign.console;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/** The files that pages use; every one is part of the program. */
final class Assets {

  private static final String JARS = "/META-INF/resources/webjars/";

  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "yaml", "application/yaml; charset=utf-8");

  private static final Map<String, byte[]> ASSETS =
      Map.of(
          "console.css", read("assets/console.css"),
          "console.js", read("assets/console.js"),
          "icon.svg", read("assets/icon.svg"),
          "htmx.js", read(JARS + "htmx.org/2.0.7/dist/htmx.min.js"),
          "sse.js", read(JARS + "htmx-ext-sse/2.2.2/sse.js"),
          "openapi.yaml", read("openapi.yaml"));

  private Assets() {}

  static void serve(Context ctx, String name) {
    byte[] bytes = ASSETS.get(name);
    if (bytes == null) {
      throw Problem.of(Problem.Kind.NOT_FOUND, "there is no such file");
    }
    String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
    ctx.header("Cache-Control", "no-cache");
    ctx.contentType(type).result(bytes);
  }

  private static byte[] read(String resource) {
    try (InputStream in =
        Objects.requireNonNull(Assets.class.getResourceAsStream(resource), resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
