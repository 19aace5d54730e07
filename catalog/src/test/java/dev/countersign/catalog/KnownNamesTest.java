package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownNamesTest {

  private final Catalog catalog = Catalog.bundled();
  private final KnownNames names = catalog.names();

  /** Whatever a call shows can be written in a rule. */
  @Test
  void everyCallIsOfKnownNames() {
    OperationIndex index = OperationIndex.bundled();
    Requests requests = new Requests();
    Account account = new Account(Requests.ACCOUNT, "test");
    List<String> wrong = new ArrayList<>();
    for (String id : index.ids()) {
      ServiceModel service = index.service(id).orElseThrow();
      for (OperationModel operation : service.operations().values()) {
        Sample sample = requests.of(service, operation, service.protocols().getFirst());
        try {
          AwsCall call = catalog.read(sample.head(), sample.scope(), account, sample.body());
          if (!isKnown(call)) {
            wrong.add(call.service() + " " + call.action() + " " + call.iamActions());
          }
        } catch (Refusal refusal) {
          wrong.add(refusal.getMessage());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private boolean isKnown(AwsCall call) {
    return names.actions().getOrDefault(call.service(), Set.of()).contains(call.action())
        && names.apis().contains(call.api())
        && names.iamActions().containsAll(call.iamActions())
        && names.partitions().contains(call.partition())
        && names.isRegion().test(call.region());
  }

  @Test
  void s3IsSignedUnderSeveralNames() {
    for (String name : List.of("s3", "s3express", "s3-outposts", "s3-object-lambda")) {
      assertThat(names.actions().get(name)).as(name).contains("GetObject", "GetAccessPoint");
    }
    assertThat(names.aliases())
        .containsEntry("cloudwatch", "monitoring")
        .containsEntry("bedrock-runtime", "bedrock");
  }

  @Test
  void aRegionMayOpenTomorrow() {
    for (String region :
        List.of("eu-west-1", "eu-west-9", "mx-north-2", "aws-global", "us-gov-east-2")) {
      assertThat(names.isRegion().test(region)).as(region).isTrue();
    }
    for (String typo : List.of("eu-wset-1", "eu-west-1a", "eu_west_1", "west", "", "-")) {
      assertThat(names.isRegion().test(typo)).as(typo).isFalse();
    }
  }
}
