package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import java.util.Locale;
import java.util.Set;

/**
 * Headers that belong to one connection and go no further than this gateway (RFC 9110, 7.6.1 and
 * 10.1.1; RFC 9112, appendix C; RFC 6455, 11.3).
 */
public final class HopByHop {

  private static final Set<String> NAMES =
      Set.of(
          "connection",
          "expect",
          "http2-settings",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private HopByHop() {}

  /**
   * @param name in lower case
   */
  public static boolean is(String name) {
    return NAMES.contains(name) || name.startsWith("proxy-") || name.startsWith("sec-websocket-");
  }

  /**
   * Refuses a {@code Connection} header that declares another header of the request to be
   * hop-by-hop. An intermediary would have to drop that header, and so send upstream something
   * other than what the rules judged: {@code Connection: x-amz-copy-source} would make an object
   * copy into an upload.
   *
   * @throws Refusal AMBIGUOUS
   */
  static void refuseDeclared(Headers headers) {
    for (String value : headers.all("Connection")) {
      for (String option : value.split(",")) {
        String name = option.strip().toLowerCase(Locale.ROOT);
        if (!is(name) && headers.contains(name)) {
          throw new Refusal(
              Failure.AMBIGUOUS,
              "the Connection header names \""
                  + name
                  + "\", which is not a header of a connection");
        }
      }
    }
  }
}
