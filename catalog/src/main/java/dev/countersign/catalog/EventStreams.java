package dev.countersign.catalog;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Operations whose body is a stream of events. They are known from the head alone, and so is what
 * they act on; what the events say comes after the verdict and is read by nobody but AWS.
 */
final class EventStreams {

  /** Members that name a resource or a role, as far as events have any. */
  private static final Pattern NAMING =
      Pattern.compile("(?i).*(arn|role|bucket|bucketname|uri|location|keyid)");

  private EventStreams() {}

  /**
   * Holds the form of the body, which the signer goes by, against the operation, which the rules go
   * by. Events in another form would not be verified one by one; another body in this form is
   * something that AWS might read otherwise.
   *
   * @throws Refusal AMBIGUOUS, or SIGNATURE_UNSUPPORTED for events that are not signed as such
   */
  static void check(Found found, RequestHead head) {
    boolean sent =
        head.headers().all("x-amz-content-sha256").stream()
            .anyMatch(word -> word.toUpperCase(Locale.ROOT).endsWith("-EVENTS"));
    boolean taken = found.operation().filter(OperationModel::takesEvents).isPresent();
    if (sent && !taken) {
      throw new Refusal(
          Failure.AMBIGUOUS,
          "x-amz-content-sha256 says that the body is a stream of events, which "
              + (found.action().isEmpty() ? "no known operation" : found.action())
              + " does not take");
    }
    if (taken && !sent) {
      throw new Refusal(
          Failure.SIGNATURE_UNSUPPORTED,
          found.action()
              + " takes a stream of events, which has to be signed event by event:"
              + " x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-EVENTS");
    }
  }

  /** Whether an event could name a resource, a role or another account. */
  static boolean mayName(Found found) {
    return found
        .operation()
        .flatMap(operation -> operation.members(MemberModel.Location.PAYLOAD).findFirst())
        .filter(events -> mayName(found.service(), events.value(), new HashSet<>()))
        .isPresent();
  }

  private static boolean mayName(ServiceModel service, Shape.Value value, Set<Integer> seen) {
    if (value.shape() == Shape.Value.FREE || !seen.add(value.shape())) {
      return false;
    }
    return switch (service.shapes().get(value.shape())) {
      case Shape.Listing listing -> mayName(service, listing.element(), seen);
      case Shape.Mapping mapping -> mayName(service, mapping.element(), seen);
      case Shape.Structure(FieldSet fields) -> {
        for (Shape.Field field : fields) {
          if (NAMING.matcher(field.name()).matches() || mayName(service, field.value(), seen)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }
}
