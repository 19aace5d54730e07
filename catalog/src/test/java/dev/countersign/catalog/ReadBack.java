package dev.countersign.catalog;

import dev.countersign.catalog.OperationModel.Trait;
import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads a request that was made for an operation, and says in what it is read as another. */
final class ReadBack {

  private final OperationIndex index;
  private final Catalog catalog = Catalog.bundled();
  private final Account account = new Account(Requests.ACCOUNT, "test");
  private final Map<String, List<ServiceModel>> bySigningName;

  ReadBack(OperationIndex index) {
    this.index = index;
    this.bySigningName =
        services().stream().collect(Collectors.groupingBy(ServiceModel::signingName));
  }

  List<ServiceModel> services() {
    return index.ids().stream().map(id -> index.service(id).orElseThrow()).toList();
  }

  AwsCall read(Sample sample) {
    return catalog.read(sample.head(), sample.scope(), account, sample.body());
  }

  /** Empty where the sample is read as {@code operation}, in its partition. */
  Optional<String> problem(
      Sample sample, ServiceModel service, OperationModel operation, String partition) {
    try {
      AwsCall call = read(sample);
      boolean same =
          call.known()
              && call.service().equals(sample.scope().service())
              && call.region().equals(sample.scope().region())
              && call.partition().equals(partition)
              && isOrLooksLike(service, operation, call);
      return same
          ? Optional.empty()
          : Optional.of(
              sample.head()
                  + " is "
                  + call.api()
                  + " "
                  + call.action()
                  + " in "
                  + call.partition());
    } catch (Refusal e) {
      return Optional.of(sample.head() + ": " + e.getMessage());
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
        && bySigningName.getOrDefault(service.signingName(), List.of()).stream()
            .filter(other -> other.api().equals(call.api()))
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
