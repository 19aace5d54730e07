package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * The AWS SDK for Java signs streams of events, and knows nothing of this project. What is made of
 * them must be what it makes of the same stream with the real credentials.
 */
class EventResignerTest {

  private static final Instant NOW = Instant.parse("2026-02-04T00:00:03Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final int STREAMS = 300;

  private static final AwsCredentialsIdentity AGENT =
      AwsCredentialsIdentity.create("AKIA222222222222CLDE", "an agent's own secret");
  private static final AwsSessionCredentialsIdentity REAL =
      AwsSessionCredentialsIdentity.create("ASIAREAL", "the/real+secret", "a/session+token==");

  /** A clock that goes on by a minute with every look at it. */
  private static final class Going extends Clock {
    private Instant next = Instant.parse("2026-02-03T23:55:00Z");

    @Override
    public Instant instant() {
      next = next.plusSeconds(60);
      return next;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static List<byte[]> events(long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, 1 + random.nextInt(4))
        .mapToObj(_ -> EventMessageTest.encoded(EventMessageTest.generated(random)))
        .toList();
  }

  private static SdkEvents sdk(List<byte[]> events) {
    return SdkEvents.sign(events, AGENT, CLOCK);
  }

  private static SignedRequest again(RequestHead head, Optional<String> secret) {
    InboundSignature inbound = InboundSignature.parse(head);
    return new Signer(CLOCK)
        .sign(
            inbound,
            secret.map(text -> inbound.verify(HttpText.unread(), Secret.of(text), NOW)),
            HttpText.unread(),
            new AwsCredentials(
                REAL.accessKeyId(),
                Secret.of(REAL.secretAccessKey()),
                Secret.of(REAL.sessionToken()),
                null));
  }

  private static EventResigner resigner(RequestHead head) {
    return ((BodyPlan.Events) again(head, Optional.of(AGENT.secretAccessKey())).body()).events();
  }

  private static byte[] joined(List<byte[]> messages) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    messages.forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** Passes a stream in pieces of the given size. */
  private static byte[] pass(EventResigner events, byte[] body, int piece) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; at += piece) {
      out.writeBytes(events.pass(ByteBuffer.wrap(body, at, Math.min(piece, body.length - at))));
    }
    events.end();
    return out.toByteArray();
  }

