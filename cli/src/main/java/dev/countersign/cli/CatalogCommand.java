package dev.countersign.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.catalog.Catalog;
import dev.countersign.catalog.Description;
import dev.countersign.config.Suggestion;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code catalog}: what the gateway knows of AWS. */
@Command(
    name = "catalog",
    mixinStandardHelpOptions = true,
    description = "Print what the gateway knows of AWS's services and operations.",
    synopsisSubcommandLabel = "(list | show)",
    footer = {
      "",
      "Example:  countersign catalog list",
      "          countersign catalog show dynamodb.PutItem"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CatalogCommand {

  @Spec private CommandSpec spec;

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Print the services, one a line.",
      footer = {"", "Example:  countersign catalog list"})
  int list() {
    PrintWriter out = spec.commandLine().getOut();
    Catalog.bundled().services().forEach(out::println);
    out.flush();
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Print the operations of a service, or all that is known of one operation.",
      footer = {"", "Example:  countersign catalog show s3.DeleteObject"})
  int show(
      @Parameters(paramLabel = "SERVICE[.OPERATION]", description = "As in: s3, s3.GetObject")
          String name,
      @Option(names = "--json", description = "Print JSON.") boolean json)
      throws JsonProcessingException {
    int dot = name.lastIndexOf('.');
    String service = dot < 0 ? name : name.substring(0, dot);
    List<Description> known = operations(service);
    List<Description> shown =
        dot < 0 ? known : List.of(operation(known, service, name.substring(dot + 1)));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(shown.stream().map(CatalogCommand::fields).toList()));
    } else if (dot < 0) {
      shown.forEach(
          o ->
              out.println("%-12s %s".formatted(o.access().word(), o.service() + "." + o.action())));
    } else {
      fields(shown.getFirst())
          .forEach((key, value) -> out.println("%-20s %s".formatted(key, value)));
    }
    out.flush();
    return 0;
  }

  private static List<Description> operations(String service) {
    Catalog catalog = Catalog.bundled();
    List<Description> known = catalog.describe(service);
    if (known.isEmpty()) {
      throw new CliException(
          "no service \"" + service + "\"" + Suggestion.hint(service, catalog.services()));
    }
    return known;
  }

  private static Description operation(List<Description> known, String service, String action) {
    return known.stream()
        .filter(operation -> operation.action().equals(action))
        .findFirst()
        .orElseThrow(
            () ->
                new CliException(
                    service
                        + " has no operation \""
                        + action
                        + "\""
                        + Suggestion.hint(
                            action, known.stream().map(Description::action).toList())));
  }

  /** Under the names that rules and audit records use. */
  private static Map<String, Object> fields(Description operation) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("service", operation.signingName());
    fields.put("api", operation.api());
    fields.put("action", operation.action());
    fields.put("request", operation.method() + " " + operation.uri());
    fields.put("access", operation.access().word());
    fields.put("access_from", operation.ground());
    fields.put("iam_actions", operation.iamActions());
    fields.put("returns_credentials", operation.returnsCredentials());
    fields.put("runs_code", operation.runsCode());
    fields.put("params", operation.params());
    return fields;
  }
}
