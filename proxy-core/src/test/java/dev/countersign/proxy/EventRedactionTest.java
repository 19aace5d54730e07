package dev.countersign.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Refusal;
import dev.countersign.model.Secret;
import dev.countersign.signer.EventHeader;
import dev.countersign.signer.EventMessage;
import dev.countersign.signer.EventValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What AWS says inside a stream of events does not show credentials, and events do not wait. */
@ExtendWith(LeakExtension.class)
class EventRedactionTest {

  private static final AwsCredentials CREDENTIALS =
      new AwsCredentials("ASIAREAL", Secret.of("real-secret"), Secret.of("real-token"), null);

  private static final String REPEATS = "token real-token of ASIAREAL is no real-secret; real-tok";
  private static final String HIDDEN = "token ********** of ******** is no ***********; real-tok";

  @TempDir Path state;

  private static byte[] message(String type, String headerText, String payload) {
    return new EventMessage(
            List.of(
                new EventHeader(":message-type", new EventValue.Text(type)),
                new EventHeader(":error-message", new EventValue.Text(headerText))),
            payload.getBytes(US_ASCII))
        .encode();
  }

  private static final byte[] EVENT = message("event", "none", "data of an event");

  private static EventRedaction redaction() {
    return new EventRedaction(new Redaction(CREDENTIALS));
  }

  private static byte[] pass(EventRedaction redaction, byte[] bytes) {
    return bytes(redaction.pass(Unpooled.wrappedBuffer(bytes)));
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = ByteBufUtil.getBytes(buffer);
    buffer.release();
    return bytes;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  @Test
  void whereverTheStreamIsCutItHidesTheSame() {
    byte[] in =
        joined(
            EVENT,
            message("exception", "none", REPEATS),
            EVENT,
            message("error", REPEATS, ""),
            new EventMessage(List.of(), REPEATS.getBytes(US_ASCII)).encode(),
            EVENT);
    byte[] out =
        joined(
            EVENT,
            message("exception", "none", HIDDEN),
            EVENT,
            message("error", HIDDEN, ""),
            new EventMessage(List.of(), HIDDEN.getBytes(US_ASCII)).encode(),
            EVENT);
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      EventRedaction redaction = redaction();
      ByteArrayOutputStream shown = new ByteArrayOutputStream();
      for (int at = 0; at < in.length; ) {
        int end = Math.min(in.length, at + 1 + random.nextInt(1 + i));
        shown.writeBytes(pass(redaction, Arrays.copyOfRange(in, at, end)));
        at = end;
      }
      shown.writeBytes(bytes(redaction.rest()));
      assertThat(shown.toByteArray()).isEqualTo(out);
    }
  }

  @Test
  void anErrorThatRepeatsNothingIsUntouched() {
    byte[] error = message("exception", "none", "slow down");
    assertThat(pass(redaction(), error)).isEqualTo(error);
  }

  /** Of an event, not even its own end is waited for. */
  @Test
  void anEventPassesAsItComes() {
    EventRedaction redaction = redaction();
    for (int i = 0; i < 3; i++) {
      int most = EVENT.length - 10;
      assertThat(pass(redaction, Arrays.copyOf(EVENT, most))).hasSize(most);
      assertThat(pass(redaction, Arrays.copyOfRange(EVENT, most, EVENT.length))).hasSize(10);
    }
  }

  @Test
  void anErrorThatBreaksOffIsHiddenToo() {
    byte[] error = message("exception", "none", REPEATS);
    for (int length = 0; length < error.length; length++) {
      EventRedaction redaction = redaction();
      byte[] shown = pass(redaction, Arrays.copyOf(error, length));
      byte[] rest = bytes(redaction.rest());
      assertThat(shown.length + rest.length).isEqualTo(length);
      assertThat(new String(joined(shown, rest), ISO_8859_1))
          .doesNotContain("ASIAREAL", "real-secret", "real-token");
    }
  }

  @Test
  void whatIsNoStreamOfEventsIsNotShown() {
    byte[] large = new EventMessage(List.of(), new byte[EventRedaction.LARGEST_ERROR]).encode();
    byte[] damaged = EVENT.clone();
    damaged[0] ^= 1;
    for (byte[] bytes : List.of(large, damaged, "{\"message\": \"no event\"}".getBytes(US_ASCII))) {
      assertThatThrownBy(() -> pass(redaction(), bytes)).isInstanceOf(Refusal.class);
    }
  }

  private static ScriptedAws answering(String headers, byte[] body) {
    return new ScriptedAws(
        (wire, _) -> {
          wire.message();
          wire.send(
              "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n");
          wire.send(body);
        });
  }

  @Test
  void theAgentSeesNoCredentials() throws Exception {
    byte[] body = joined(EVENT, message("exception", "none", REPEATS));
    String events = "Content-Type: application/vnd.amazon.eventstream\r\n";
    try (ScriptedAws aws = answering(events, body);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      assertThat(client.send(Fixture.get("/a")).message().body())
          .isEqualTo(joined(EVENT, message("exception", "none", HIDDEN)));
    }
    try (ScriptedAws aws = answering("", body);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      String select = Fixture.get("/b/key?select&select-type=2").replace("GET", "POST");
      assertThat(client.send(select).message().body())
          .isEqualTo(joined(EVENT, message("exception", "none", HIDDEN)));
    }
  }

  @Test
  void aStreamThatCannotBeLookedThroughBreaksOff() throws Exception {
    byte[] body = joined(EVENT, "no more events, but real-token".getBytes(US_ASCII));
    try (ScriptedAws aws =
            answering("Content-Type: Application/vnd.amazon.eventstream; x=y\r\n", body);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      client.send(Fixture.get("/a"));
      assertThatThrownBy(client::message).isInstanceOf(IOException.class);
      assertThat(fixture.outcomes(1).getFirst().upstream().orElseThrow().error())
          .contains("cannot look through");
    }
    try (ScriptedAws aws =
            answering(
                "Content-Type: application/vnd.amazon.eventstream\r\nContent-Encoding: gzip\r\n",
                body);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(502);
    }
  }
}
