package dev.countersign.proxy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Secret;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Hides, in an error of AWS's, the credentials that the call was signed with. S3 shows whoever sent
 * a wrong signature the canonical request, session token included, as a text and as bytes, and
 * shows a token that has expired ("Error responses", Amazon S3 API reference: {@code
 * SignatureDoesNotMatch}, {@code ExpiredToken}).
 *
 * <p>What hides is as long as what is hidden, so that the answer's length stays true. Bytes that
 * may be the beginning of a credential are kept back until more of them have come. Belongs to the
 * event loop.
 */
final class Redaction implements AnswerFilter {

  private static final HexFormat PAIRS = HexFormat.ofDelimiter(" ");

  private final List<byte[]> hidden;
  private byte[] kept = new byte[0];

  Redaction(AwsCredentials credentials) {
    hidden =
        Stream.of(
                Optional.of(credentials.accessKeyId()),
                Optional.of(credentials.secretAccessKey().reveal()),
                Optional.ofNullable(credentials.sessionToken()).map(Secret::reveal))
            .flatMap(Optional::stream)
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .flatMap(Redaction::spellings)
            .toList();
  }

  /**
   * As it is; as it stands in the query of an upgrade to a WebSocket; inside a form's policy, which
   * is shown in base64; and each of these as S3 shows bytes, in hexadecimal pairs.
   */
  private static Stream<byte[]> spellings(byte[] credential) {
    return Stream.concat(Stream.of(credential, inQuery(credential)), inBase64(credential))
        .flatMap(text -> Stream.of(text, PAIRS.formatHex(text).getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] inQuery(byte[] credential) {
    String text = new String(credential, StandardCharsets.UTF_8);
    return URLEncoder.encode(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.US_ASCII);
  }

  /** What base64 makes of it wherever it stands: the digits that hang on nothing beside it. */
  private static Stream<byte[]> inBase64(byte[] credential) {
    return IntStream.range(0, 3)
        .mapToObj(
            before -> {
              byte[] padded = new byte[before + credential.length];
              System.arraycopy(credential, 0, padded, before, credential.length);
              byte[] digits = Base64.getEncoder().withoutPadding().encode(padded);
              int first = (before * 8 + 5) / 6;
              return Arrays.copyOfRange(digits, first, padded.length * 8 / 6);
            });
  }

  @Override
  public ByteBuf pass(ByteBuf bytes) {
    byte[] all = Arrays.copyOf(kept, kept.length + bytes.readableBytes());
    bytes.readBytes(all, kept.length, bytes.readableBytes());
    bytes.release();
    hide(all);
    int ready = readyIn(all);
    kept = Arrays.copyOfRange(all, ready, all.length);
    return Unpooled.wrappedBuffer(all, 0, ready);
  }

  /** What was kept back is the beginning of nothing. */
  @Override
  public ByteBuf rest() {
    return Unpooled.wrappedBuffer(kept);
  }

  /** Hides what stands in the values of {@code headers}: a redirect repeats the query. */
  void hide(HttpHeaders headers) {
    for (String name : headers.names()) {
      headers.set(name, headers.getAll(name).stream().map(this::hidden).toList());
    }
  }

  private String hidden(String text) {
    byte[] all = text.getBytes(StandardCharsets.ISO_8859_1);
    hide(all);
    return new String(all, StandardCharsets.ISO_8859_1);
  }

  /** Hides what stands in {@code all} as a whole. */
  void hide(byte[] all) {
    hidden.forEach(credential -> hide(all, credential));
  }

  private static void hide(byte[] all, byte[] credential) {
    for (int at = 0; at + credential.length <= all.length; at++) {
      if (begins(credential, all, at)) {
        Arrays.fill(all, at, at + credential.length, (byte) '*');
      }
    }
  }

  /** How many bytes stand before the first that may be a credential's beginning. */
  private int readyIn(byte[] all) {
    int longest = hidden.stream().mapToInt(credential -> credential.length).max().orElse(0);
    for (int at = Math.max(0, all.length - longest + 1); at < all.length; at++) {
      int from = at;
      if (hidden.stream().anyMatch(credential -> begins(credential, all, from))) {
        return at;
      }
    }
    return all.length;
  }

  /** Whether {@code all} goes on at {@code at} as the credential does, as far as it goes. */
  private static boolean begins(byte[] credential, byte[] all, int at) {
    int length = Math.min(credential.length, all.length - at);
    return Arrays.equals(credential, 0, length, all, at, at + length);
  }
}
