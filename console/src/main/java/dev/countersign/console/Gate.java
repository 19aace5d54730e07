package dev.countersign.console;

import dev.countersign.config.OperatorsConfig.ConsoleConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every request has to pass before anybody asks who it is: it names this listener as its host,
 * so that no name of a stranger's leads a browser here, and what it would change is not asked for
 * by another site's page.
 */
final class Gate {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final Set<String> hosts = new HashSet<>();
  private final Set<String> origins = new HashSet<>();

  Gate(ConsoleConfig config) {
    config.url().ifPresent(this::add);
  }

  private void add(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    int usual = url.getScheme().equals("https") ? 443 : 80;
    int port = url.getPort() < 0 ? usual : url.getPort();
    hosts.add(host + ":" + port);
    origins.add(url.getScheme() + "://" + host + (port == usual ? "" : ":" + port));
    if (port == usual) {
      hosts.add(host);
    }
  }

  /** Sets what every answer has, and refuses what must not come in. */
  void pass(Context ctx) {
    ctx.header("Content-Security-Policy", POLICY);
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.header("Cross-Origin-Resource-Policy", "same-origin");
    ctx.header("Cross-Origin-Opener-Policy", "same-origin");
    ctx.header("Cache-Control", "no-store");
    requireHost(ctx);
    switch (ctx.req().getMethod()) {
      case "GET", "HEAD" -> {}
      default -> requireOwnSite(ctx);
    }
  }

  private void requireHost(Context ctx) {
    String host = lowered(ctx.header("Host"));
    if (!hosts.contains(host) && !own(ctx).contains(host)) {
      throw Problem.of(
          Problem.Kind.MISDIRECTED, "the request names another host than this listener has");
    }
  }

  /** The address that the connection came to, which no name server chooses, and its usual name. */
  private static Set<String> own(Context ctx) {
    String ip = ctx.req().getLocalAddr();
    String literal = ip.contains(":") && !ip.startsWith("[") ? "[" + ip + "]" : ip;
    int port = ctx.req().getLocalPort();
    return Set.of(literal + ":" + port, "localhost:" + port);
  }

  private static String lowered(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  private boolean isOwn(Context ctx, String origin) {
    return origins.contains(origin)
        || own(ctx).stream().anyMatch(host -> origin.equals("http://" + host));
  }

  /**
   * A browser says in {@code Sec-Fetch-Site} and {@code Origin} whose page sends a request; with
   * the referrer's policy that pages have here, forms say {@code Origin: null}. A program says
   * neither, and has a token or signs, which no page can.
   */
  private void requireOwnSite(Context ctx) {
    String site = ctx.header("Sec-Fetch-Site");
    String origin = ctx.header("Origin");
    boolean ownOrigin = isOwn(ctx, lowered(origin));
    boolean ownSite = "same-origin".equals(site);
    boolean silent = site == null && origin == null;
    boolean consistent =
        (site == null || ownSite) && (origin == null || ownOrigin || origin.equals("null"));
    boolean program = Api.isFor(ctx) || OutsidePages.isForSlack(ctx);
    if (silent ? !program : !(consistent && (ownOrigin || ownSite))) {
      throw Problem.of(Problem.Kind.FORBIDDEN, "the request comes from the page of another site");
    }
  }
}
