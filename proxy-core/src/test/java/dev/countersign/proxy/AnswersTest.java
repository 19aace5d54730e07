package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Every failure in every form, against a golden file that was read by a person. */
class AnswersTest {

  private static final Instant NOW = Instant.parse("2026-03-01T08:05:09.5Z");

  @Test
  void everyAnswerIsAsTheGoldenFileHasIt() throws Exception {
    StringBuilder all = new StringBuilder("# failure: status, json, query, ec2, s3\n");
    for (Failure failure : Failure.values()) {
      FailureAnswer row = FailureAnswer.of(failure);
      all.append(failure).append(": ").append(row.status());
      for (String code : List.of(row.json(), row.query(), row.ec2(), row.s3())) {
        all.append(' ').append(code);
      }
      all.append('\n');
    }
    all.append('\n');
    for (ErrorFormat format : ErrorFormat.values()) {
      for (Failure failure : List.of(Failure.DENIED, Failure.OVER_LIMIT)) {
        all.append("== ").append(format).append(' ').append(failure).append('\n');
        Answer answer =
            Answers.aws(new Refusal(failure, "because <a> & \"b\""), format, "id-1", NOW);
        append(all, answer, format == ErrorFormat.CBOR);
      }
    }
    all.append("== plain\n");
    append(
        all, Answers.plain(new Refusal(Failure.HOST_NOT_PERMITTED, "because"), "id-1", NOW), false);
    assertThat(all.toString()).isEqualTo(golden());
  }

  private static void append(StringBuilder all, Answer answer, boolean cbor) throws IOException {
    all.append(answer.status()).append('\n');
    answer
        .headers()
        .forEach(field -> all.append(field.name()).append(": ").append(field.value()).append('\n'));
    if (cbor) {
      all.append(new ObjectMapper(new CBORFactory()).readValue(answer.body(), Map.class));
    } else {
      all.append(new String(answer.body(), StandardCharsets.UTF_8).stripTrailing());
    }
    all.append("\n\n");
  }

  private static String golden() throws IOException {
    try (var in = Objects.requireNonNull(AnswersTest.class.getResourceAsStream("answers.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aMessageIsBoundedAndHoldsNoControlCharacters() {
    String nasty = "a\r\nSet-Cookie: x\u0000\uFFFF\uD800" + "é".repeat(5000);
    for (ErrorFormat format : ErrorFormat.values()) {
      Answer answer = Answers.aws(new Refusal(Failure.DENIED, nasty), format, "id-1", NOW);
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      assertThat(body).doesNotContain("\r", "\u0000", "\uFFFF").contains("a  Set-Cookie");
      assertThat(body.length()).isLessThan(Texts.MESSAGE + 300);
    }
  }
}
