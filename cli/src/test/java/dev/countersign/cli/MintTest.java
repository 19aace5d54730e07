package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Headers;
import dev.countersign.testkit.ReceivedCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed URLs and tokens: made by the gateway for the agent, and used by somebody without one. */
class MintTest extends MintSandbox {

  @TempDir private static Path directory;

  @Override
  Path directory() {
    return directory;
  }

  @Test
  void aStrangerReadsTheOneObject() throws IOException {
    String url =
        run(0, "presign", "s3://staging-reports/2026/january.txt", "--region", "us-east-1");
    assertThat(sandbox.aws().calls()).extracting(ReceivedCall::action).doesNotContain("GetObject");
    assertThat(use("GET", url, "", "").status()).isEqualTo(200);
    assertThat(use("GET", url.replace("january.txt", "february.txt"), "", "").status())
        .isEqualTo(403);
    assertThat(use("DELETE", url, "", "").status()).isEqualTo(403);
    assertThat(use("PUT", url, "", "mine").status()).isEqualTo(403);
    assertThat(use("GET", url.replace("Expires=900", "Expires=9000"), "", "").status())
        .isEqualTo(403);
    assertThat(use("GET", url + "&versionId=1", "", "").status()).isEqualTo(403);
  }

  @Test
  void aStrangerWritesWhatTheUrlSays() throws IOException {
    String url =
        run(
            0,
            "presign",
            "-X",
            "PUT",
            "s3://staging-reports/in",
            "--header",
            "content-type=text/csv");
    assertThat(use("PUT", url, "Content-Type: text/csv\r\n", "a,b").status()).isEqualTo(200);
    assertThat(use("PUT", url, "Content-Type: text/html\r\n", "a,b").status()).isEqualTo(403);
    assertThat(use("GET", url, "Content-Type: text/csv\r\n", "").status()).isEqualTo(403);
  }

  @Test
  void whatAnotherToolPresignedIsExchanged() throws IOException {
    String made =
        presigned("GET", "https://s3.us-east-1.amazonaws.com/staging-reports/2026/january.txt", 60);
    assertThat(use("GET", made, "", "").status()).isEqualTo(403);
    JsonNode minted = JSON.readTree(run(0, "presign", made, "--json"));
    assertThat(minted.path("url").asText()).doesNotContain(KEY);
    assertThat(Instant.parse(minted.path("expires").asText()))
        .isBefore(Instant.now().plusSeconds(61));
    assertThat(use("GET", minted.path("url").asText(), "", "").status()).isEqualTo(200);
  }

  /** Made offline by the placeholder key, in the agent's own environment. */
  @Test
  void whatTheAwsCliMakesIsExchanged() throws Exception {
    Clients.needs("aws", "--version");
    MintClient client = new MintClient(environment, Optional.of("staging"));
    String object =
        aws("s3", "presign", "s3://staging-reports/2026/january.txt", "--expires-in", "60");
    String url = client.exchange("GET", object, Headers.EMPTY).url();
    assertThat(use("GET", url, "", "").status()).isEqualTo(200);

    String token =
        JSON.readTree(aws("eks", "get-token", "--cluster-name", "staging"))
            .path("status")
            .path("token")
            .asText();
    String placeholder =
        new String(
            Base64.getUrlDecoder().decode(token.substring("k8s-aws-v1.".length())),
            StandardCharsets.UTF_8);
    String identity =
        client.exchange("GET", placeholder, Headers.of("x-k8s-aws-id", "staging")).url();
    assertThat(use("GET", identity, "x-k8s-aws-id: staging\r\n", "").body())
        .contains("222222222222");

    String password =
        aws(
            "rds",
            "generate-db-auth-token",
            "--hostname=db.c1.us-east-1.rds.amazonaws.com",
            "--port=5432",
            "--username=app");
    assertThat(client.exchange("GET", "https://" + password, Headers.EMPTY).url())
        .startsWith("https://" + password.substring(0, password.indexOf("X-Amz-Credential")))
        .doesNotContain(KEY);
  }

