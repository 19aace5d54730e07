package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a signature proves: every bit that it covers, and a time. */
class SignatureTest {

  private static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");

  private static HttpText vector(String name) {
    return HttpText.read(Path.of("src/test/resources/vectors", name, "signed.txt"));
  }

  private static boolean accepts(RequestHead head, RequestBody body) {
    try {
      InboundSignature.parse(head).verify(body, SECRET, NOW);
      return true;
    } catch (Refusal refusal) {
      return false;
    }
  }

  /** Every text that differs from this one in a single bit. */
  private static List<String> damaged(String text) {
    List<String> damaged = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      for (int bit = 1; bit < 0x100; bit <<= 1) {
        StringBuilder copy = new StringBuilder(text);
        copy.setCharAt(i, (char) (text.charAt(i) ^ bit));
        damaged.add(copy.toString());
      }
    }
    return damaged;
  }

  private static RequestHead withHeader(RequestHead head, int index, Header header) {
    List<Header> fields = new ArrayList<>(head.headers().fields());
    fields.set(index, header);
    return new RequestHead(
        head.method(), head.target(), head.host(), head.port(), new Headers(fields));
  }

  /** Everything in these vectors' heads is signed, but for SigV4's access key id. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3-put",
        "s3-list",
        "s3-metadata",
        "s3-unsigned-trailer",
        "target-json",
        "twice-model-id",
        "get-vanilla-with-session-token",
        "post-x-www-form-urlencoded",
        "../vectors-v4a/s3-put",
        "../vectors-v4a/target-json",
        "../vectors-v4a/presigned-s3-list",
        "../vectors-v4a/published-get-vanilla-with-session-token"
      })
  void aSingleBitIsNoticed(String name) {
    HttpText request = vector(name);
    RequestHead head = request.head();
    assertThat(accepts(head, request.body())).isTrue();
    for (String method : damaged(head.method())) {
      assertRefused(
          new RequestHead(method, head.target(), head.host(), 443, head.headers()), request.body());
    }
    for (String target : damaged(head.target())) {
      if (!upperCaseEscapes(target).equals(upperCaseEscapes(head.target()))) {
        assertRefused(
            new RequestHead(head.method(), target, head.host(), 443, head.headers()),
            request.body());
      }
    }
    for (int i = 0; i < head.headers().fields().size(); i++) {
      Header header = head.headers().fields().get(i);
      for (String value : damaged(header.value())) {
        if (!onlyTheKeyDiffers(header, value)) {
          assertRefused(withHeader(head, i, new Header(header.name(), value)), request.body());
        }
      }
      for (String other : damaged(header.name())) {
        if (!other.equalsIgnoreCase(header.name())) {
          assertRefused(withHeader(head, i, new Header(other, header.value())), request.body());
        }
      }
    }
  }

  /** {@code %2b} and {@code %2B} are one byte, and one canonical request. */
  private static String upperCaseEscapes(String target) {
    return Pattern.compile("%[0-9A-Fa-f]{2}")
        .matcher(target)
        .replaceAll(escape -> escape.group().toUpperCase(Locale.ROOT));
  }

  private static void assertRefused(RequestHead head, RequestBody body) {
    assertThat(accepts(head, body)).as("%s", head).isFalse();
  }

  /**
   * Whose secret is to be tried is decided by the key; no signature covers it, but SigV4A's key
   * pair is made from it.
   */
  private static boolean onlyTheKeyDiffers(Header header, String value) {
    int slash = header.value().indexOf('/');
    return header.name().equals("Authorization")
        && value.startsWith("AWS4-HMAC-SHA256 Credential=")
        && value.substring(slash).equals(header.value().substring(slash));
  }

  @Test
  void aSingleBitOfTheBodyIsNoticed() {
    HttpText request = vector("target-json");
    for (String content : damaged(request.content())) {
      assertRefused(request.head(), RequestBody.of(content.getBytes(ISO_8859_1)));
    }
  }

  @Test
  void aPromisedHashIsNotReadHere() {
    HttpText request = vector("s3-put");
    assertThat(accepts(request.head(), HttpText.unread())).isTrue();
  }

  @Test
  void anAddedParameterIsNoticed() {
    HttpText request = vector("s3-get");
    RequestHead head = request.head();
    assertRefused(
        new RequestHead("GET", head.target() + "?acl", head.host(), 443, head.headers()),
        request.body());
  }

  @ParameterizedTest
  @ValueSource(ints = {-900, 0, 900})
  void clocksMayDifferByAQuarterOfAnHour(int seconds) {
    HttpText request = vector("get-vanilla");
    InboundSignature signature = InboundSignature.parse(request.head());
    assertThatCode(
            () -> signature.verify(request.body(), SECRET, NOW.plus(Duration.ofSeconds(seconds))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {-901, 901, 86400 * 365})
  void aStaleSignatureIsRefusedAndTheBodyNotRead(int seconds) {
    HttpText request = vector("get-vanilla");
    InboundSignature signature = InboundSignature.parse(request.head());
    assertThatThrownBy(
            () ->
                signature.verify(HttpText.unread(), SECRET, NOW.plus(Duration.ofSeconds(seconds))))
        .hasMessageContaining("RequestTimeTooSkewed")
        .hasMessageContaining("2015-08-30T12:36:00Z")
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.SIGNATURE_MISMATCH));
  }
}
