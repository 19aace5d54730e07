package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.CertificateAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code catalog update}, on models that are small enough to see through. */
class CatalogUpdateTest {

  private static final String MODEL =
      """
      {"metadata": {"apiVersion": "2010-08-01", "endpointPrefix": "sts", "protocol": "query",
         "protocols": ["query"], "serviceId": "STS", "signatureVersion": "v4",
         "auth": ["aws.auth#sigv4"]},
       "operations": {
         "AssumeRole": {"name": "AssumeRole", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "Request"}},
         "TeachParrot": {"name": "TeachParrot", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "Request"}}},
       "shapes": {"S": {"type": "string"},
         "Request": {"type": "structure", "members": {"RoleArn": {"shape": "S"}}}}}
      """;

  private static final String PARTITIONS =
      """
      {"partitions": [{"id": "aws", "regionRegex": "^eu-\\\\w+-\\\\d+$",
        "outputs": {"dnsSuffix": "amazonaws.com", "dualStackDnsSuffix": "api.aws",
                    "implicitGlobalRegion": "eu-west-1"},
        "regions": {"eu-west-1": {}}}]}
      """;

  private static final String ENDPOINTS =
      """
      {"partitions": [{"partition": "aws", "regionRegex": "^eu-\\\\w+-\\\\d+$",
        "dnsSuffix": "amazonaws.com", "defaults": {"hostname": "{service}.{region}.{dnsSuffix}"},
        "services": {"sts": {"endpoints": {"eu-west-1": {}}}}}]}
      """;

  @TempDir private Path directory;
  private Path config;
  private Path models;

  @BeforeEach
  void write() throws IOException {
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    String pem = CertificateAuthority.ephemeral("nobody", Clock.systemUTC()).certificatePem();
    config = Sandbox.write(directory, "127.0.0.1:0", "rules: []", nobody, pem);
    models = directory.resolve("wheel");
    Path data = Files.createDirectories(models.resolve("botocore/data"));
    Files.writeString(models.resolve("botocore/__init__.py"), "__version__ = '9.8.7'\n");
    Files.writeString(data.resolve("partitions.json"), PARTITIONS);
    Files.writeString(data.resolve("endpoints.json"), ENDPOINTS);
    Path version = Files.createDirectories(data.resolve("sts/2011-06-15"));
    Files.writeString(version.resolve("service-2.json"), MODEL);
  }

  @Test
  void newerModelsAreTakenInAndLeftAgain() throws IOException {
    Ran update = catalog("update", "--force", models.toString());
    assertThat(update.exit()).as(update.err()).isZero();
    assertThat(update.out())
        .contains("1 services and 2 operations", "new operations   1  sts.TeachParrot")
        .contains("gone services", "at their next start");
    assertThat(catalog("list").out())
        .contains("1 services, 2 operations, updated (botocore 9.8.7)");
    assertThat(catalog("show", "sts.TeachParrot").out()).contains("RoleArn");
    assertThat(catalog("show", "sts.AssumeRole").out())
        .as("what the shipped catalog knows of an operation stays")
        .contains("sts:AssumeRole", "iam");
    assertThat(catalog("update", "--reset").exit()).isZero();
    assertThat(catalog("list", "--json").out()).contains("\"source\" : \"bundled\"", "\"s3\"");
    assertThat(files()).isEmpty();
  }

  @Test
  void onlyItsOwnerCanReadItAndNothingElseIsLeft() throws IOException {
    catalog("update", "--force", models.toString());
    catalog("update", "--force", models.toString());
    assertThat(files()).hasSize(3);
    for (Path file : files()) {
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    assertThat(Files.getPosixFilePermissions(store()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void tooFewServicesAreNoWholeSet() throws IOException {
    Ran update = catalog("update", models.toString());
    assertThat(update.exit()).isEqualTo(1);
    assertThat(update.err()).contains("has 1 services", "--force", "stays what it was");
    assertThat(files()).isEmpty();
  }

  @Test
  void modelsThatAreMissingOrWrongChangeNothing() throws IOException {
    catalog("update", "--force", models.toString());
    List<Path> before = files();
    assertThat(catalog("update", directory.resolve("state").toString()).err())
        .contains("not botocore's data directory");
    assertThat(catalog("update", models.toString(), "--iam", models.toString()).err())
        .contains("not the IAM data");
    Files.writeString(models.resolve("botocore/data/sts/2011-06-15/service-2.json"), "{}");
    assertThat(catalog("update", "--force", models.toString()).exit()).isEqualTo(1);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aDamagedCatalogIsNoCatalog() throws IOException {
    catalog("update", "--force", models.toString());
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      Files.writeString(file, "?");
      Ran list = catalog("list");
      assertThat(list.exit()).as(file.toString()).isEqualTo(1);
      assertThat(list.err()).contains("cannot be used", "catalog update --reset");
      Files.write(file, whole);
    }
    assertThat(catalog("list").exit()).isZero();
  }

  @Test
  void aCatalogOfAnotherFormatIsRefused() throws IOException {
    catalog("update", "--force", models.toString());
    Path current = store().resolve("current.properties");
    Files.writeString(current, Files.readString(current).replaceFirst("format=\\d+", "format=0"));
    assertThat(catalog("list").err()).contains("of format 0", "another version of this program");
    assertThat(catalog("update", "--force", models.toString()).exit()).isZero();
    assertThat(catalog("list").exit()).isZero();
  }

  @Test
  void aDirectoryOrResetIsGivenButNotBoth() {
    assertThat(catalog("update").exit()).isEqualTo(2);
    assertThat(catalog("update", "--reset", models.toString()).exit()).isEqualTo(2);
  }

  private Path store() {
    return directory.resolve("state/catalog");
  }

  private List<Path> files() throws IOException {
    if (Files.notExists(store())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(store())) {
      return files.sorted().toList();
    }
  }

  private Ran catalog(String command, String... arguments) {
    return Ran.of(
        Stream.concat(
                Stream.of("catalog", command, "--config", config.toString()), Stream.of(arguments))
            .toArray());
  }
}
