package dev.countersign.config;

import dev.countersign.config.GatewayConfig.BaseCredentials;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code credentials.base}. */
final class BaseCredentialsReader {

  private static final Path MISSING = Path.of("missing");

  private final Function<String, Path> path;

  BaseCredentialsReader(Function<String, Path> path) {
    this.path = path;
  }

  /** The SDK's default chain where the file says nothing. What is missing is noted. */
  BaseCredentials read(Fields root) {
    Optional<Fields> base = ConfigKeys.CREDENTIALS.in(root).flatMap(ConfigKeys.BASE::in);
    if (base.isEmpty()) {
      return new BaseCredentials.DefaultChain();
    }
    Fields fields = base.get();
    String source = ConfigKeys.SOURCE.in(fields).orElse("default");
    return switch (source) {
      case "profile" ->
          new BaseCredentials.Profile(ConfigKeys.PROFILE_NAME.requiredIn(fields).orElse(""));
      case "static" ->
          new BaseCredentials.Static(
              ConfigKeys.ACCESS_KEY_ID.requiredIn(fields).orElse(""),
              ConfigKeys.SECRET_FILE.requiredIn(fields).map(path).orElse(MISSING),
              ConfigKeys.SESSION_TOKEN_FILE.in(fields).map(path));
      case "process" ->
          new BaseCredentials.CredentialProcess(
              ConfigKeys.COMMAND.requiredIn(fields).orElse(List.of()));
      case "web-identity" ->
          new BaseCredentials.WebIdentity(
              ConfigKeys.ROLE_ARN.requiredIn(fields).orElse(""),
              ConfigKeys.TOKEN_FILE.requiredIn(fields).map(path).orElse(MISSING));
      default -> new BaseCredentials.DefaultChain();
    };
  }
}
