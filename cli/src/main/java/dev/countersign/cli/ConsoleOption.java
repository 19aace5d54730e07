package dev.countersign.cli;

import dev.countersign.config.GatewayConfig;
import dev.countersign.config.OperatorsConfig.PersonConfig;
import dev.countersign.config.SecretFiles;
import dev.countersign.model.Secret;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which console is asked, and as whom. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ConsoleOption {

  @Mixin private ConfigOption configOption;

  @Option(
      names = "--console",
      paramLabel = "URL",
      description = "The console. Without it: $COUNTERSIGN_CONSOLE, then the configuration's.")
  private @Nullable URI console;

  @Option(
      names = "--as",
      paramLabel = "PERSON",
      description =
          "Who decides, by the token-file that the configuration names. Without it:"
              + " $COUNTERSIGN_TOKEN, then the only token that can be read.")
  private @Nullable String person;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The token of who decides; for a console elsewhere.")
  private @Nullable Path tokenFile;

  private final Map<String, String> environment;

  ConsoleOption() {
    this(System.getenv());
  }

  ConsoleOption(Map<String, String> environment) {
    this.environment = environment;
  }

  /** What is asked; the caller closes it. */
  ConsoleClient client() {
    return new ConsoleClient(url(), token());
  }

  private URI url() {
    return Optional.ofNullable(console)
        .or(() -> variable("COUNTERSIGN_CONSOLE").map(URI::create))
        .orElseGet(() -> url(configOption.read()));
  }

  private static URI url(GatewayConfig config) {
    return config
        .operators()
        .console()
        .map(it -> it.url().orElseGet(() -> URI.create("http://" + Listing.address(it.listen()))))
        .orElseThrow(
            () ->
                new CliException(
                    config.source()
                        + " has no console (see docs/console.md), and so nobody decides"));
  }

  private Secret token() {
    if (tokenFile != null) {
      return SecretFiles.read(tokenFile);
    }
    if (person == null) {
      Optional<String> given = variable("COUNTERSIGN_TOKEN");
      if (given.isPresent()) {
        return Secret.of(given.get());
      }
    }
    return SecretFiles.read(person == null ? onlyToken() : tokenOf(person));
  }

  private Path tokenOf(String name) {
    return Optional.ofNullable(configOption.read().operators().people().get(name))
        .flatMap(PersonConfig::tokenFile)
        .orElseThrow(
            () -> new CliException("the configuration has no token-file for a person " + name));
  }

  private Path onlyToken() {
    List<Path> readable =
        configOption.read().operators().people().values().stream()
            .flatMap(it -> it.tokenFile().stream())
            .filter(Files::isReadable)
            .toList();
    if (readable.size() != 1) {
      throw new CliException(
          readable.isEmpty()
              ? "there is no token to be read; make one: countersign people token FILE"
              : "there are the tokens of several people; choose one: --as PERSON");
    }
    return readable.getFirst();
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(it -> !it.isEmpty());
  }
}
