package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.catalog.MemberModel.Location;
import dev.countersign.catalog.OperationModel.Trait;
import dev.countersign.model.Access;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compiler, on models that are small enough to see through. */
class CatalogCompilerTest {

  private static final String MODEL =
      """
      {"metadata": {"apiVersion": "2020-01-01", "endpointPrefix": "parrots", "protocol": "rest-json",
         "protocols": ["rest-json", "carrier-pigeon"], "serviceId": "Parrot Shop",
         "signingName": "parrot", "auth": ["aws.auth#sigv4"]},
       "operations": {
         "GetParrot": {"name": "GetParrot2020_01_01", "readonly": true,
           "auth": ["aws.auth#sigv4", "smithy.api#httpBearerAuth"],
           "http": {"method": "GET", "requestUri": "/parrots/{Name}?plumage"},
           "endpoint": {"hostPrefix": "data-"}, "input": {"shape": "GetParrotRequest"}},
         "Teach": {"name": "Teach", "authtype": "none", "deprecated": true,
           "http": {"method": "POST", "requestUri": "/parrots/{Name}/words/"},
           "input": {"shape": "TeachRequest"}}},
       "shapes": {
         "S": {"type": "string"}, "N": {"type": "long"}, "B": {"type": "blob", "sensitive": true},
         "Hush": {"type": "string", "sensitive": true},
         "GetParrotRequest": {"type": "structure", "required": ["Name"], "members": {
           "Name": {"shape": "S", "location": "uri", "locationName": "Name"},
           "MaxAge": {"shape": "N", "location": "querystring", "locationName": "max-age"},
           "Once": {"shape": "S", "location": "header", "locationName": "x-once",
             "idempotencyToken": true},
           "Body": {"shape": "S"}}},
         "TeachRequest": {"type": "structure", "payload": "Words", "members": {
           "Words": {"shape": "B"}, "Tags": {"shape": "Tags"}}},
         "Tags": {"type": "list", "flattened": true,
           "member": {"shape": "Tag", "locationName": "item"}},
         "Tag": {"type": "structure", "members": {
           "Key": {"shape": "S", "locationName": "key", "xmlAttribute": true},
           "Ring": {"shape": "Hush"}, "More": {"shape": "More"}}},
         "More": {"type": "map", "key": {"shape": "Hush"}, "value": {"shape": "Tags"}}}}
      """;

  private static final String RULES =
      """
      {"rules": [{"endpoint": {"url": "https://parrots.{Region}.{PartitionResult#dnsSuffix}/shop",
         "properties": {"authSchemes": [{"name": "sigv4", "signingName": "parrots-fixed",
         "signingRegion": "{PartitionResult#implicitGlobalRegion}"}]}}},
        {"rules": [{"endpoint": {"url": {"ref": "Endpoint"}}},
                   {"endpoint": {"url": "{url#scheme}://{Bucket}.{url#authority}"}}]}]}
      """;

  private static final String PARTITIONS =
      """
      {"partitions": [{"id": "aws", "regionRegex": "^eu-\\\\w+-\\\\d+$",
        "outputs": {"dnsSuffix": "amazonaws.com", "dualStackDnsSuffix": "api.aws",
                    "implicitGlobalRegion": "us-east-1"},
        "regions": {"eu-west-2": {}, "eu-west-1": {}}}]}
      """;

  private static final String ENDPOINTS =
      """
      {"partitions": [{"partition": "aws", "regionRegex": "^eu-\\\\w+-\\\\d+$",
        "dnsSuffix": "amazonaws.com", "defaults": {"hostname": "{service}.{region}.{dnsSuffix}"},
        "services": {"parrots": {"endpoints": {
          "eu-west-1": {}, "eu-west-2": {},
          "aws-global": {"hostname": "parrots.amazonaws.com",
                         "credentialScope": {"region": "us-east-1"}}}}}}]}
      """;

