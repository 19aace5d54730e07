package dev.countersign.catalog;

import dev.countersign.catalog.OperationModel.Trait;
import java.util.Map;
import java.util.Optional;

/**
 * Which service a request is for, and which of its operations.
 *
 * @param operation empty where none of the service's operations fits
 * @param labels what the path's labels stand for, by their names in the template
 * @param form the form's parameters in the query and ec2 protocols, wherever they stood
 */
record Found(
    ServiceModel service,
    Protocol protocol,
    Optional<OperationModel> operation,
    Map<String, String> labels,
    Parameters form) {

  static Found operation(ServiceModel service, Protocol protocol, String name) {
    return new Found(service, protocol, service.operation(name), Map.of(), Parameters.NONE);
  }

  static Found nothing(ServiceModel service) {
    Protocol first = service.protocols().getFirst();
    return new Found(service, first, Optional.empty(), Map.of(), Parameters.NONE);
  }

  /** The operation's name; empty where there is none. */
  String action() {
    return operation.map(OperationModel::name).orElse("");
  }

  boolean is(Trait trait) {
    return operation.filter(known -> known.is(trait)).isPresent();
  }
}
