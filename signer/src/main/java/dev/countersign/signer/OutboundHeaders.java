package dev.countersign.signer;

import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which headers go upstream, and which of them the signature covers. */
final class OutboundHeaders {

  /** Carries the token of a session of S3 Express, in the place of {@code X-Amz-Security-Token}. */
  static final String EXPRESS_TOKEN = "x-amz-s3session-token";

  /**
   * Written anew, so that there is one of each and it is the gateway's. {@code Date} goes because a
   * second time in the request could only disagree with {@code X-Amz-Date}; the length of the body
   * is set by whoever sends it.
   */
  private static final Set<String> REPLACED =
      Set.of(
          "authorization",
          "content-length",
          "date",
          "host",
          "x-amz-date",
          EXPRESS_TOKEN,
          "x-amz-security-token");

  /** Never signed by SDKs: what stands between them and AWS may change these. */
  private static final Set<String> NEVER_SIGNED = Set.of("user-agent", "x-amzn-trace-id");

  private OutboundHeaders() {}

  /**
   * Host, and then everything of the client's that is end-to-end and not replaced, in its order.
   */
  static List<Header> kept(RequestHead head) {
    List<Header> kept = new ArrayList<>();
    kept.add(new Header("Host", host(head)));
    for (Header header : head.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (!REPLACED.contains(name) && !HopByHop.is(name)) {
        kept.add(header);
      }
    }
    return kept;
  }

  /** What the client signed as far as it is still there, the host, every x-amz-*, content-md5. */
  static SortedSet<String> signed(Headers outbound, Collection<String> clientSigned) {
    SortedSet<String> signed = new TreeSet<>();
    for (Header header : outbound) {
      String name = header.name().toLowerCase(Locale.ROOT);
      boolean always =
          name.equals("host") || name.equals("content-md5") || name.startsWith("x-amz-");
      if (always || (clientSigned.contains(name) && !NEVER_SIGNED.contains(name))) {
        signed.add(name);
      }
    }
    return signed;
  }

  /** HTTP clients leave the default port out, and AWS verifies the header as it came. */
  private static String host(RequestHead head) {
    return head.port() == 443 ? head.host() : head.host() + ":" + head.port();
  }
}
