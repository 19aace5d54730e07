package dev.countersign.catalog;

import dev.countersign.model.Account;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An SQS queue's URL: {@code https://host/account/name} (Amazon SQS, "Queue and message
 * identifiers"). In the query protocol the request is sent to it, and may hold it as a parameter.
 */
final class QueueUrl {

  private static final String MEMBER = "QueueUrl";

  private QueueUrl() {}

  /** The queue's ARN; the text itself where it is no queue's URL. */
  static String arn(String url, Place place) {
    String[] steps = url.split("/", -1);
    if (steps.length < 2 || !Account.isId(steps[steps.length - 2])) {
      return url;
    }
    return new Place(place.partition(), place.region(), steps[steps.length - 2])
        .fill("arn:{partition}:sqs:{region}:{account}:{}", steps[steps.length - 1]);
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

  /** The account in a queue's URL. */
  static Optional<String> account(Map<String, Object> params) {
    return Optional.ofNullable(params.get(MEMBER))
        .map(url -> url.toString().split("/", -1))
        .filter(steps -> steps.length >= 2)
        .map(steps -> steps[steps.length - 2])
        .filter(Account::isId);
  }
}
