package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedTest {

  private static final String D = "arn:aws:dynamodb:eu-west-1:222222222222:";

  /** Names, and what they become; a star stands for all below. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          arn:aws:s3:::b/k                        | arn:aws:s3:::b/k
          arn:aws:s3:::b/x arn:aws:s3:::b/y       | arn:aws:s3:::b/*
          arn:aws:s3:::b/x arn:aws:s3:::b         | arn:aws:s3:::b arn:aws:s3:::b/x
          arn:aws:s3:::a arn:aws:s3:::b           | arn:aws:s3:::a arn:aws:s3:::b
          arn:aws:s3:::b/x arn:aws:s3:::b/y arn:aws:s3:::b/y/z | arn:aws:s3:::b/*
          arn:aws:sqs:e:2:a arn:aws:sqs:e:2:b     | arn:aws:sqs:e:2:a arn:aws:sqs:e:2:b
          arn:aws:x:e:2:table/a arn:aws:x:e:2:table/b | arn:aws:x:e:2:table/a arn:aws:x:e:2:table/b
          arn:aws:x:e:2:function:a arn:aws:x:e:2:function:b | arn:aws:x:e:2:function:a arn:aws:x:e:2:function:b
          arn:aws:x:e:2:table/a/i/1 arn:aws:x:e:2:table/a/i/2 | arn:aws:x:e:2:table/a/i/*
          arn:aws:s3:e:2:accesspoint/a arn:aws:s3:e:2:accesspoint/b | arn:aws:s3:e:2:accesspoint/a arn:aws:s3:e:2:accesspoint/b
          arn:aws:logs:e:2:log-group:/aws/a arn:aws:logs:e:2:log-group:/aws/b | arn:aws:logs:e:2:log-group:/aws/*
          a/b a/c                                 | a/b a/c
          arn:a/b arn:a/c                         | arn:a/b arn:a/c
          """)
  void siblingsBecomeAllBelowTheirParentButNeverAWholeType(String names, String expected) {
    Named named = Named.generalised(List.of(names.split(" ")));
    assertThat(named.exact()).isEqualTo(Named.exactly(split(expected, false)).exact());
    assertThat(named.below()).isEqualTo(Named.exactly(split(expected, true)).exact());
  }

  private static List<String> split(String expected, boolean below) {
    return List.of(expected.split(" ")).stream()
        .filter(name -> name.endsWith("*") == below)
        .map(name -> below ? name.substring(0, name.length() - 1) : name)
        .toList();
  }

  @Test
  void manyPrefixesAreJoinedFurtherUp() {
    List<String> days =
        IntStream.range(0, 200)
            .mapToObj(i -> "arn:aws:s3:::logs/2026/" + i / 2 + "/part-" + i)
            .toList();
    assertThat(Named.generalised(days).below()).containsExactly("arn:aws:s3:::logs/2026/");
    List<String> few = days.subList(0, 8);
    assertThat(Named.generalised(few).below()).hasSize(4);
  }

  @Test
  void tablesStayTablesHoweverManyThereAre() {
    List<String> tables = IntStream.range(0, 200).mapToObj(i -> D + "table/t" + i).toList();
    assertThat(Named.generalised(tables)).isEqualTo(Named.exactly(tables));
  }
}
