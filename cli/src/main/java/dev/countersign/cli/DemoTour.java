package dev.countersign.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.console.ApiJson;
import dev.countersign.console.ApiJson.Approval;
import dev.countersign.testkit.ReceivedCall;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The calls of the demo, each with what the agent saw, what AWS saw, and whether that was meant.
 */
final class DemoTour {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Sandbox sandbox;
  private final DemoPerson person;
  private final PrintWriter out;
  private boolean asPromised = true;

  DemoTour(Sandbox sandbox, DemoPerson person, PrintWriter out) {
    this.sandbox = sandbox;
    this.person = person;
    this.out = out;
  }

  /** Makes the calls and prints them; false where one of them did not end as it should have. */
  boolean walk() {
    out.println("Countersign demo");
    out.println(
        "  gateway          "
            + Listing.address(sandbox.gateway().address())
            + "   (the agent's HTTPS_PROXY)");
    out.println(
        "  stand-in for AWS "
            + Listing.address(sandbox.aws().address())
            + "   (verifies every signature, knows no placeholder)");
    out.println(
        "  console          "
            + DemoPerson.console(sandbox)
            + "   (where "
            + person.name()
            + " decides)");
    out.println("  accounts         " + Listing.accounts(sandbox.config()));
    out.println("  rules            " + sandbox.gateway().rules().current().describe());
    try (DemoAgent agent = new DemoAgent(sandbox.gateway())) {
      calls(agent);
    }
    records();
    out.flush();
    return asPromised;
  }

  private void calls(DemoAgent agent) {
    allowed(
        "Who am I? The same question, asked with two placeholder keys.",
        "aws --profile staging sts get-caller-identity",
        () -> agent.client(StsClient.builder(), "staging").getCallerIdentity().arn());
    allowed(
        null,
        "aws --profile prod sts get-caller-identity",
        () -> agent.client(StsClient.builder(), "prod").getCallerIdentity().arn());

    S3Client staging = agent.client(S3Client.builder(), "staging");
    S3Client prod = agent.client(S3Client.builder(), "prod");
    allowed(
        "Reads are allowed in both accounts.",
        "aws --profile staging s3 ls",
        () -> buckets(staging));
    allowed(null, "aws --profile prod s3 ls", () -> buckets(prod));
    allowed(
        null,
        "aws --profile prod dynamodb list-tables",
        () ->
            "tables: " + agent.client(DynamoDbClient.builder(), "prod").listTables().tableNames());

    allowed(
        "A change in staging is allowed.",
        "aws --profile staging s3api create-bucket --bucket scratch",
        () -> "created " + staging.createBucket(b -> b.bucket("scratch")).location());
    allowed(
        null,
        "echo hello | aws --profile staging s3 cp - s3://scratch/notes/hello.txt",
        () ->
            "stored, ETag "
                + staging
                    .putObject(
                        b -> b.bucket("scratch").key("notes/hello.txt"),
                        RequestBody.fromString("hello\n"))
                    .eTag());
    asked(
        "Deleting asks a person. The call is held until " + person.name() + " has decided.",
        "aws --profile staging s3api delete-object --bucket scratch --key notes/hello.txt",
        () -> {
          staging.deleteObject(b -> b.bucket("scratch").key("notes/hello.txt"));
          return "deleted";
        });
    denied(
        "The same change in production is denied, and the agent is told why.",
        "aws --profile prod s3api create-bucket --bucket scratch-prod",
        () -> prod.createBucket(b -> b.bucket("scratch-prod")).location());
  }

  private static String buckets(S3Client s3) {
    return "buckets: " + s3.listBuckets().buckets().stream().map(Bucket::name).toList();
  }

  private void allowed(@Nullable String title, String command, Supplier<String> call) {
    announce(title, command);
    finished(call);
  }

  private void finished(Supplier<String> call) {
    try {
      out.println("    " + call.get());
      ReceivedCall seen = sandbox.aws().calls().getLast();
      out.println("    AWS saw " + seen.action() + ", signed by " + seen.principal());
    } catch (AwsServiceException e) {
      asPromised = false;
      out.println("    UNEXPECTED: " + e.getMessage());
    }
  }

  /** The call is made in the background, and the person approves it through the console's API. */
  private void asked(String title, String command, Supplier<String> call) {
    announce(title, command);
    try (ConsoleClient console = person.at(sandbox);
        ExecutorService background = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<String> held = CompletableFuture.supplyAsync(call, background);
      Approval asked = pending(console);
      ApprovalText.card(asked).lines().forEach(line -> out.println("    | " + line));
      out.println("  $ countersign approvals approve " + asked.id() + " --comment \"go ahead\"");
      out.flush();
      console.send(
          "POST",
          "/approvals/" + asked.id() + "/approve",
          new ApiJson.Approve("once", null, null, null, null, "go ahead"),
          Approval.class);
      finished(() -> outcome(held));
    }
  }

  private static Approval pending(ConsoleClient console) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      List<Approval> waiting =
          console.get("/approvals?state=pending", ApiJson.Approvals.class).approvals();
      if (!waiting.isEmpty()) {
        return waiting.getFirst();
      }
      pause();
    }
    throw new CliException("the call that should wait for approval does not wait");
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted");
    }
  }

  private static String outcome(CompletableFuture<String> call) {
    try {
      return call.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AwsServiceException refused) {
        throw refused;
      }
      throw new CliException("the call failed: " + e.getCause());
    }
  }

  private void denied(String title, String command, Supplier<String> call) {
    announce(title, command);
    int before = sandbox.aws().calls().size();
    try {
      out.println("    UNEXPECTED: " + call.get());
      asPromised = false;
    } catch (AwsServiceException e) {
      asPromised &= e.statusCode() == 403 && sandbox.aws().calls().size() == before;
      out.println(
          "    " + e.awsErrorDetails().errorCode() + ": " + e.awsErrorDetails().errorMessage());
      out.println("    AWS saw nothing");
    }
  }

  private void announce(@Nullable String title, String command) {
    out.println();
    if (title != null) {
      out.println(title);
    }
    out.println("  $ " + command);
    out.flush();
  }

  /** The last records of the audit log, one line each. */
  private void records() {
    out.println();
    out.println("What the audit log holds of it:");
    ObjectMapper json = new ObjectMapper();
    try {
      List<String> lines = Files.readAllLines(sandbox.config().audit().file());
      for (String line : lines) {
        JsonNode entry = json.readTree(line);
        if (entry.path("phase").asText().equals("outcome")) {
          out.println(summary(entry));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the audit log cannot be read: " + e, e);
    }
  }

  private static String summary(JsonNode entry) {
    JsonNode call = entry.path("call");
    return "  %-8s %-7s %-9s %-28s %-30s %s"
        .formatted(
            entry.path("agent").asText(),
            entry.path("verdict").asText(),
            call.path("account_name").asText(),
            call.path("service").asText() + ":" + call.path("action").asText(),
            "rule \"" + entry.path("rule").asText() + "\"",
            call.path("resource").asText());
  }
}
