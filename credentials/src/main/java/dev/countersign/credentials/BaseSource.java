package dev.countersign.credentials;

import dev.countersign.config.GatewayConfig.BaseCredentials;
import dev.countersign.config.SecretFiles;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Refusal;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProcessCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.utils.IoUtils;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Where the gateway's own credentials come from. Asking blocks, and may run a program. */
final class BaseSource implements Supplier<AwsCredentials>, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BaseSource.class);

  private final String name;
  private final Supplier<AwsCredentials> source;
  private final SdkAutoCloseable resource;

  private BaseSource(String name, Supplier<AwsCredentials> source, SdkAutoCloseable resource) {
    this.name = name;
    this.source = source;
    this.resource = resource;
  }

  /**
   * @param sts who exchanges the token of a web identity
   */
  static BaseSource of(BaseCredentials config, SdkSts sts) {
    return switch (config) {
      case BaseCredentials.DefaultChain _ -> {
        DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
        yield new BaseSource("default", () -> resolve(chain), chain);
      }
      case BaseCredentials.Profile(String profile) -> {
        ProfileCredentialsProvider provider = ProfileCredentialsProvider.create(profile);
        yield new BaseSource("profile " + profile, () -> resolve(provider), provider);
      }
      case BaseCredentials.CredentialProcess process -> {
        ProcessCredentialsProvider provider =
            ProcessCredentialsProvider.builder().command(process.command()).build();
        yield new BaseSource("process", () -> resolve(provider), provider);
      }
      case BaseCredentials.Static key -> new BaseSource("static", () -> read(key), () -> {});
      case BaseCredentials.WebIdentity identity ->
          new BaseSource(
              "web-identity",
              () -> sts.withWebIdentity(identity.roleArn(), TokenFile.read(identity.tokenFile())),
              () -> {});
    };
  }

  /**
   * What the source gives now.
   *
   * @throws Refusal CREDENTIALS_REFUSED where there is nothing, CREDENTIALS_UNREACHABLE where the
   *     source needs somebody who does not answer
   */
  @Override
  public AwsCredentials get() {
    try {
      return source.get();
    } catch (AwsServiceException e) {
      throw StsFailures.refusal("the gateway's own credentials", e, Scrubber::scrub);
    } catch (SdkException
        | InvalidFileException
        | IllegalArgumentException
        | IllegalStateException e) {
      // Not the causes: that of a program that failed quotes what the program printed.
      log.warn(
          "no credentials from the source \"{}\": {}",
          name,
          Scrubber.scrub(String.valueOf(e.getMessage())));
      throw none(e);
    }
  }

  private Refusal none(RuntimeException e) {
    if (e instanceof SdkException && isUnreachable(e)) {
      return new Refusal(
          Failure.CREDENTIALS_UNREACHABLE,
          "the gateway could not reach the source of its own AWS credentials");
    }
    return new Refusal(
        Failure.CREDENTIALS_REFUSED,
        "the gateway has no AWS credentials of its own (credentials.base.source: "
            + name
            + "); trying again does not help, the operator has to provide them");
  }

  private static boolean isUnreachable(Throwable e) {
    Throwable cause = e.getCause();
    return cause != null && (cause instanceof IOException || isUnreachable(cause));
  }

  private static AwsCredentials read(BaseCredentials.Static key) {
    return new AwsCredentials(
        key.accessKeyId(),
        SecretFiles.read(key.secretFile()),
        key.sessionTokenFile().map(SecretFiles::read).orElse(null),
        null);
  }

  private static AwsCredentials resolve(AwsCredentialsProvider provider) {
    var given = provider.resolveCredentials();
    Secret token =
        given instanceof AwsSessionCredentialsIdentity session
            ? Secret.of(session.sessionToken())
            : null;
    return new AwsCredentials(
        given.accessKeyId(),
        Secret.of(given.secretAccessKey()),
        token,
        given.expirationTime().orElse(null));
  }

  @Override
  public void close() {
    IoUtils.closeQuietlyV2(resource, null);
  }
}
