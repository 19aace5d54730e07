package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.catalog.OperationModel.Trait;
import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Refusal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A request for every operation, in every protocol of its service, is read back as what it is. */
class EveryOperationTest {

  private final OperationIndex index = OperationIndex.bundled();
  private final Catalog catalog = Catalog.bundled();
  private final Requests requests = new Requests();
  private final Account account = new Account(Requests.ACCOUNT, "test");

  @Test
  void everyOperationOfEveryServiceIsReadBack() {
    Map<Protocol, int[]> table = new EnumMap<>(Protocol.class);
    List<String> wrong = new ArrayList<>();
    for (String id : index.ids()) {
      ServiceModel service = index.service(id).orElseThrow();
      for (OperationModel operation : service.operations().values()) {
        for (Protocol protocol : service.protocols()) {
          int[] counts = table.computeIfAbsent(protocol, key -> new int[2]);
          counts[0]++;
          Optional<String> problem = problem(service, operation, protocol);
          problem.ifPresentOrElse(wrong::add, () -> counts[1]++);
        }
      }
    }
    table.forEach(
        (protocol, counts) ->
            System.out.printf("%-20s %6d of %6d%n", protocol.word(), counts[1], counts[0]));
    assertThat(wrong).isEmpty();
  }

  private Optional<String> problem(
      ServiceModel service, OperationModel operation, Protocol protocol) {
    String what = service.id() + " " + operation.name() + " " + protocol;
    try {
      Requests.Sample sample = requests.of(service, operation, protocol);
      AwsCall call = catalog.read(sample.head(), sample.scope(), account, sample.body());
      boolean same =
          call.service().equals(sample.scope().service())
              && call.region().equals(sample.scope().region())
              && call.partition().equals("aws")
              && isOrLooksLike(service, operation, call);
      return same
          ? Optional.empty()
          : Optional.of(what + ": " + sample.head() + " is " + call.api() + " " + call.action());
    } catch (Refusal | AssertionError e) {
      return Optional.of(what + ": " + e.getMessage());
    }
  }

  /**
   * Some services are one API under two names (RDS is Neptune and DocumentDB too, Q in Connect was
   * Wisdom), and four of S3's operations have a successor on the same URI: nothing on the wire
   * tells these apart. Then the other one has the same form, and the same name but in S3.
   */
  private boolean isOrLooksLike(ServiceModel service, OperationModel operation, AwsCall call) {
    if (call.api().equals(service.api())) {
      return call.action().equals(operation.name())
          || (operation.is(Trait.DEPRECATED)
              && sameForm(operation, service.operation(call.action()).orElseThrow()));
    }
    return call.action().equals(operation.name())
        && index.ids().stream()
            .flatMap(id -> index.service(id).stream())
            .filter(other -> other.api().equals(call.api()))
            .filter(other -> other.signingName().equals(service.signingName()))
            .flatMap(other -> other.operation(operation.name()).stream())
            .anyMatch(other -> sameForm(operation, other));
  }

  private static boolean sameForm(OperationModel one, OperationModel other) {
    return one.method().equals(other.method()) && shape(one).equals(shape(other));
  }

  private static String shape(OperationModel operation) {
    return operation.uri().text().replaceAll("\\{[^}]*}", "{}").replaceAll("/$", "");
  }
}
