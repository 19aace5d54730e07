package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** The format of messages: published vectors ({@code events.txt}), and AWS's codec for Java. */
class EventMessageTest {

  private static final int GENERATED = 1000;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Vector(String name, byte[] bytes, List<String> expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Vector> vectors() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(EventMessageTest.class.getResourceAsStream("/events.txt"))) {
      String text = new String(in.readAllBytes(), UTF_8);
      return Stream.of(text.split("(?m)^### ")).skip(1).map(EventMessageTest::parse);
    }
  }

  private static Vector parse(String block) {
    List<String> lines = block.strip().lines().toList();
    String hex =
        lines.stream().skip(1).filter(line -> !line.startsWith("=>")).collect(Collectors.joining());
    return new Vector(
        lines.getFirst(),
        HexFormat.of().parseHex(hex),
        lines.stream()
            .filter(line -> line.startsWith("=>"))
            .map(line -> line.substring(2).strip())
            .toList());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void isReadAsExpected(Vector vector) {
    assertThat(read(vector.bytes())).isEqualTo(vector.expected());
  }

  private static List<String> read(byte[] bytes) {
    try {
      EventMessage message = EventMessage.decode(bytes);
      assertThat(message.encode()).isEqualTo(bytes);
      String headers =
          message.headers().stream().map(EventMessageTest::text).collect(Collectors.joining(" "));
      return List.of(
          ("headers " + headers).strip(),
          ("payload " + new String(message.payload(), UTF_8)).strip());
    } catch (Refusal refusal) {
      return List.of("refused " + refusal.failure());
    }
  }

  private static String text(EventHeader header) {
    return header.name()
        + "="
        + (header.value() instanceof EventValue.Bytes(byte[] bytes)
            ? "Bytes[" + HexFormat.of().formatHex(bytes) + "]"
            : header.value());
  }

  /** The AWS SDK for Rust publishes the hashes of a signed date and of a message. */
  @Test
  void hashesAreThePublishedOnes() {
    EventMessage message =
        new EventMessage(
            List.of(new EventHeader("some-header", new EventValue.Text("value"))),
            "test payload".getBytes(UTF_8));
    assertThat(SigV4.sha256(EventHeaders.write(List.of(EventChain.date(123_456_789_000L)))))
        .isEqualTo("0c0e3b3bf66b59b976181bd7d401927bbd624107303c713fd1e5f3d3c8dd1b1e");
    assertThat(SigV4.sha256(message.encode()))
        .isEqualTo("f2eba0f2e95967ee9fbc6db5e678d2fd599229c0d04b11e4fc8e0f2a02a806c6");
  }

  @Test
  void whatAwsWritesIsReadAndWrittenAlike() {
    Random random = new Random(1);
    for (int i = 0; i < GENERATED; i++) {
      byte[] bytes = encoded(generated(random));
      EventMessage message = EventMessage.decode(bytes);
      assertThat(message.encode()).isEqualTo(bytes);
      Message theirs = Message.decode(ByteBuffer.wrap(message.encode()));
      assertThat(theirs.getHeaders().keySet())
          .containsExactlyElementsOf(message.headers().stream().map(EventHeader::name).toList());
    }
  }

  static Message generated(Random random) {
    Map<String, HeaderValue> headers = new LinkedHashMap<>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      headers.put(":é".substring(random.nextInt(2)) + "header-" + i, value(random));
    }
    byte[] payload = new byte[random.nextInt(300)];
    random.nextBytes(payload);
    return new Message(headers, payload);
  }

  private static HeaderValue value(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(40)];
    random.nextBytes(bytes);
    // Bytes and shorts are left out: this encoder writes their type and forgets their value.
    return switch (random.nextInt(7)) {
      case 0 -> HeaderValue.fromBoolean(random.nextBoolean());
      case 1 -> HeaderValue.fromInteger(random.nextInt());
      case 2 -> HeaderValue.fromLong(random.nextLong());
      case 3 -> HeaderValue.fromByteArray(bytes);
      case 4 -> HeaderValue.fromString(HexFormat.of().formatHex(bytes) + "ä日😀");
      case 5 -> HeaderValue.fromTimestamp(Instant.ofEpochMilli(random.nextLong(1L << 50)));
      default -> HeaderValue.fromUuid(new UUID(random.nextLong(), random.nextLong()));
    };
  }

  static byte[] encoded(Message message) {
    ByteBuffer buffer = message.toByteBuffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  void everyBitCounts() {
    Random random = new Random(2);
    for (int i = 0; i < 20; i++) {
      byte[] bytes = encoded(generated(random));
      for (int bit = 0; bit < 8 * bytes.length; bit++) {
        byte[] damaged = bytes.clone();
        damaged[bit / 8] ^= (byte) (1 << bit % 8);
        assertThatThrownBy(() -> EventMessage.decode(damaged)).isInstanceOf(Refusal.class);
      }
    }
  }

  @Test
  void whereverAStreamIsCutTheSameMessagesComeOut() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      List<byte[]> messages =
          IntStream.range(0, 1 + random.nextInt(5))
              .mapToObj(_ -> encoded(generated(random)))
              .toList();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      messages.forEach(all::writeBytes);
      EventReader reader = new EventReader(1000);
      List<byte[]> read = new ArrayList<>();
      byte[] bytes = all.toByteArray();
      for (int at = 0; at < bytes.length; ) {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(1 << random.nextInt(10)));
        ByteBuffer piece = ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, end));
        while (piece.hasRemaining()) {
          reader.next(piece).ifPresent(message -> read.add(message.encode()));
        }
        at = end;
      }
      assertThat(reader.isInside()).isFalse();
      assertThat(read).containsExactlyElementsOf(messages);
    }
  }

  @Test
  void aMessageOverTheBoundIsRefusedAtItsFirstBytes() {
    byte[] bytes = new EventMessage(List.of(), new byte[1001]).encode();
    EventReader reader = new EventReader(1000);
    ByteBuffer prelude = ByteBuffer.wrap(bytes, 0, EventPrelude.LENGTH);
    assertThatThrownBy(() -> reader.next(prelude))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.BODY_TOO_LARGE));
  }

  @Test
  void whatTheFormatCannotHoldIsNotWritten() {
    assertThatThrownBy(() -> write("", new EventValue.Bool(true)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> write("n".repeat(256), new EventValue.Bool(true)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> write("n", new EventValue.Text("x".repeat(32_768))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] write(String name, EventValue value) {
    return EventHeaders.write(List.of(new EventHeader(name, value)));
  }

  /** Headers that no encoder here would write, behind right checksums. */
  @Test
  void headersOverTheBoundsAreRefused() {
    ByteBuffer longValue = ByteBuffer.allocate(5 + 32_768);
    longValue.put((byte) 1).put((byte) 'a').put((byte) 7).putShort((short) 32_768).rewind();
    assertThatThrownBy(() -> EventHeaders.read(longValue)).isInstanceOf(Refusal.class);
    byte[] many =
        EventHeaders.write(
            IntStream.range(0, 129)
                .mapToObj(i -> new EventHeader("h" + i, new EventValue.Bool(true)))
                .toList());
    assertThatThrownBy(() -> EventHeaders.read(ByteBuffer.wrap(many))).isInstanceOf(Refusal.class);
  }
}
