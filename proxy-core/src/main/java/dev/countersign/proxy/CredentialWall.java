package dev.countersign.proxy;

import dev.countersign.model.AwsCall;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * No real credential leaves: what no rule can allow. An operation whose answer carries credentials
 * for AWS itself is refused, and so is one that the catalog cannot name, since nobody can say that
 * it is not such an operation.
 *
 * <p>Secret values that open other things ({@code secretsmanager:GetSecretValue}) are the
 * operator's to permit, by a rule.
 */
final class CredentialWall {

  private static final Set<String> ISSUERS = load();

  private CredentialWall() {}

  /**
   * @throws Refusal DENIED
   */
  static void check(AwsCall call) {
    if (!call.known()) {
      throw new Refusal(
          Failure.DENIED,
          "the request to "
              + call.service()
              + " fits no operation that is known here, so it cannot be allowed");
    }
    if (ISSUERS.contains(call.service() + ":" + call.action())) {
      throw new Refusal(
          Failure.DENIED,
          call.service()
              + ":"
              + call.action()
              + " would answer with real AWS credentials, which never leave the gateway;"
              + " use the placeholder profile of the account that you need");
    }
  }

  private static Set<String> load() {
    InputStream list =
        Objects.requireNonNull(
            CredentialWall.class.getResourceAsStream("credential-issuers.txt"),
            "the list of credential issuers is part of this module");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split("\\s+", 2)[0])
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
