package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.AwsCall;
import dev.countersign.model.IdempotencyToken;
import dev.countersign.model.IdempotencyToken.Carrier;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdempotencyTokensTest {

  private static final String UUID = "0b6a1f2e-6c1d-4c7e-9d59-3f1f5a2b7c10";

  private final OperationIndex index = OperationIndex.bundled();
  private final Catalog catalog = Catalog.bundled();

  @Test
  void aFormsTokenIsFound() {
    ServiceModel ec2 = index.service("ec2").orElseThrow();
    Sample sample =
        new Requests()
            .of(ec2, ec2.operation("RunInstances").orElseThrow(), ec2.protocols().getFirst());
    AwsCall call =
        new ReadBack(index).read(sample.withContent(sample.content() + "&ClientToken=" + UUID));
    assertThat(catalog.idempotencyToken(call))
        .contains(new IdempotencyToken(Carrier.BODY, "ClientToken", UUID));
  }

  @Test
  void itsNameIsThatOnTheWire() {
    assertThat(token("EC2", "RunInstances", Map.of())).isEmpty();
    assertThat(token("S3 Control", "CreateJob", Map.of("ClientRequestToken", UUID)))
        .contains(new IdempotencyToken(Carrier.BODY, "ClientRequestToken", UUID));
    assertThat(everyCarrier())
        .containsExactlyInAnyOrder(Carrier.BODY, Carrier.QUERY, Carrier.HEADER);
  }

  /** Somebody who chose the value meant something by it. */
  @Test
  void onlyAUuidIsOneThatWasMadeUp() {
    for (Object chosen :
        List.of(
            "night-run",
            UUID.toUpperCase(Locale.ROOT),
            "{" + UUID + "}",
            UUID + "\n",
            UUID.replace("-", ""),
            List.of(UUID),
            7L)) {
      assertThat(token("EC2", "RunInstances", Map.of("ClientToken", chosen)))
          .as("%s", chosen)
          .isEmpty();
    }
  }

  /** The trait alone does not make one: this is the query that is stopped. */
  @Test
  void anIdIsNone() {
    assertThat(token("Athena", "StopQueryExecution", Map.of("QueryExecutionId", UUID))).isEmpty();
  }

  @Test
  void ofTwoNeitherCounts() {
    OperationModel run = index.service("ec2").orElseThrow().operation("RunInstances").orElseThrow();
    MemberModel token =
        run.members().stream().filter(MemberModel::madeUp).findFirst().orElseThrow();
    MemberModel other =
        new MemberModel("IdempotencyToken", "Other", token.location(), token.value(), false, true);
    OperationModel both =
        new OperationModel(
            run.name(),
            run.method(),
            run.uri(),
            run.hostPrefix(),
            run.traits(),
            List.of(token, other),
            run.iam());
    Found found = found(both);
    IdempotencyTokens tokens = new IdempotencyTokens();
    assertThat(
            tokens.of(
                found,
                call("EC2", "RunInstances", Map.of("ClientToken", UUID, "IdempotencyToken", UUID))))
        .isEmpty();
    assertThat(tokens.of(found, call("EC2", "RunInstances", Map.of("IdempotencyToken", UUID))))
        .contains(new IdempotencyToken(Carrier.BODY, "Other", UUID));
  }

  private Found found(OperationModel operation) {
    ServiceModel ec2 = index.service("ec2").orElseThrow();
    Found known = Found.operation(ec2, Protocol.EC2, operation.name());
    return new Found(ec2, known.protocol(), Optional.of(operation), known.labels(), known.form());
  }

  private List<Carrier> everyCarrier() {
    return index.ids().stream()
        .map(id -> index.service(id).orElseThrow())
        .flatMap(
            service ->
                service.operations().values().stream()
                    .flatMap(
                        operation ->
                            operation.members().stream()
                                .filter(MemberModel::madeUp)
                                .flatMap(
                                    member ->
                                        token(
                                            service.api(),
                                            operation.name(),
                                            Map.of(member.name(), UUID))
                                            .stream())))
        .map(IdempotencyToken::carrier)
        .distinct()
        .toList();
  }

  private Optional<IdempotencyToken> token(String api, String action, Map<String, Object> params) {
    return catalog.idempotencyToken(call(api, action, params));
  }

  private static AwsCall call(String api, String action, Map<String, Object> params) {
    return Planted.call(api, action, params);
  }
}