  private String aws(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("aws"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    setup.applyTo(builder.environment());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.strip();
  }

  @Test
  void kubectlGetsATokenOfTheClusterThatIsPermitted() throws IOException {
    JsonNode credential =
        JSON.readTree(run(0, "token", "eks", "--cluster-name", "staging", "--region", "us-east-1"));
    assertThat(credential.path("kind").asText()).isEqualTo("ExecCredential");
    assertThat(credential.path("apiVersion").asText()).isEqualTo("client.authentication.k8s.io/v1");
    assertThat(Instant.parse(credential.path("status").path("expirationTimestamp").asText()))
        .isBetween(Instant.now().plusSeconds(600), Instant.now().plusSeconds(900));
    String token = credential.path("status").path("token").asText();
    assertThat(token).startsWith("k8s-aws-v1.").doesNotContain("=");
    String url =
        new String(
            Base64.getUrlDecoder().decode(token.substring("k8s-aws-v1.".length())),
            StandardCharsets.UTF_8);
    // As aws-iam-authenticator uses it.
    RawAgent.Answer cluster = use("GET", url, "x-k8s-aws-id: staging\r\n", "");
    assertThat(cluster.status()).isEqualTo(200);
    assertThat(cluster.body()).contains("222222222222").contains("assumed-role");
    assertThat(use("GET", url, "x-k8s-aws-id: prod\r\n", "").status()).isEqualTo(403);
    assertThat(use("GET", url, "", "").status()).isEqualTo(403);
  }

  @Test
  void anotherClusterIsAnotherCall() {
    String said = run(1, "token", "eks", "--cluster-name", "prod", "--region", "us-east-1");
    assertThat(said)
        .contains("no rule allows sts:GetCallerIdentity")
        .contains("allow: aws.auth == \"mint\" && aws.service == \"sts\"");
  }

  @Test
  void aDatabaseGetsItsPassword() throws IOException {
    String password =
        run(
            0,
            "token",
            "rds",
            "--hostname",
            "db.c1.us-east-1.rds.amazonaws.com",
            "--port",
            "5432",
            "--username",
            "app",
            "--region",
            "us-east-1");
    assertThat(password)
        .startsWith("db.c1.us-east-1.rds.amazonaws.com:5432/?Action=connect&DBUser=app&X-Amz-")
        .contains("X-Amz-Expires=900")
        .contains("X-Amz-Security-Token=")
        .doesNotContain(KEY);
    assertThat(
            run(
                1,
                "token",
                "rds",
                "--hostname",
                "db.c1.us-east-1.rds.amazonaws.com",
                "--port",
                "5432",
                "--username",
                "root",
                "--region",
                "us-east-1"))
        .contains("no rule allows rds-db:connect");
    assertThat(
            run(
                1,
                "token",
                "dsql",
                "--hostname",
                "abc.dsql.us-east-1.on.aws",
                "--region",
                "us-east-1"))
        .contains("approval");
    assertThat(sandbox.aws().calls()).allMatch(call -> call.action().equals("AssumeRole"));
  }

  @Test
  void gitGetsUserAndPasswordForTheRepositoryThatIsPermitted() throws IOException {
    MintClient client = new MintClient(environment, Optional.of("staging"));
    List<String> answer =
        git("protocol=https\nhost=git-codecommit.us-east-1.amazonaws.com\npath=v1/repos/site\n\n")
            .orElseThrow()
            .answer(client)
            .lines()
            .toList();
    assertThat(answer.get(0)).matches("username=ASIA[A-Z0-9]{16}%\\S+").doesNotContain(KEY);
    assertThat(answer.get(1)).matches("password=[0-9]{8}T[0-9]{6}Z[0-9a-f]{64}");
    assertThat(answer.get(2)).matches("password_expiry_utc=[0-9]{10}");
    GitCredential other =
        git("protocol=https\nhost=git-codecommit.us-east-1.amazonaws.com\npath=v1/repos/other\n")
            .orElseThrow();
    assertThatThrownBy(() -> other.answer(client))
        .hasMessageContaining("no rule allows codecommit:GitPush");
    assertThat(git("protocol=https\nhost=github.com\npath=a/b\n")).isEmpty();
    assertThat(git("protocol=http\nhost=git-codecommit.us-east-1.amazonaws.com\npath=a\n"))
        .isEmpty();
    assertThatThrownBy(() -> git("protocol=https\nhost=git-codecommit.us-east-1.amazonaws.com\n"))
        .hasMessageContaining("credential.UseHttpPath");
    assertThat(run(0, "token", "codecommit", "store")).isEmpty();
  }

  private static Optional<GitCredential> git(String question) throws IOException {
    return GitCredential.read(new ByteArrayInputStream(question.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void everythingIsOnRecordAndNoSecretIs() throws IOException {
    String url =
        run(0, "presign", "s3://staging-reports/2026/january.txt", "--region", "us-east-1");
    List<JsonNode> records = records("GetObject");
    JsonNode outcome = records.getLast();
    assertThat(records.get(records.size() - 2).path("phase").asText()).isEqualTo("intent");
    assertThat(outcome.path("phase").asText()).isEqualTo("outcome");
    assertThat(outcome.path("call").path("auth").asText()).isEqualTo("mint");
    assertThat(outcome.path("call").path("resource").asText())
        .isEqualTo("arn:aws:s3:::staging-reports/2026/january.txt");
    assertThat(outcome.path("rule").asText()).isEqualTo("objects to hand out");
    assertThat(outcome.path("session").path("role").asText()).contains("222222222222");
    String audit = Files.readString(sandbox.config().audit().file());
    assertThat(audit).doesNotContain("X-Amz-Signature").doesNotContain("X-Amz-Security-Token");
    for (AwsCredentials real : sandbox.aws().sessionCredentials()) {
      assertThat(url).doesNotContain(real.secretAccessKey().reveal());
      assertThat(audit)
          .doesNotContain(real.secretAccessKey().reveal())
          .doesNotContain(real.accessKeyId());
    }
  }

  @Test
  void theSameRequestAgainIsAnotherUrlOnRecord() throws IOException {
    String made =
        presigned("GET", "https://s3.us-east-1.amazonaws.com/staging-reports/2026/january.txt", 60);
    int before = records("GetObject").size();
    run(0, "presign", made);
    run(0, "presign", made);
    assertThat(records("GetObject")).hasSize(before + 4);
  }
}
