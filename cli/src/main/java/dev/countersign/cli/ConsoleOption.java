package dev.countersign.cli;

import dev.countersign.config.GatewayConfig;
import dev.countersign.config.OperatorsConfig.PersonConfig;
import dev.countersign.config.SecretFiles;
import dev.countersign.config.Urls;
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
  private @Nullable String console;

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

  private static final String TOKEN = "COUNTERSIGN_TOKEN";

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
        .or(() -> variable("COUNTERSIGN_CONSOLE"))
        .map(ConsoleOption::named)
        .orElseGet(() -> configured(configOption.read()));
  }

  private static URI named(String text) {
    URI url =
        Urls.place(text)
            .orElseThrow(
                () ->
                    CliException.misuse(
                        ApprovalText.plain(text) + " is no console (expected: https://HOST)"));
    if (Urls.isUnprotected(url)) {
      throw CliException.misuse(
          url + " is http beyond this machine (expected: https, since the token passes there)");
    }
    return url;
  }

  private static URI configured(GatewayConfig config) {
    return config
        .operators()
        .console()
        .map(it -> it.url().orElseGet(() -> Listing.local(it.listen())))
        .orElseThrow(
            () ->
                new CliException(
                    config.source()
                        + " has no console (see docs/console.md), and so nobody decides"));
  }

  private Secret token() {
    Optional<String> given = variable(TOKEN).filter(_ -> tokenFile == null && person == null);
    Secret token = given.map(Secret::of).orElseGet(() -> SecretFiles.read(file()));
    // It goes into a header; what is refused there would be shown.
    if (!token.reveal().matches("[!-~]+")) {
      throw new CliException(
          (given.isPresent() ? "$" + TOKEN : file().toString())
              + " holds no token (expected: visible ASCII characters; make one: countersign people"
              + " token FILE)");
    }
    return token;
  }

  private Path file() {
    if (tokenFile != null) {
      return tokenFile;
    }
    return person == null ? onlyToken() : tokenOf(person);
  }

  private Path tokenOf(String name) {
    return Optional.ofNullable(configOption.read().operators().people().get(name))
        .flatMap(PersonConfig::tokenFile)
        .orElseThrow(
            () ->
                new CliException(
                    "%s has no token-file for %s (expected: one of %s)"
                        .formatted(
                            configOption.read().source(),
                            ApprovalText.plain(name),
                            String.join(", ", withToken()))));
  }

  private List<String> withToken() {
    return configOption.read().operators().people().values().stream()
        .filter(it -> it.tokenFile().isPresent())
        .map(PersonConfig::name)
        .toList();
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
              ? "there is no token to be read; make one, countersign people token FILE, and name it"
                  + " as a token-file under people"
              : "there are the tokens of several people; choose one: --as "
                  + String.join("|", withToken()));
    }
    return readable.getFirst();
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(it -> !it.isEmpty());
  }
}
