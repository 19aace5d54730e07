package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a form's file ends, wherever its bytes are cut. */
class FormEndTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file\r\n--B--\r\n",
        "file\r\n--B--",
        "\r\n--B--\r\n",
        "-\r\n--b--\r\n--C\r\n\r\n--B--\r\n",
        "\r\n\r\n-\r\n--B--\r\n"
      })
  void oneFileAndThenTheEnd(String body) {
    for (int cut = 0; cut <= body.length(); cut++) {
      int at = cut;
      assertThatCode(() -> take(body, at)).as("cut at " + at).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file",
        "file\r\n--B",
        "file\r\n--B-",
        "--B--\r\n",
        "file\n--B--\r\n",
        "file--B--\r\n",
        "file\r\n--B--\r\nx",
        "file\r\n--B--\n",
        "file\r\n--B\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nevil\r\n--B--\r\n",
        "file\r\n--B--\r\n--B\r\n\r\n\r\n--B--\r\n",
        "a\n--B\r\n\r\n\r\n--B--\r\n",
        "file\r\n--B --\r\n"
      })
  void anythingElseIsRefused(String body) {
    for (int cut = 0; cut <= body.length(); cut++) {
      int at = cut;
      assertThatThrownBy(() -> take(body, at)).as("cut at " + at).isInstanceOf(Refusal.class);
    }
  }

  private static void take(String body, int cut) {
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    FormEnd end = new FormEnd("B");
    end.see(ByteBuffer.wrap(Arrays.copyOf(bytes, cut)));
    end.see(ByteBuffer.wrap(Arrays.copyOfRange(bytes, cut, bytes.length)));
    end.end();
  }
}
