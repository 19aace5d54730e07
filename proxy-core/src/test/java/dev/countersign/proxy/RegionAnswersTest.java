package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * S3's answers to who asks in the wrong region. Clients read the right one out of them, so they
 * pass untouched, and the gateway follows none: its signature is for one host.
 */
@ExtendWith(LeakExtension.class)
class RegionAnswersTest {

  private static final String REGION = "x-amz-bucket-region: eu-central-1";
  private static final String LOCATION =
      "Location: https://b.s3.eu-central-1.amazonaws.com/k?versionId=7";
  private static final String BODY =
      "<?xml version=\"1.0\"?><Error><Code>X</Code><Endpoint>b.s3.eu-central-1.amazonaws.com"
          + "</Endpoint><Region>eu-central-1</Region></Error>";

  @TempDir Path state;

  @ParameterizedTest
  @ValueSource(strings = {"301 Moved Permanently", "307 Temporary Redirect", "400 Bad Request"})
  void passUntouchedAndAreNotFollowed(String status) throws Exception {
    String head =
        "HTTP/1.1 %s\r\n%s\r\n%s\r\nx-amz-request-id: R\r\n".formatted(status, REGION, LOCATION);
    String answer = head + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY;
    try (ScriptedAws aws = ScriptedAws.always(answer);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      for (int i = 0; i < 2; i++) {
        Wire.Message relayed =
            client.send("GET /b/k HTTP/1.1\r\nHost: " + Fixture.HOST + "\r\n\r\n").message();
        assertThat(status).startsWith(relayed.status() + " ");
        assertThat(relayed.lines()).contains(REGION, LOCATION, "x-amz-request-id: R");
        assertThat(relayed.text()).isEqualTo(BODY);
      }
      assertThat(aws.connections()).isOne();
      assertThat(fixture.decisions.asked).filteredOn("sign"::equals).hasSize(2);
    }
  }
}
