package dev.countersign.catalog;

import dev.countersign.model.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Joins the IAM data to the operations: by the reviewed list's names where it has some, else by the
 * operation's own name under its service's signing name or id.
 */
final class IamCompiler {

  private final IamDirectory data;
  private final IamNames names = new IamNames();

  IamCompiler(IamDirectory data) {
    this.data = data;
  }

  ServiceModel join(ServiceModel service) throws IOException {
    SortedMap<String, OperationModel> operations = new TreeMap<>();
    for (OperationModel operation : service.operations().values()) {
      Optional<IamModel> iam = model(service, operation);
      operations.put(operation.name(), iam.map(operation::with).orElse(operation));
    }
    return service.with(operations);
  }

  /** Empty where the data does not know one of the actions. */
  private Optional<IamModel> model(ServiceModel service, OperationModel operation)
      throws IOException {
    for (List<String> candidate : names.candidates(service, operation)) {
      List<IamDirectory.Action> actions = new ArrayList<>();
      for (String name : candidate) {
        data.action(name).ifPresent(actions::add);
      }
      if (actions.size() == candidate.size()) {
        return Optional.of(model(operation, actions));
      }
    }
    return Optional.empty();
  }

  private static IamModel model(OperationModel operation, List<IamDirectory.Action> actions) {
    Access access = actions.getFirst().access();
    Set<String> resources = new LinkedHashSet<>();
    for (IamDirectory.Action action : actions) {
      access = IamModel.stronger(access, action.access());
      action
          .resources()
          .forEach(
              (type, arn) -> ArnTemplates.fill(operation, type, arn).ifPresent(resources::add));
    }
    return new IamModel(
        access, actions.stream().map(IamDirectory.Action::name).toList(), List.copyOf(resources));
  }
}