  private static final String ACTIONS =
      """
      {"getparrot": {"name": "GetPARROT", "accessLevel": "Read", "resourceTypes": [
         {"name": "cage", "required": false}, {"name": "parrot", "required": true}]},
       "unknownhere": {"name": "UnknownHere", "accessLevel": "Write", "resourceTypes": []}}
      """;

  private static final String TYPES =
      """
      {"parrot": {"arn": "arn:${Partition}:parrot:${Region}:${Account}:parrot/${ParrotName}"},
       "cage": {"arn": "arn:${Partition}:parrot:${Region}:${Account}:cage/${CageId}"}}
      """;

  @TempDir private Path directory;

  @BeforeEach
  void writeModels() throws IOException {
    Path version = Files.createDirectories(directory.resolve("data/parrots/2020-01-01"));
    Path old = Files.createDirectories(directory.resolve("data/parrots/2010-01-01"));
    Files.writeString(old.resolve("service-2.json"), "not even JSON");
    Files.writeString(version.resolve("service-2.json"), MODEL);
    Files.writeString(
        Files.createDirectories(iam().resolve("actions")).resolve("parrot.json"), ACTIONS);
    Files.writeString(
        Files.createDirectories(iam().resolve("resourceTypes")).resolve("parrot.json"), TYPES);
    Files.writeString(directory.resolve("data/partitions.json"), PARTITIONS);
    Files.writeString(directory.resolve("data/endpoints.json"), ENDPOINTS);
    try (OutputStream out =
        new GZIPOutputStream(
            Files.newOutputStream(version.resolve("endpoint-rule-set-1.json.gz")))) {
      out.write(RULES.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void readsTheNewestVersionOfAServiceAndSurvivesTheIndex() throws IOException {
    ServiceModel service = compiled().service("parrots").orElseThrow();
    assertThat(service.api()).isEqualTo("Parrot Shop");
    assertThat(service.signingName()).isEqualTo("parrot");
    assertThat(service.protocols()).containsExactly(Protocol.REST_JSON);
    assertThat(service.operations()).containsOnlyKeys("GetParrot", "Teach");
  }

  /** Catalogs that operators took in are in the old format: who changes this raises the number. */
  @Test
  void writesTheFormatOfItsNumber() throws IOException {
    compiled();
    try (InputStream in =
        new GZIPInputStream(
            Files.newInputStream(directory.resolve("out").resolve(OperationIndex.RESOURCE)))) {
      assertThat(
              OperationIndex.FORMAT + "\n" + new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(
              String.join(
                  "\t",
                  "3\nparrots",
                  "Parrot Shop",
                  "parrot",
                  "parrots",
                  "2020-01-01",
                  "",
                  "",
                  "rest-json",
                  "[!item^m1|{@key=Key^s,Ring^S,More^M2|<key,value^l0",
                  "GetParrot|GET|/parrots/{Name}?plumage|data-|rb|u!Name^s,qmax-age=MaxAge^i,h~x-once=Once^s,bBody^s|"
                      + "R parrot:GetPARROT arn:{partition}:parrot:{region}:{account}:parrot/[Name]",
                  "Teach|POST|/parrots/{Name}/words/||dno|pWords^S,bTags^l0|\n"));
    }
  }

  @Test
  void keepsBindingsAndTraits() throws IOException {
    ServiceModel service = compiled().service("parrots").orElseThrow();
    OperationModel get = service.operation("GetParrot").orElseThrow();
    assertThat(get.uri().literals()).containsExactly(Map.entry("plumage", ""));
    assertThat(get.hostPrefix()).isEqualTo("data-");
    assertThat(get.traits()).containsExactly(Trait.READONLY, Trait.BEARER);
    assertThat(get.members())
        .containsExactly(
            new MemberModel(
                "Name",
                "Name",
                Location.LABEL,
                Shape.Value.of(MemberModel.Type.STRING),
                true,
                false),
            new MemberModel(
                "MaxAge",
                "max-age",
                Location.QUERY,
                Shape.Value.of(MemberModel.Type.INTEGER),
                false,
                false),
            new MemberModel(
                "Once",
                "x-once",
                Location.HEADER,
                Shape.Value.of(MemberModel.Type.STRING),
                false,
                true),
            new MemberModel(
                "Body",
                "Body",
                Location.BODY,
                Shape.Value.of(MemberModel.Type.STRING),
                false,
                false));
    assertThat(service.operation("Teach").orElseThrow().traits())
        .containsExactly(Trait.DEPRECATED, Trait.UNSIGNED, Trait.OPAQUE_BODY);
  }

  /** Of any type, at any depth, and a map as a whole where its names are. */
  @Test
  void keepsWhatIsSensitive() throws IOException {
    ServiceModel service = compiled().service("parrots").orElseThrow();
    OperationModel teach = service.operation("Teach").orElseThrow();
    assertThat(teach.members())
        .extracting(member -> member.value().sensitive())
        .containsExactly(true, false);
    assertThat(service.shapes().get(1))
        .isInstanceOfSatisfying(
            Shape.Structure.class,
            tag ->
                assertThat(tag.fields())
                    .extracting(field -> field.name() + " " + field.value().sensitive())
                    .containsExactly("Key false", "Ring true", "More true"));
  }

  @Test
  void joinsWhatIamKnows() throws IOException {
    ServiceModel service = compiled().service("parrots").orElseThrow();
    assertThat(service.operation("GetParrot").orElseThrow().iam())
        .contains(
            new IamModel(
                Access.READ,
                List.of("parrot:GetPARROT"),
                List.of("arn:{partition}:parrot:{region}:{account}:parrot/[Name]")));
    assertThat(service.operation("Teach").orElseThrow().iam()).isEmpty();
  }

  @Test
  void gathersHostsFromRuleSetAndList() throws IOException {
    EndpointData data = EndpointCompiler.compile(new ModelDirectory(directory.resolve("data")));
    assertThat(data.partitions().getFirst().regions()).containsExactly("eu-west-1", "eu-west-2");
    assertThat(data.services().get("parrots"))
        .satisfies(
            service -> {
              assertThat(service.hostPrefixes()).containsExactly("data-");
              assertThat(service.hosts())
                  .contains(
                      new EndpointData.Host(
                          "parrots.{Region}.{dnsSuffix}", "", "parrots-fixed", "{globalRegion}"));
              assertThat(service.hosts())
                  .anyMatch(host -> host.template().equals("parrots.amazonaws.com"))
                  .noneMatch(host -> host.template().contains("url#"));
            });
  }

  @Test
  void givesTheSameBytesTwice() throws IOException {
    CatalogCompiler.compile(directory.resolve("data"), iam(), directory.resolve("one"));
    CatalogCompiler.compile(directory.resolve("data"), iam(), directory.resolve("two"));
    for (String name : List.of(EndpointData.RESOURCE, OperationIndex.RESOURCE)) {
      assertThat(Files.readAllBytes(directory.resolve("one").resolve(name)))
          .isEqualTo(Files.readAllBytes(directory.resolve("two").resolve(name)));
    }
  }

  @Test
  void saysWhichFileIsMissing() throws IOException {
    Files.delete(directory.resolve("data/partitions.json"));
    assertThatThrownBy(
            () ->
                CatalogCompiler.compile(directory.resolve("data"), iam(), directory.resolve("out")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("partitions.json");
  }

  private Path iam() {
    return directory.resolve("iam");
  }

  private OperationIndex compiled() throws IOException {
    CatalogCompiler.compile(directory.resolve("data"), iam(), directory.resolve("out"));
    return OperationIndex.read(
        Files.newInputStream(directory.resolve("out").resolve(OperationIndex.RESOURCE)));
  }
}
