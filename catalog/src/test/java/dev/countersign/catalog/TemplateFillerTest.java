package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers send stays what it is, and looks like nothing else. */
class TemplateFillerTest {

  private static final String HOSTILE_ACCOUNT = "{account}";
  private static final Place PLACE = new Place("aws", "eu-west-1", "111122223333");
  private static final String TABLE = "arn:{partition}:dynamodb:{region}:{account}:table/";
  private static final String FILLED = "arn:aws:dynamodb:eu-west-1:111122223333:table/";

  private final TemplateFiller filler =
      new TemplateFiller(
          PLACE,
          Map.of(
              "cluster",
              "arn:aws:ecs:eu-west-1:111122223333:cluster/c",
              "odd",
              HOSTILE_ACCOUNT,
              "split",
              "prod/web",
              "several",
              List.of("a"),
              "version",
              3L));

  @ParameterizedTest
  @ValueSource(strings = {HOSTILE_ACCOUNT, "[cluster]", "{}", "$1", "\\", "a/b", "..", "%2F", "ä"})
  void isNoTemplate(String name) {
    assertThat(filler.fill(TABLE + "{}", name)).containsExactly(FILLED + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "prod*",
        "a?",
        "x:y",
        "123456789012:table/prod",
        " prod",
        "prod ",
        "a\nb",
        "a\0"
      })
  void isGivenAsItIsTooWhereItIsNoName(String name) {
    assertThat(filler.fill(TABLE + "{}", name)).containsExactly(FILLED + name, name);
  }

  @Test
  void takesOtherParameters() {
    assertThat(filler.fill("{region}/[cluster]/{}", "s")).containsExactly("eu-west-1/c/s");
    assertThat(filler.fill("[odd]:{}", "s")).containsExactly("{account}:s");
    assertThat(filler.fill("[absent=default]/{}", "s")).containsExactly("default/s");
    assertThat(filler.fill("[absent={account}]:{}", "s")).containsExactly("111122223333:s");
    assertThat(filler.fill("{:}[:version]", "a:b")).containsExactly("a:b:3");
    assertThat(filler.fill("{:}[:absent]", "a")).containsExactly("a");
    assertThat(filler.fill("{lower}", "Prod")).containsExactly("prod");
  }

  /** Else {@code prod/web} could be service web of cluster prod, and service web/s of it. */
  @Test
  void isGivenAsItIsTooWhereAnotherParameterHoldsASeparator() {
    assertThat(filler.fill("service/[split]/{}", "s")).containsExactly("service/prod/web/s", "s");
    assertThat(filler.fill("group:[split]:{}", "s")).containsExactly("group:prod/web:s");
  }

  @Test
  void isNoArnWhereAnotherParameterIsAbsent() {
    assertThat(filler.fill("service/[absent]/{}", "s")).containsExactly("s");
    assertThat(filler.fill("service/[several]/{}", "s")).containsExactly("s");
  }
}
