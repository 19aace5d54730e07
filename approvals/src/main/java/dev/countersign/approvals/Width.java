package dev.countersign.approvals;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What a person who approves a request permits by it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "width")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Width.Once.class, name = "once"),
  @JsonSubTypes.Type(value = Width.SameRequest.class, name = "same-request"),
  @JsonSubTypes.Type(value = Width.Action.class, name = "action"),
  @JsonSubTypes.Type(value = Width.Batch.class, name = "batch")
})
public sealed interface Width {

  /** This request, a single time. */
  record Once() implements Width {}

  /** The same request again, for a while. */
  record SameRequest(Duration duration) implements Width {}

  /**
   * The same operation of the same agent in the same account, for a while.
   *
   * @param calls how many calls, the one that is asked for included; empty for any number
   * @param resourcePattern an ARN or identifier, or how it begins and then {@code *}; empty for any
   *     resource
   */
  record Action(Duration duration, OptionalInt calls, Optional<String> resourcePattern)
      implements Width {}

  /**
   * A run: these operations of the same agent in the same account, for a while.
   *
   * @param actions as {@link Card#operation()} has them, the one that is asked for among them
   */
  record Batch(Set<String> actions, Duration duration) implements Width {
    public Batch {
      actions = Set.copyOf(actions);
    }
  }
}
