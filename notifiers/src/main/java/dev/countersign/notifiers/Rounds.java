package dev.countersign.notifiers;

import dev.countersign.approvals.Request;
import dev.countersign.notifiers.Letter.Sent;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one courier has to tell and what it has told, and what comes next. It sends nothing and
 * waits for nothing; one thread uses it.
 */
final class Rounds {

  /** Requests that are known at once; others are not told before there is room. */
  static final int MOST = 10_000;

  private final String notifier;
  private final Pace pace;

  /** By batch and group; what failed last stands last. */
  private final Map<List<String>, Batch> batches = new LinkedHashMap<>();

  /** By request; several of them may share one. */
  private final Map<String, Told> told = new HashMap<>();

  /** The same messages; what failed last stands last. */
  private final Set<Told> messages = new LinkedHashSet<>();

  Rounds(String notifier, Pace pace) {
    this.notifier = notifier;
    this.pace = pace;
  }

  /** What is to be sent. */
  sealed interface Job {
    /** A message that was not sent yet. */
    record Tell(Batch batch, Letter letter) implements Job {}

    /** What became of one that was. */
    record Update(Told told) implements Job {}
  }

  /** What is to be told of one batch to one group. */
  static final class Batch {
    private final List<String> key;
    private final Map<String, Request> waiting = new LinkedHashMap<>();
    private Optional<Letter> tried = Optional.empty();
    private Instant notBefore = Instant.MIN;

    private Batch(List<String> key) {
      this.key = key;
    }

    private boolean isTried(Request request) {
      return tried.stream()
          .flatMap(letter -> letter.requests().stream())
          .anyMatch(it -> it.id().equals(request.id()));
    }

    /** What is over is not told any more, unless it was tried and may have arrived. */
    private void expire(Instant now) {
      tried =
          tried.filter(
              letter ->
                  letter.requests().stream()
                      .map(it -> waiting.getOrDefault(it.id(), it))
                      .anyMatch(it -> !Standing.of(it, now).over()));
      waiting.values().removeIf(it -> Standing.of(it, now).over() && !isTried(it));
    }
  }

  /** A message that went, or was given up, and its requests as they are. */
  static final class Told {
    private final boolean delivered;
    private final Map<String, Request> now = new LinkedHashMap<>();
    private Sent sent;
    private Optional<Instant> tried = Optional.empty();

    private Told(Sent sent, boolean delivered) {
      this.sent = sent;
      this.delivered = delivered;
    }

    Sent sent() {
      return sent;
    }

    /** In the letter's order. */
    List<Request> requests() {
      return List.copyOf(now.values());
    }

    private boolean isStale(Instant at) {
      return now.values().stream()
          .anyMatch(it -> !Standing.of(it, at).equals(sent.said().get(it.id())));
    }

    private boolean isOver(Instant at) {
      return now.values().stream().allMatch(it -> Standing.of(it, at).over());
    }

    private void said(Instant at) {
      Map<String, Standing> said = new LinkedHashMap<>();
      now.forEach((id, request) -> said.put(id, Standing.of(request, at)));
      sent = new Sent(sent.letter(), sent.handle(), said);
      tried = Optional.empty();
    }
  }

  /** Requests that are to be told, or were told and are not over. */
  Set<String> known() {
    Set<String> known = new LinkedHashSet<>(told.keySet());
    batches.values().forEach(batch -> known.addAll(batch.waiting.keySet()));
    return known;
  }

  /** How many are to be told. */
  int waiting() {
    return batches.values().stream().mapToInt(batch -> batch.waiting.size()).sum();
  }

  /**
   * Takes a request as it is now.
   *
   * @return whether there is room for it
   */
  boolean put(Request request, Instant now) {
    Told message = told.get(request.id());
    if (message != null) {
      message.now.put(request.id(), request);
      return true;
    }
    List<String> key = List.of(request.batch(), request.group().name());
    boolean over = Standing.of(request, now).over();
    Batch batch = over ? batches.get(key) : batches.computeIfAbsent(key, Batch::new);
    if (batch == null || (over && !batch.waiting.containsKey(request.id()))) {
      return true;
    }
    if (!batch.waiting.containsKey(request.id()) && isFull()) {
      return false;
    }
    batch.waiting.put(request.id(), request);
    return true;
  }

  boolean isFull() {
    return told.size() + waiting() >= MOST;
  }

  /** There is no such request any more. */
  void forget(String id) {
    batches.values().forEach(batch -> batch.waiting.remove(id));
    Told message = told.remove(id);
    if (message != null) {
      message.now.remove(id);
      messages.removeIf(it -> it.now.isEmpty());
    }
  }

  /** What is to be sent now; who is to be asked comes before who was. */
  Optional<Job> next(Instant now) {
    batches.values().forEach(batch -> batch.expire(now));
    batches.values().removeIf(it -> it.waiting.isEmpty() && !now.isBefore(it.notBefore));
    List.copyOf(messages).stream()
        .filter(it -> !it.delivered && it.isOver(now))
        .forEach(this::drop);
    return nextBatch(now).or(() -> nextChange(now));
  }

  private Optional<Job> nextBatch(Instant now) {
    return batches.values().stream()
        .filter(it -> !it.waiting.isEmpty() && !now.isBefore(it.notBefore))
        .findFirst()
        .map(batch -> new Job.Tell(batch, letter(batch, now)));
  }

  private Letter letter(Batch batch, Instant now) {
    Letter letter =
        batch.tried.orElseGet(() -> Letter.of(notifier, List.copyOf(batch.waiting.values()), now));
    batch.tried = Optional.of(letter);
    return letter;
  }

  private Optional<Job> nextChange(Instant now) {
    return messages.stream()
        .filter(it -> it.delivered && it.isStale(now))
        .findFirst()
        .map(Job.Update::new);
  }

  /** It went, and by this handle it can be changed. */
  void done(Job job, String handle, Instant now) {
    switch (job) {
      case Job.Tell(Batch batch, Letter letter) -> remember(batch, letter, handle, true, now);
      case Job.Update(Told message) -> said(message, now);
    }
  }

  /** It will not go. */
  void drop(Job job, Instant now) {
    switch (job) {
      case Job.Tell(Batch batch, Letter letter) -> remember(batch, letter, "", false, now);
      case Job.Update(Told message) -> said(message, now);
    }
  }

  /**
   * It did not go; others come first now.
   *
   * @return whether it is to be tried again, which has an end
   */
  boolean again(Job job, Instant now) {
    Instant since =
        switch (job) {
          case Job.Tell(Batch batch, Letter letter) -> {
            batches.remove(batch.key);
            batches.put(batch.key, batch);
            yield letter.written();
          }
          case Job.Update(Told message) -> {
            messages.remove(message);
            messages.add(message);
            message.tried = message.tried.or(() -> Optional.of(now));
            yield message.tried.get();
          }
        };
    return now.isBefore(since.plus(pace.giveUp()));
  }

  private void remember(Batch batch, Letter letter, String handle, boolean delivered, Instant now) {
    Told message = new Told(letter.sent(handle), delivered);
    for (Request request : letter.requests()) {
      Request latest = batch.waiting.remove(request.id());
      message.now.put(request.id(), latest == null ? request : latest);
      told.put(request.id(), message);
    }
    messages.add(message);
    batch.tried = Optional.empty();
    batch.notBefore = now.plus(pace.between());
  }

  private void said(Told message, Instant now) {
    message.said(now);
    if (message.isOver(now)) {
      drop(message);
    }
  }

  private void drop(Told message) {
    messages.remove(message);
    message.now.keySet().forEach(told::remove);
  }
}