  private static void assertRefused(EventResigner events, byte[] body, Failure... failures) {
    assertThatThrownBy(() -> pass(events, body, 64))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isIn((Object[]) failures));
  }

  @Test
  void itIsWhatTheSdkMakesWithTheRealCredentials() {
    for (int i = 0; i < STREAMS; i++) {
      List<byte[]> events = events(i);
      SdkEvents sent = sdk(events);
      SdkEvents real = SdkEvents.sign(events, REAL, CLOCK);
      SignedRequest signed = again(sent.head(), Optional.of(AGENT.secretAccessKey()));
      assertThat(signed.headers().all("Authorization"))
          .isEqualTo(real.head().headers().all("Authorization"));
      byte[] body = joined(sent.messages());
      assertThat(pass(((BodyPlan.Events) signed.body()).events(), body, 1 + i * i))
          .hasSameSizeAs(body)
          .isEqualTo(joined(real.messages()));
    }
  }

  @Test
  void eachEventIsReleasedWithItsLastByteAndNoSooner() {
    SdkEvents sent = sdk(events(5));
    EventResigner events = resigner(sent.head());
    for (byte[] message : sent.messages()) {
      int last = message.length - 1;
      assertThat(events.pass(ByteBuffer.wrap(message, 0, last))).isEmpty();
      assertThat(events.pass(ByteBuffer.wrap(message, last, 1))).hasSameSizeAs(message);
    }
    events.end();
  }

  @Test
  void damageOfAnyBitIsRefused() {
    SdkEvents sent = sdk(List.of(events(1).getFirst()));
    byte[] body = joined(sent.messages());
    for (int bit = 0; bit < 8 * body.length; bit++) {
      byte[] damaged = body.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(resigner(sent.head()), damaged, Failure.BODY_MISMATCH, Failure.BODY_TOO_LARGE);
    }
  }

  /** With right checksums, so that only the signature can tell. */
  @Test
  void damageThatTheChecksumsCoverIsRefusedBySignature() {
    SdkEvents sent =
        sdk(List.of(new EventMessage(List.of(), "0123456789".getBytes(UTF_8)).encode()));
    EventMessage wrapped = EventMessage.decode(sent.messages().getFirst());
    EventMessage inner = EventMessage.decode(wrapped.payload());
    for (int bit = 0; bit < 80; bit++) {
      byte[] payload = inner.payload().clone();
      payload[bit / 8] ^= (byte) (1 << bit % 8);
      byte[] damaged =
          new EventMessage(wrapped.headers(), new EventMessage(List.of(), payload).encode())
              .encode();
      assertRefused(resigner(sent.head()), damaged, Failure.SIGNATURE_MISMATCH);
    }
    for (int bit = 0; bit < 256; bit++) {
      byte[] signature = signature(wrapped).clone();
      signature[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(
          resigner(sent.head()),
          wrap(date(NOW), bytes(signature), wrapped.payload()),
          Failure.SIGNATURE_MISMATCH);
    }
  }

  @Test
  void eventsThatAreLeftOutRepeatedOrMovedAreRefused() {
    SdkEvents sent = sdk(events(5));
    List<byte[]> messages = sent.messages();
    assertThat(messages).hasSizeGreaterThan(2);
    for (List<Integer> order : List.of(List.of(1, 0, 2), List.of(0, 0, 1), List.of(1, 2))) {
      assertRefused(
          resigner(sent.head()),
          joined(order.stream().map(messages::get).toList()),
          Failure.SIGNATURE_MISMATCH);
    }
    // The end of another stream, and that of this one too early.
    byte[] foreignEnd = sdk(List.of(events(6).getFirst())).messages().getLast();
    assertRefused(
        resigner(sent.head()),
        joined(List.of(messages.getFirst(), foreignEnd)),
        Failure.SIGNATURE_MISMATCH);
    assertRefused(
        resigner(sent.head()),
        joined(List.of(messages.getFirst(), messages.getLast())),
        Failure.SIGNATURE_MISMATCH);
  }

  @Test
  void aStreamThatBreaksOffIsRefused() {
    SdkEvents sent = sdk(events(1));
    byte[] body = joined(sent.messages());
    for (int length = 0; length < body.length; length++) {
      assertRefused(resigner(sent.head()), Arrays.copyOf(body, length), Failure.BODY_MISMATCH);
    }
    assertRefused(
        resigner(sent.head()), Arrays.copyOf(body, body.length + 1), Failure.BODY_MISMATCH);
  }

  private static EventHeader date(Instant instant) {
    return EventChain.date(instant.toEpochMilli());
  }

  private static EventHeader bytes(byte[] signature) {
    return new EventHeader(":chunk-signature", new EventValue.Bytes(signature));
  }

  private static byte[] signature(EventMessage message) {
    for (EventHeader header : message.headers()) {
      if (header.value() instanceof EventValue.Bytes(byte[] value)) {
        return value;
      }
    }
    throw new AssertionError("not signed");
  }

  private static long millis(EventMessage message) {
    for (EventHeader header : message.headers()) {
      if (header.value() instanceof EventValue.Timestamp(long value)) {
        return value;
      }
    }
    throw new AssertionError("not dated");
  }

  private static byte[] wrap(EventHeader first, EventHeader second, byte[] payload) {
    return new EventMessage(List.of(first, second), payload).encode();
  }

  /** What is no wrapping is refused, whoever signed it. */
  @Test
  void anythingElseThanADateAndASignatureIsRefused() {
    SdkEvents sent = sdk(events(1));
    byte[] payload = EventMessage.decode(sent.messages().getFirst()).payload();
    byte[] signature = new byte[32];
    EventHeader more = new EventHeader(":event-type", new EventValue.Text("AudioEvent"));
    List<List<EventHeader>> wrappings =
        List.of(
            List.of(),
            List.of(date(NOW)),
            List.of(bytes(signature)),
            List.of(more, date(NOW)),
            List.of(date(NOW), more),
            List.of(date(NOW), bytes(signature), more),
            List.of(date(NOW), bytes(new byte[31])),
            List.of(date(NOW), new EventHeader(":chunk-signature", new EventValue.Text("00"))),
            List.of(
                new EventHeader(":date", new EventValue.Int64(NOW.toEpochMilli())),
                bytes(signature)),
            List.of(new EventHeader(":Date", date(NOW).value()), bytes(signature)));
    for (List<EventHeader> headers : wrappings) {
      byte[] message = new EventMessage(headers, payload).encode();
      for (Optional<String> secret :
          List.of(Optional.of(AGENT.secretAccessKey()), Optional.<String>empty())) {
        BodyPlan.Events plan = (BodyPlan.Events) again(sent.head(), secret).body();
        assertRefused(plan.events(), message, Failure.BODY_MISMATCH);
      }
    }
    byte[] noMessage = wrap(date(NOW), bytes(signature), "{}".getBytes(UTF_8));
    assertRefused(resigner(sent.head()), noMessage, Failure.BODY_MISMATCH);
    byte[] large = wrap(date(NOW), bytes(signature), new byte[EventResigner.LARGEST_EVENT + 1]);
    assertRefused(resigner(sent.head()), large, Failure.BODY_TOO_LARGE);
  }

  /** The order of the SDK for Rust, and the milliseconds of the SDK for JavaScript. */
  @Test
  void otherClientsWrappingsAreUnderstood() {
    SdkEvents sent = sdk(events(1));
    byte[] inner = EventMessage.decode(sent.messages().getFirst()).payload();
    Signing agent = new Signing(sent.head());
    List<byte[]> messages = new ArrayList<>();
    Instant then = NOW.minusMillis(1234);
    messages.add(wrap(bytes(agent.sign(then, inner)), date(then), inner));
    messages.add(wrap(date(NOW), bytes(agent.sign(NOW, new byte[0])), new byte[0]));
    byte[] out = pass(resigner(sent.head()), joined(messages), 10);
    assertThat(out).hasSameSizeAs(joined(messages));
    assertThat(EventMessage.decode(Arrays.copyOf(out, messages.getFirst().length)).headers())
        .first()
        .isEqualTo(date(NOW));
  }

  /** An agent that signs with its own secret, whatever the time. */
  private static final class Signing {
    private final EventChain chain;

    Signing(RequestHead head) {
      chain =
          new EventChain(
              day -> HmacKey.derive(Secret.of(AGENT.secretAccessKey()), day, scope()),
              scope(),
              InboundSignature.parse(head).signature());
    }

    private static SigningScope scope() {
      return new SigningScope("eu-west-1", "transcribe");
    }

    byte[] sign(Instant time, byte[] payload) {
      return chain.next(time.toEpochMilli(), payload);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, true",
    "-900, -900, true",
    "-901, -901, false",
    "900, 900, true",
    "901, 901, false",
    "0, -300, true",
    "0, -301, false",
    "-600, 600, true",
    "300, -1, false"
  })
  void timesAreOfNowAndGoOn(long first, long second, boolean accepted) {
    SdkEvents sent = sdk(events(1));
    byte[] inner = EventMessage.decode(sent.messages().getFirst()).payload();
    Signing agent = new Signing(sent.head());
    List<byte[]> messages = new ArrayList<>();
    for (long seconds : new long[] {first, second}) {
      Instant time = NOW.plusSeconds(seconds);
      messages.add(wrap(date(time), bytes(agent.sign(time, inner)), inner));
    }
    EventResigner events = resigner(sent.head());
    if (accepted) {
      assertThat(events.pass(ByteBuffer.wrap(joined(messages)))).isNotEmpty();
    } else {
      assertRefused(events, joined(messages), Failure.SIGNATURE_MISMATCH);
    }
  }

  @Test
  void timesThatNoCalendarHasAreRefused() {
    SdkEvents sent = sdk(events(1));
    byte[] inner = EventMessage.decode(sent.messages().getFirst()).payload();
    for (long millis : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
      assertRefused(
          resigner(sent.head()),
          wrap(EventChain.date(millis), bytes(new byte[32]), inner),
          Failure.SIGNATURE_MISMATCH);
    }
  }

  /** Every message's scope has its own day; the request is signed four minutes before midnight. */
  @Test
  void aStreamGoesOnPastMidnight() {
    List<byte[]> events = Stream.of(events(5), events(6), events(7)).flatMap(List::stream).toList();
    SdkEvents sent = SdkEvents.sign(events, AGENT, new Going());
    SdkEvents real = SdkEvents.sign(events, REAL, new Going());
    EventChain chain =
        new EventChain(
            day -> HmacKey.derive(Secret.of(REAL.secretAccessKey()), day, Signing.scope()),
            Signing.scope(),
            InboundSignature.parse(real.head()).signature());
    assertThat(millis(EventMessage.decode(real.messages().getLast())))
        .isGreaterThan(Instant.parse("2026-02-04T00:00:00Z").toEpochMilli());
    for (byte[] message : real.messages()) {
      EventMessage wrapped = EventMessage.decode(message);
      assertThat(chain.next(millis(wrapped), wrapped.payload())).isEqualTo(signature(wrapped));
    }
    assertThat(pass(resigner(sent.head()), joined(sent.messages()), 100))
        .hasSameSizeAs(joined(sent.messages()));
  }

  /**
   * Without a secret there is nothing to verify with, and the chain is the real one all the same.
   */
  @Test
  void anAgentWithoutASecretIsSignedAgain() {
    List<byte[]> events = events(5);
    SdkEvents sent = sdk(events);
    BodyPlan.Events plan = (BodyPlan.Events) again(sent.head(), Optional.empty()).body();
    assertThat(pass(plan.events(), joined(sent.messages()), 100))
        .isEqualTo(joined(SdkEvents.sign(events, REAL, CLOCK).messages()));
    BodyPlan.Events cut = (BodyPlan.Events) again(sent.head(), Optional.empty()).body();
    assertRefused(cut.events(), sent.messages().getFirst(), Failure.BODY_MISMATCH);
  }
}
