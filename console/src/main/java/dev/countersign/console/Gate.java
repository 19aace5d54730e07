package dev.countersign.console;

import dev.countersign.config.OperatorsConfig.ConsoleConfig;
import dev.countersign.notifiers.SlackActions;
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

  private static final long MOST_BODY_BYTES = 64 * 1024;

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
    requireSmall(ctx);
    switch (ctx.req().getMethod()) {
      case "GET", "HEAD" -> {}
      default -> requireOwnSite(ctx);
    }
  }

  /** The length is known before anything is read, so that a body without one ends nowhere. */
  private static void requireSmall(Context ctx) {
    if (ctx.header("Transfer-Encoding") != null) {
      throw Problem.of(Problem.Kind.BAD_REQUEST, "the body's length is not said");
    }
    long most = ctx.path().equals(LinkPages.SLACK) ? SlackActions.LONGEST_BODY : MOST_BODY_BYTES;
    if (ctx.req().getContentLengthLong() > most) {
      throw Problem.of(Problem.Kind.TOO_LARGE, "a body has at most " + most + " bytes");
    }
  }

  private void requireHost(Context ctx) {
    String host = lowered(ctx.header("Host"));
    if (!hosts.contains(host) && !own(ctx).contains(host)) {
      throw Problem.of(
          Problem.Kind.MISDIRECTED, "the request names another host than this listener has");
    }
  }

  /** What proves by a token, or a signature, who it is. */
  private static boolean isForPrograms(Context ctx) {
    return Api.isFor(ctx) || ctx.path().equals(LinkPages.SLACK);
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
   * neither, and has a token, which no page has.
   */
  private void requireOwnSite(Context ctx) {
    String site = ctx.header("Sec-Fetch-Site");
    String origin = ctx.header("Origin");
    boolean ownOrigin = isOwn(ctx, lowered(origin));
    boolean ownSite = "same-origin".equals(site);
    boolean silent = site == null && origin == null;
    boolean consistent =
        (site == null || ownSite) && (origin == null || ownOrigin || origin.equals("null"));
    if (silent ? !isForPrograms(ctx) : !(consistent && (ownOrigin || ownSite))) {
      throw Problem.of(Problem.Kind.FORBIDDEN, "the request comes from the page of another site");
    }
  }
}
