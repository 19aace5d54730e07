package dev.countersign.console;

import dev.countersign.config.OperatorsConfig.ConsoleConfig;
import io.javalin.http.Context;
import java.util.Optional;

/** The session's cookie, and what browsers do with it. */
final class Cookies {

  private final String name;
  private final String attributes;

  Cookies(ConsoleConfig config) {
    boolean https = config.url().filter(url -> url.getScheme().equals("https")).isPresent();
    this.name = https ? "__Host-countersign" : "countersign";
    this.attributes = "; Path=/; HttpOnly; SameSite=Strict" + (https ? "; Secure" : "");
  }

  Optional<String> read(Context ctx) {
    return Optional.ofNullable(ctx.cookie(name));
  }

  void write(Context ctx, String value) {
    ctx.header("Set-Cookie", name + "=" + value + attributes);
  }

  void clear(Context ctx) {
    ctx.header("Set-Cookie", name + "=; Max-Age=0" + attributes);
  }

  /**
   * Whether a browser that follows a link from another site's page, in a message for one, has left
   * out a cookie that it has: once more, from here, and it sends it.
   */
  static boolean mayBeWithheld(Context ctx) {
    return "cross-site".equals(ctx.header("Sec-Fetch-Site"))
        && "navigate".equals(ctx.header("Sec-Fetch-Mode"));
  }

  /** A page of ours to go on with; the first one where it is none. */
  static String next(String path) {
    return path.length() <= 200 && path.matches("/(?:[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*)?")
        ? path
        : "/";
  }
}
