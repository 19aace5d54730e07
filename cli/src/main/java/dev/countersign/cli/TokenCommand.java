package dev.countersign.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.model.Headers;
import dev.countersign.model.SigningScope;
import dev.countersign.signer.Presigned;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code token}: passwords that AWS tools make by themselves out of a key. Made of a placeholder
 * they are worth nothing, so the gateway makes them, where a rule permits it.
 */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = {
      "Print a token for a cluster or a database that takes IAM's word for who connects.",
      "The gateway makes it if a rule permits the connection with aws.auth == \"mint\". It holds for"
          + " at most 15 minutes."
    },
    synopsisSubcommandLabel = "KIND",
    footer = {
      "",
      "Example:  countersign token eks --cluster-name staging",
      "          PGPASSWORD=\"$(countersign token rds --hostname db.abc.eu-west-1.rds.amazonaws.com"
          + " --port 5432 --username app)\" psql ..."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TokenCommand implements Runnable {

  static final Duration LIFETIME = Duration.ofMinutes(15);

  /** Tools renew a token when it has expired: better a little before it has. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what the token is for is missing");
  }

  @Command(
      name = "eks",
      mixinStandardHelpOptions = true,
      description =
          "A token for a Kubernetes cluster of EKS, as an ExecCredential for kubectl's exec plugin.",
      footer = {
        "",
        "Example:  countersign token eks --cluster-name staging",
        "",
        "In a kubeconfig:  users: [{name: agent, user: {exec: {",
        "    apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never,",
        "    command: countersign, args: [token, eks, --cluster-name, staging]}}}]"
      })
  int eks(
      @Mixin MintOption mint,
      @Option(
              names = {"--cluster-name", "--cluster-id"},
              required = true,
              paramLabel = "NAME",
              description = "The cluster.")
          String cluster,
      @Option(names = "--raw", description = "Print the token alone.") boolean raw) {
    Presigned minted =
        mint.client()
            .mint(
                "GET",
                url(
                    "sts." + mint.region() + "." + mint.suffix(),
                    "Action",
                    "GetCallerIdentity",
                    "Version",
                    "2011-06-15"),
                Headers.of("x-k8s-aws-id", cluster),
                new SigningScope(mint.region(), "sts"),
                LIFETIME);
    String token = "k8s-aws-v1." + base64(minted.url());
    return print(raw ? mint.shown(token, object(token, minted)) : execCredential(token, minted));
  }

  @Command(
      name = "rds",
      mixinStandardHelpOptions = true,
      description = "A password for a database of RDS or Aurora.",
      footer = {
        "",
        "Example:  countersign token rds --hostname db.abc.eu-west-1.rds.amazonaws.com --port 5432"
            + " --username app"
      })
  int rds(
      @Mixin MintOption mint,
      @Option(names = "--hostname", required = true, description = "The database's own host.")
          String host,
      @Option(names = "--port", required = true, description = "Its port.") int port,
      @Option(names = "--username", required = true, description = "The database's user.")
          String user) {
    return password(mint, url(host + ":" + port, "Action", "connect", "DBUser", user), "rds-db");
  }

  @Command(
      name = "dsql",
      mixinStandardHelpOptions = true,
      description = "A password for a cluster of Aurora DSQL.",
      footer = {
        "",
        "Example:  countersign token dsql --hostname abc.dsql.eu-west-1.on.aws --admin"
      })
  int dsql(
      @Mixin MintOption mint,
      @Option(names = "--hostname", required = true, description = "The cluster's host.")
          String host,
      @Option(names = "--admin", description = "For the user admin.") boolean admin) {
    return password(mint, url(host, "Action", admin ? "DbConnectAdmin" : "DbConnect"), "dsql");
  }

  @Command(
      name = "elasticache",
      mixinStandardHelpOptions = true,
      description = "A password for a cache of ElastiCache.",
      footer = {"", "Example:  countersign token elasticache --cache-name sessions --username app"})
  int elasticache(
      @Mixin MintOption mint,
      @Option(
              names = "--cache-name",
              required = true,
              description = "The replication group or the serverless cache.")
          String cache,
      @Option(names = "--username", required = true, description = "The cache's user.") String user,
      @Option(names = "--serverless", description = "It is a serverless cache.")
          boolean serverless) {
    URI url =
        serverless
            ? url(cache, "Action", "connect", "User", user, "ResourceType", "ServerlessCache")
            : url(cache, "Action", "connect", "User", user);
    return password(mint, url, "elasticache");
  }

  @Command(
      name = "memorydb",
      mixinStandardHelpOptions = true,
      description = "A password for a cluster of MemoryDB.",
      footer = {"", "Example:  countersign token memorydb --cluster-name sessions --username app"})
  int memorydb(
      @Mixin MintOption mint,
      @Option(names = "--cluster-name", required = true, description = "The cluster.")
          String cluster,
      @Option(names = "--username", required = true, description = "The cluster's user.")
          String user) {
    return password(mint, url(cluster, "Action", "connect", "User", user), "memorydb");
  }

  @Command(
      name = "msk",
      mixinStandardHelpOptions = true,
      description = "A token for the clusters of MSK in a region (SASL/OAUTHBEARER).",
      footer = {"", "Example:  countersign token msk --region eu-west-1"})
  int msk(@Mixin MintOption mint) {
    Presigned minted =
        minted(
            mint,
            url("kafka." + mint.region() + "." + mint.suffix(), "Action", "kafka-cluster:Connect"),
            "kafka-cluster");
    String token = base64(minted.url() + "&User-Agent=countersign");
    return print(mint.shown(token, object(token, minted)));
  }

  @Command(
      name = "codecommit",
      mixinStandardHelpOptions = true,
      description = {
        "User name and password for Git over HTTPS at AWS CodeCommit, as a credential helper of Git.",
        "One password pulls and pushes: the rule that permits it permits codecommit:GitPush. Git"
            + " itself speaks to CodeCommit's own host, which has to be among hosts.tunnel."
      },
      footer = {
        "",
        "Example:  git config --global credential.UseHttpPath true",
        "          git config --global credential.helper '!countersign token codecommit $@'"
      })
  int codecommit(
      @Mixin MintOption mint,
      @Parameters(
              arity = "0..1",
              defaultValue = "get",
              paramLabel = "OPERATION",
              description =
                  "What Git asks for: get; store and erase do nothing, as nothing is kept.")
          String operation)
      throws IOException {
    Optional<GitCredential> asked =
        operation.equals("get") ? GitCredential.read(System.in) : Optional.empty();
    return asked.map(git -> print(git.answer(mint.client()))).orElse(CommandLine.ExitCode.OK);
  }

  /** The URL without its scheme is the password. */
  private int password(MintOption mint, URI url, String service) {
    Presigned minted = minted(mint, url, service);
    String token = minted.url().substring("https://".length());
    return print(mint.shown(token, object(token, minted)));
  }

  private static Presigned minted(MintOption mint, URI url, String service) {
    return mint.client()
        .mint("GET", url, Headers.EMPTY, new SigningScope(mint.region(), service), LIFETIME);
  }

  private static URI url(String authority, String... query) {
    StringBuilder text = new StringBuilder("https://").append(authority).append('/');
    for (int i = 0; i < query.length; i += 2) {
      text.append(i == 0 ? '?' : '&')
          .append(query[i])
          .append('=')
          .append(URLEncoder.encode(query[i + 1], StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return MintClient.url(text.toString());
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> object(String token, Presigned minted) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("token", token);
    object.put("expires", minted.expires().toString());
    return object;
  }

  /** Kubernetes, "client-go credential plugins"; in the version that kubectl asks for. */
  private static String execCredential(String token, Presigned minted) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put(
        "expirationTimestamp",
        minted.expires().minus(MARGIN).truncatedTo(ChronoUnit.SECONDS).toString());
    status.put("token", token);
    Map<String, Object> credential = new LinkedHashMap<>();
    credential.put("kind", "ExecCredential");
    credential.put("apiVersion", apiVersion());
    credential.put("spec", Map.of());
    credential.put("status", status);
    try {
      return new ObjectMapper().writeValueAsString(credential);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are JSON", e);
    }
  }

  private static String apiVersion() {
    String beta = "client.authentication.k8s.io/v1beta1";
    return Optional.ofNullable(System.getenv("KUBERNETES_EXEC_INFO"))
        .filter(info -> info.contains(beta))
        .map(_ -> beta)
        .orElse("client.authentication.k8s.io/v1");
  }

  private int print(String text) {
    spec.commandLine().getOut().println(text);
    spec.commandLine().getOut().flush();
    return CommandLine.ExitCode.OK;
  }
}
