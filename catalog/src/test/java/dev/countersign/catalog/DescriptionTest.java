package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Access;
import org.junit.jupiter.api.Test;

/** What the catalog tells of itself. */
class DescriptionTest {

  private final Catalog catalog = Catalog.bundled();

  @Test
  void everyServiceHasOperations() {
    assertThat(catalog.services()).contains("s3", "bedrock-runtime").hasSizeGreaterThan(400);
    assertThat(catalog.describe("Bedrock Runtime")).isEqualTo(catalog.describe("bedrock-runtime"));
    assertThat(catalog.describe("no-such-service")).isEmpty();
  }

  @Test
  void anOperationIsDescribed() {
    Description head =
        catalog.describe("s3").stream()
            .filter(operation -> operation.action().equals("HeadObject"))
            .findFirst()
            .orElseThrow();
    assertThat(head.method()).isEqualTo("HEAD");
    assertThat(head.access()).isEqualTo(Access.READ);
    assertThat(head.ground()).isEqualTo("iam");
    assertThat(head.iamActions()).containsExactly("s3:GetObject");
    assertThat(head.params()).contains("Bucket", "Key", "VersionId");
  }
}
