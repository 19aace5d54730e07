package dev.countersign.cli;

import dev.countersign.certs.TrustedRoots;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What an agent's process has, as {@code run} and {@code env} set it: the way to the gateway and
 * the placeholder profiles. Commands that work as the agent read nothing else, and in particular no
 * configuration of the gateway's.
 */
record AgentEnvironment(Map<String, String> variables) {

  private static final String HOW =
      " (run this command by countersign run --account NAME -- ..., or after"
          + " eval \"$(countersign env --account NAME)\")";

  /** The gateway: the agent's HTTPS_PROXY. */
  InetSocketAddress proxy() {
    URI proxy =
        URI.create(
            value("https_proxy")
                .or(() -> value("HTTPS_PROXY"))
                .orElseThrow(
                    () ->
                        new CliException(
                            "HTTPS_PROXY is not set, so there is no gateway to ask" + HOW)));
    if (proxy.getHost() == null || proxy.getPort() < 0) {
      throw new CliException("HTTPS_PROXY is no http://HOST:PORT" + HOW);
    }
    return new InetSocketAddress(proxy.getHost(), proxy.getPort());
  }

  /** Trusts the roots of the agent's AWS_CA_BUNDLE. */
  SSLContext trust() {
    String bundle =
        value("AWS_CA_BUNDLE")
            .orElseThrow(
                () ->
                    new CliException(
                        "AWS_CA_BUNDLE is not set, so the gateway cannot be told from others"
                            + HOW));
    try (InputStream pem = Files.newInputStream(Path.of(bundle))) {
      return new TrustedRoots(CertificateFactory.getInstance("X.509").generateCertificates(pem))
          .context();
    } catch (IOException | CertificateException e) {
      throw new CliException("AWS_CA_BUNDLE " + bundle + " cannot be used: " + e.getMessage());
    }
  }

  /** The region that is meant where a command names none. */
  String region() {
    return value("AWS_REGION")
        .or(() -> value("AWS_DEFAULT_REGION"))
        .orElseThrow(
            () -> new CliException("the region is not set (expected: --region, or AWS_REGION)"));
  }

  /**
   * The placeholder key of a profile.
   *
   * @param profile empty: the one of AWS_PROFILE, or else the default one
   */
  AwsCredentials credentials(Optional<String> profile) {
    String name = profile.or(() -> value("AWS_PROFILE")).orElse("default");
    Path file =
        value("AWS_SHARED_CREDENTIALS_FILE")
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".aws", "credentials"));
    try {
      Map<String, String> keys = CredentialsFile.profile(Files.readString(file), name);
      String id = keys.get("aws_access_key_id");
      String secret = keys.get("aws_secret_access_key");
      if (id == null || secret == null) {
        throw new CliException(
            "%s has no profile [%s] with a key (expected: one that `countersign profiles` prints)"
                .formatted(file, name));
      }
      return new AwsCredentials(id, Secret.of(secret), null, null);
    } catch (IOException e) {
      throw new CliException("the credentials file " + file + " cannot be read" + HOW);
    }
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  /** Without the values: the proxy's may hold a secret. */
  @Override
  public String toString() {
    return "environment of " + variables.size() + " variables";
  }
}
