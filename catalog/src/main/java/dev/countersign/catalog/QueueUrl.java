package dev.countersign.catalog;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An SQS queue's URL: {@code https://host/account/name} (Amazon SQS, "Queue and message
 * identifiers"). In the query protocol the request is sent to it, and may hold it as a parameter.
 */
final class QueueUrl {

  private static final String MEMBER = "QueueUrl";

  private static final Pattern QUEUE =
      Pattern.compile(
          "(?:(?:https?://[^/?#]+)?/?(?<account>[0-9]{12})/)?(?<name>[A-Za-z0-9_-]+(?:\\.fifo)?)/?");

  private QueueUrl() {}

  /**
   * The queue's ARN. A name alone is a queue of the caller's.
   *
   * @throws Refusal AMBIGUOUS where it is neither, so that AWS could read another queue in it
   */
  static String arn(String url, Place place) {
    Matcher queue = QUEUE.matcher(url);
    if (!queue.matches()) {
      throw new Refusal(Failure.AMBIGUOUS, "QueueUrl is not the URL of a queue");
    }
    String account = queue.group("account");
    return new Place(place.partition(), place.region(), account == null ? place.account() : account)
        .fill("arn:{partition}:sqs:{region}:{account}:{}", queue.group("name"));
  }

  /** Adds the queue that the path names. */
  static void fromPath(Found found, WireRequest request, Map<String, Object> params) {
    List<String> path = request.segments();
    if (!found.service().id().equals("sqs") || path.size() != 2 || found.operation().isEmpty()) {
      return;
    }
    boolean hasQueue =
        found.operation().stream()
            .flatMap(operation -> operation.members(MemberModel.Location.BODY))
            .anyMatch(member -> member.name().equals(MEMBER));
    if (!hasQueue) {
      throw new Refusal(
          Failure.AMBIGUOUS, "the path names a queue, and " + found.action() + " is for none");
    }
    Optional<Object> other = Optional.ofNullable(params.get(MEMBER));
    String own = "/" + String.join("/", path);
    if (other.isPresent() && !other.orElseThrow().toString().endsWith(own)) {
      throw new Refusal(Failure.AMBIGUOUS, "the path and QueueUrl name two queues");
    }
    params.putIfAbsent(MEMBER, "https://" + request.head().host() + own);
  }
}
