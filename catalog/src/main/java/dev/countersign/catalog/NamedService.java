package dev.countersign.catalog;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The service that an endpoint URL names by its path: {@code
 * http://127.0.0.1:8472/_service/bedrock-runtime}. No path of AWS's begins so: no operation has it,
 * and a bucket's name never began with an underscore.
 *
 * @param id the catalog's id of the service; empty where the path names none
 * @param target path and query without that
 */
record NamedService(Optional<String> id, String target) {

  static final String PREFIX = "/_service";

  private static final Pattern FORM = Pattern.compile(PREFIX + "/([a-z0-9-]{1,64})(|[/?].*)");

  /**
   * @throws Refusal UNREADABLE where the path begins with the prefix and names nothing
   */
  static NamedService of(RequestHead head) {
    String target = head.target();
    if (!target.startsWith(PREFIX)) {
      return new NamedService(Optional.empty(), target);
    }
    Matcher named = FORM.matcher(target);
    if (!named.matches()) {
      throw new Refusal(
          Failure.UNREADABLE,
          "the path begins with "
              + PREFIX
              + " (expected: "
              + PREFIX
              + "/ID, as in "
              + PREFIX
              + "/bedrock-runtime)");
    }
    String rest = named.group(2);
    return new NamedService(Optional.of(named.group(1)), rest.startsWith("/") ? rest : "/" + rest);
  }

  /** How to name one of these. */
  static String hint(String id) {
    return "put the service into the endpoint's path, as in http://HOST:PORT" + PREFIX + "/" + id;
  }
}
