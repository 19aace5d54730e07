package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.AwsCall;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * For every service, in each of its protocols, requests of operations that change something are
 * dressed up as one that reads. Whatever is added, each stays the operation that it is, or is
 * refused, or is not known; it is never another one.
 */
class DecoyTest {

  private static final List<String> DESTRUCTIVE =
      List.of("Delete", "Terminate", "Remove", "Put", "Create", "Update", "Stop", "Send");

  private static final List<String> HARMLESS = List.of("Get", "Describe", "List", "Search");

  private static final Set<Failure> REFUSALS =
      Set.of(Failure.AMBIGUOUS, Failure.UNREADABLE, Failure.BODY_TOO_LARGE);

  private static final int PER_SERVICE = 3;

  private final ReadBack readBack = new ReadBack(OperationIndex.bundled());
  private final Requests requests = new Requests();
  private final Tally tally = new Tally("decoy");

  @Test
  void nothingTurnsAWriteIntoAnythingElse() {
    for (ServiceModel service : readBack.services()) {
      Optional<String> harmless = starting(service, HARMLESS).findFirst().map(OperationModel::name);
      for (OperationModel operation : starting(service, DESTRUCTIVE).limit(PER_SERVICE).toList()) {
        for (Protocol protocol : service.protocols()) {
          Sample sample = requests.of(service, operation, protocol);
          Decoy.Of of = new Decoy.Of(service, protocol, harmless.orElse("GetNothing"));
          Decoy.ALL.stream()
              .filter(decoy -> decoy.applies().test(of))
              .forEach(decoy -> check(decoy, of, sample, operation));
        }
      }
    }
    tally.print();
    assertThat(tally.problems()).isEmpty();
    assertThat(tally.total()).isGreaterThan(50_000);
  }

  private void check(Decoy decoy, Decoy.Of of, Sample sample, OperationModel operation) {
    Sample dressed = decoy.dress().apply(sample, of);
    String outcome = outcome(dressed, operation.name());
    tally.count(decoy.name(), outcome);
    boolean unseen = decoy.carrier() && outcome.equals("same");
    if (unseen || !Set.of("same", "refused", "unknown").contains(outcome)) {
      tally.wrong(
          "%s %s %s with %s is %s: %s"
              .formatted(
                  of.service().id(),
                  of.protocol(),
                  operation.name(),
                  decoy.name(),
                  outcome,
                  dressed.head()));
    }
  }

  private String outcome(Sample sample, String name) {
    try {
      AwsCall call = readBack.read(sample);
      if (!call.known()) {
        return "unknown";
      }
      return call.action().equals(name) ? "same" : call.action();
    } catch (Refusal refusal) {
      return REFUSALS.contains(refusal.failure()) ? "refused" : refusal.failure().name();
    }
  }

  /** One operation for each beginning, in the order of the beginnings. */
  private static Stream<OperationModel> starting(ServiceModel service, List<String> beginnings) {
    return beginnings.stream()
        .flatMap(
            beginning ->
                service.operations().values().stream()
                    .filter(operation -> operation.name().startsWith(beginning))
                    .limit(1));
  }
}
