package dev.countersign.cli;

import dev.countersign.certs.CertificateAuthority;
import dev.countersign.config.GatewayConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ca}: the certificate that agents have to trust. */
@Command(
    name = "ca",
    mixinStandardHelpOptions = true,
    description = "Export the gateway's certificate authority.",
    synopsisSubcommandLabel = "export",
    footer = {"", "Example:  countersign ca export --out countersign-ca.pem"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CaCommand {

  @Spec private CommandSpec spec;

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = {
        "Print the CA certificate as PEM. Its private key never leaves the state directory.",
        "With --bundle, the system's roots come along: variables like AWS_CA_BUNDLE replace the"
            + " system's list instead of adding to it."
      },
      footer = {"", "Example:  countersign ca export --bundle --out ca-bundle.pem"})
  int export(
      @Mixin ConfigOption configOption,
      @Option(names = "--bundle", description = "Add the system's roots.") boolean bundle,
      @Option(
              names = {"-o", "--out"},
              paramLabel = "FILE",
              description = "Write to this file instead of the terminal.")
          @Nullable Path out) {
    GatewayConfig config = configOption.read();
    CertificateAuthority authority =
        CertificateAuthority.open(config.stateDirectory(), Clock.systemUTC());
    String pem = bundle ? authority.bundlePem(System.getenv()) : authority.certificatePem();
    if (out == null) {
      spec.commandLine().getOut().print(pem);
      spec.commandLine().getOut().flush();
      return 0;
    }
    try {
      Files.writeString(out, pem);
    } catch (IOException e) {
      throw new UncheckedIOException(out + " cannot be written: " + e, e);
    }
    spec.commandLine().getErr().println("SHA-256 " + authority.fingerprint() + " -> " + out);
    return 0;
  }
}
