package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A body of signed chunks on its way to AWS. A chunk is held until all of it is there, verified
 * where the agent has a secret, and released with a signature of the real chain; so nothing passes
 * that the agent did not sign, and as much passes as came: the new framing has the length of the
 * old. Belongs to one body and one thread.
 *
 * <p>A chunk is {@code size;chunk-signature=hex CRLF data CRLF}, with asterisks after the
 * hexadecimal digits of SigV4A ({@link ChunkSignature}); the last one has size zero; then come the
 * trailer's lines, if one is announced, and an empty line.
 */
public final class ChunkResigner implements BodyResigner {

  /** SDKs send 64 or 128 KiB at a time; in bytes. */
  static final int LARGEST_CHUNK = 1 << 20;

  private static final Pattern SIZE =
      Pattern.compile("([0-9a-fA-F]{1,16});chunk-signature=([0-9a-f*]{64,144})");

  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature:";
  private static final int LONGEST_LINE = 512;

  /** What the next bytes are. */
  private enum Part {
    SIZE,
    DATA,
    DATA_END,
    TRAILER,
    LAST_LINE,
    NOTHING
  }

  private final Optional<ChunkChain> agent;
  private final ChunkChain real;
  private final Payload.SignedChunks payload;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<String> trailer = new ArrayList<>();

  private Part part = Part.SIZE;
  private String size = "";
  private String signature = "";
  private byte[] data = new byte[0];
  private int filled;
  private long decoded;
  private ByteArrayOutputStream out = new ByteArrayOutputStream();

  /**
   * @param agent the chain of the agent's key; empty where it has no secret
   */
  ChunkResigner(Optional<ChunkChain> agent, ChunkChain real, Payload.SignedChunks payload) {
    this.agent = agent;
    this.real = real;
    this.payload = payload;
  }

  @Override
  public byte[] pass(ByteBuffer bytes) {
    out = new ByteArrayOutputStream(bytes.remaining() + 256);
    while (bytes.hasRemaining()) {
      switch (part) {
        case SIZE -> nextLine(bytes).ifPresent(this::size);
        case DATA -> data(bytes);
        case DATA_END -> nextLine(bytes).ifPresent(this::dataEnd);
        case TRAILER -> nextLine(bytes).ifPresent(this::trailer);
        case LAST_LINE -> nextLine(bytes).ifPresent(this::lastLine);
        case NOTHING -> throw malformed("bytes follow the last chunk");
      }
    }
    return out.toByteArray();
  }

  @Override
  public void end() {
    if (part != Part.NOTHING) {
      throw malformed("the body breaks off");
    }
  }

  /** A line without its end, once the end is there. */
  private Optional<String> nextLine(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      line.write(next);
      if (next == '\n') {
        String text = line.toString(ISO_8859_1);
        line.reset();
        if (!text.endsWith("\r\n")) {
          throw malformed("a line does not end in CR LF");
        }
        return Optional.of(text.substring(0, text.length() - 2));
      }
      if (line.size() > LONGEST_LINE) {
        throw malformed("a line is too long");
      }
    }
    return Optional.empty();
  }

  private void size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw malformed("a chunk does not begin with its size and signature");
    }
    size = matcher.group(1);
    signature = unpadded(matcher.group(2));
    // Sixteen digits may be negative as a long, which is too large as well.
    long length = Long.parseUnsignedLong(size, 16);
    if (length < 0 || length > LARGEST_CHUNK) {
      throw new Refusal(
          Failure.BODY_TOO_LARGE,
          "a signed chunk has more than "
              + LARGEST_CHUNK
              + " bytes: set the client to smaller ones");
    }
    decoded += length;
    if (decoded > payload.decodedLength() || (length == 0 && decoded != payload.decodedLength())) {
      throw malformed(
          "its chunks do not have the "
              + payload.decodedLength()
              + " bytes of x-amz-decoded-content-length");
    }
    data = new byte[(int) length];
    filled = 0;
    if (length > 0) {
      part = Part.DATA;
    } else {
      release();
      part = payload.trailer().isEmpty() ? Part.LAST_LINE : Part.TRAILER;
    }
  }

  private void data(ByteBuffer bytes) {
    int taken = Math.min(bytes.remaining(), data.length - filled);
    bytes.get(data, filled, taken);
    filled += taken;
    if (filled == data.length) {
      part = Part.DATA_END;
    }
  }

  private void dataEnd(String text) {
    if (!text.isEmpty()) {
      throw malformed("a chunk is longer than its size");
    }
    release();
    write("\r\n");
    part = Part.SIZE;
  }

  /** Lets the chunk go that is there as a whole. */
  private void release() {
    agent.ifPresent(chain -> chain.verifyChunk(data, signature));
    write(size + ";chunk-signature=" + padded(real.signChunk(data)) + "\r\n");
    out.writeBytes(data);
    data = new byte[0];
  }

  private void trailer(String text) {
    if (trailer.size() < payload.trailer().size()) {
      String name = payload.trailer().get(trailer.size());
      if (!text.startsWith(name + ":")) {
        throw malformed("its trailer is not the one that x-amz-trailer announces");
      }
      trailer.add(text);
    } else if (text.startsWith(TRAILER_SIGNATURE)) {
      releaseTrailer(unpadded(text.substring(TRAILER_SIGNATURE.length())));
      part = Part.LAST_LINE;
    } else {
      throw malformed("its trailer is not signed");
    }
  }

  private void releaseTrailer(String given) {
    StringBuilder lines = new StringBuilder();
    for (String header : trailer) {
      int value = header.indexOf(':') + 1;
      lines.append(header, 0, value).append(header.substring(value).strip()).append('\n');
    }
    agent.ifPresent(chain -> chain.verifyTrailer(lines.toString(), given));
    trailer.forEach(header -> write(header + "\r\n"));
    write(TRAILER_SIGNATURE + padded(real.signTrailer(lines.toString())) + "\r\n");
  }

  private void lastLine(String text) {
    if (!text.isEmpty()) {
      throw malformed("something follows its last chunk");
    }
    write("\r\n");
    part = Part.NOTHING;
  }

  private void write(String text) {
    out.writeBytes(text.getBytes(ISO_8859_1));
  }

  /** Both chains are of one algorithm: what comes in signed for regions goes out so. */
  private String unpadded(String text) {
    return ChunkSignature.unpad(text, real.algorithm())
        .orElseThrow(() -> malformed("a signature in it has not the form of its kind"));
  }

  private String padded(String text) {
    return ChunkSignature.pad(text, real.algorithm());
  }

  private static Refusal malformed(String what) {
    return new Refusal(
        Failure.BODY_MISMATCH, "the body is not what its signed chunks should be: " + what);
  }
}
