package dev.countersign.cli;

import dev.countersign.model.Headers;
import dev.countersign.model.SigningScope;
import dev.countersign.signer.Presigned;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** {@code presign}: a URL of an S3 object that works without a key. */
@Command(
    name = "presign",
    mixinStandardHelpOptions = true,
    description = {
      "Print a URL that reads or writes one S3 object, for somebody who has no key.",
      "The gateway signs it if a rule permits the operation with aws.auth == \"mint\". The URL holds"
          + " for everybody who has it, until it expires.",
      "A URL that another tool presigned with the placeholder key is exchanged as it is."
    },
    footer = {
      "",
      "Example:  countersign presign s3://reports/2026.csv",
      "          countersign presign -X PUT s3://inbox/upload.bin --expires-in 300",
      "          countersign presign \"$(aws s3 presign s3://reports/2026.csv)\""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PresignCommand implements Callable<Integer> {

  @Mixin private MintOption mint;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "URL",
      description = "s3://BUCKET/KEY, an https:// URL of S3, or one that is presigned already.")
  private String target;

  @Option(
      names = {"-X", "--method"},
      paramLabel = "METHOD",
      defaultValue = "GET",
      description = "GET, HEAD or PUT (default: ${DEFAULT-VALUE}).")
  private String method;

  @Option(
      names = "--expires-in",
      paramLabel = "SECONDS",
      defaultValue = "900",
      description = "How long it holds, at most 3600 (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--header",
      paramLabel = "NAME=VALUE",
      description = "A header that whoever uses the URL has to send; may be repeated.")
  private Map<String, String> header = new TreeMap<>();

  @Override
  public Integer call() {
    Headers headers = Headers.EMPTY;
    for (Map.Entry<String, String> field : header.entrySet()) {
      headers = headers.plus(field.getKey(), field.getValue());
    }
    Presigned minted =
        target.contains("X-Amz-Signature=")
            ? mint.client().exchange(method, target, headers)
            : mint.client()
                .mint(
                    method,
                    url(),
                    headers,
                    new SigningScope(mint.region(), "s3"),
                    Duration.ofSeconds(seconds));
    Map<String, String> object = new LinkedHashMap<>();
    object.put("url", minted.url());
    object.put("expires", minted.expires().toString());
    spec.commandLine().getOut().println(mint.shown(minted.url(), object));
    spec.commandLine().getOut().flush();
    return 0;
  }

  /**
   * The bucket stands in the host where TLS can name it (Amazon S3 User Guide, "Virtual hosting").
   */
  private URI url() {
    if (!target.startsWith("s3://")) {
      if (!target.startsWith("https://")) {
        throw new ParameterException(
            spec.commandLine(), target + " is no URL (expected: s3://BUCKET/KEY or https://...)");
      }
      return MintClient.url(target);
    }
    List<String> parts = List.of(target.substring("s3://".length()).split("/", 2));
    if (parts.size() != 2 || parts.getFirst().isEmpty() || parts.getLast().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), target + " names no object (expected: s3://BUCKET/KEY)");
    }
    String host = "s3." + mint.region() + "." + mint.suffix();
    String key = SdkHttpUtils.urlEncodeIgnoreSlashes(parts.getLast());
    return MintClient.url(
        parts.getFirst().matches("[a-z0-9-]+")
            ? "https://" + parts.getFirst() + "." + host + "/" + key
            : "https://" + host + "/" + parts.getFirst() + "/" + key);
  }
}
