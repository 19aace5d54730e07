package dev.countersign.config;

import dev.countersign.config.YamlNode.Scalar;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** URLs that name a place and nothing else: no user, no query, no fragment. */
public final class Urls {

  /** Without a user, whose password would be seen. */
  private static final String PLACE = "://[^\\s?#@]{1,2000}";

  private Urls() {}

  /** A URL of one of these schemes; a slash at its end is taken away. */
  static Shape<URI> of(String... schemes) {
    List<String> permitted = List.of(schemes);
    String example = permitted.getFirst() + "://host/path";
    return unless(
        "@",
        "a user name or password in it is not supported",
        Shape.text(
                "(?:" + String.join("|", permitted) + ")" + PLACE,
                "a URL such as " + example + ", without user and query")
            .then("a URL such as " + example, Urls::parse));
  }

  /**
   * The same shape for texts without a mark by which a secret is known. What has it is refused, and
   * not shown.
   */
  static <T> Shape<T> unless(String mark, String message, Shape<T> shape) {
    return Shape.of(
        shape.schema(),
        (node, diagnostics) -> {
          if (node instanceof Scalar scalar && scalar.text().contains(mark)) {
            diagnostics.addUnseen(node.place(), message);
            return Optional.empty();
          }
          return shape.read(node, diagnostics);
        });
  }

  /** The place that a text names by http or https, where it is one; without a slash at its end. */
  public static Optional<URI> place(String text) {
    return text.matches("https?" + PLACE) ? parse(text) : Optional.empty();
  }

  /** What is sent there can be read on the way: http, and not to this machine. */
  public static boolean isUnprotected(URI url) {
    String host = url.getHost();
    return url.getScheme().equals("http")
        && !(host.equals("localhost") || host.matches("127\\.[0-9.]+") || host.equals("[::1]"));
  }

  private static Optional<URI> parse(String text) {
    try {
      return Optional.of(new URI(text.replaceFirst("/$", ""))).filter(url -> url.getHost() != null);
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }
}
