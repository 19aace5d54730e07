package dev.countersign.catalog;

import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Of what signed URLs are handed out ({@code mint.txt}), for how long, and which headers such a URL
 * may oblige its user to send.
 */
final class Mintable {

  /** What the rules see of a lifetime, in seconds, under the name that it has in the URL. */
  static final String LIFETIME = "X-Amz-Expires";

  private static final String EVERY_AMZ = "x-amz-*";

  /** Signed with every request, and no part of what it means. */
  private static final Set<String> CARRIER = Set.of("host");

  private final Table table = Table.of("mint.txt");

  /**
   * The call as one that is not made but handed out, with its lifetime and with the headers that
   * are no members of the operation among its parameters.
   *
   * @throws Refusal DENIED
   */
  AwsCall mint(AwsCall call, Headers headers, Collection<String> signedHeaders, Duration lifetime) {
    String name = call.service() + ":" + call.action();
    List<String> line =
        table
            .own(call.service(), call.action())
            .findFirst()
            .orElseThrow(
                () ->
                    denied("no signed URL is handed out for " + name + ", whatever the rules say"));
    Duration longest = Duration.ofSeconds(Long.parseLong(line.getFirst()));
    if (lifetime.compareTo(longest) > 0) {
      throw denied(
          "a signed URL for %s is asked for %d seconds (expected: at most %d)"
              .formatted(name, lifetime.toSeconds(), longest.toSeconds()));
    }
    Takes takes = Takes.of(line.subList(1, line.size()));
    checkHeaders(name, takes, headers, signedHeaders);
    Map<String, Object> more = new HashMap<>(Map.of(LIFETIME, lifetime.toSeconds()));
    for (String header : takes.required()) {
      more.put(header, headers.single(header).orElseThrow());
    }
    return call.with(Auth.MINT, more);
  }

  private static void checkHeaders(
      String name, Takes takes, Headers headers, Collection<String> signedHeaders) {
    for (String header : signedHeaders) {
      boolean taken =
          CARRIER.contains(header)
              || takes.names().contains(header)
              || (header.startsWith("x-amz-") && takes.names().contains(EVERY_AMZ));
      if (!taken) {
        throw denied("a signed URL for " + name + " is not handed out with the header " + header);
      }
    }
    for (String header : takes.required()) {
      if (!signedHeaders.contains(header)
          || headers.single(header).filter(v -> !v.isBlank()).isEmpty()) {
        throw denied(
            "a signed URL for " + name + " is handed out with the header " + header + " only");
      }
    }
  }

  private static Refusal denied(String why) {
    return new Refusal(Failure.DENIED, why);
  }
}
