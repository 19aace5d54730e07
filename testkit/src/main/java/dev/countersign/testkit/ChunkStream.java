package dev.countersign.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A body of signed chunks as it arrives: what {@link AwsChunked} is for a body that is there. Keeps
 * one chunk at a time, and looks at no checksum.
 */
final class ChunkStream {

  private static final Pattern SIZE =
      Pattern.compile("([0-9a-fA-F]{1,7});chunk-signature=([0-9a-f]{64})");
  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature:";
  private static final int LONGEST_REST = 4096;

  private final ChunkChain chain;
  private final boolean withTrailer;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private byte[] data = new byte[0];
  private int filled;
  private String signature = "";
  private boolean inData;
  private boolean last;

  ChunkStream(ChunkChain chain, boolean withTrailer) {
    this.chain = chain;
    this.withTrailer = withTrailer;
  }

  /**
   * @throws Rejected BAD_CHUNKS or WRONG_SIGNATURE
   */
  void take(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (inData) {
        takeData(bytes);
      } else {
        takeLine(bytes.get());
      }
    }
  }

  private void takeLine(int next) {
    line.write(next);
    if (line.size() > LONGEST_REST) {
      throw bad();
    }
    if (next == '\n' && !last) {
      begin(line.toString(ISO_8859_1));
      line.reset();
    }
  }

  private void begin(String text) {
    Matcher size = SIZE.matcher(text.strip());
    if (!size.matches()) {
      throw bad();
    }
    int length = Integer.parseInt(size.group(1), 16);
    signature = size.group(2);
    last = length == 0;
    if (last) {
      chain.chunk(new byte[0], signature);
    } else {
      data = data.length == length + 2 ? data : new byte[length + 2];
      filled = 0;
      inData = true;
    }
  }

  private void takeData(ByteBuffer bytes) {
    int some = Math.min(bytes.remaining(), data.length - filled);
    bytes.get(data, filled, some);
    filled += some;
    if (filled == data.length) {
      inData = false;
      int end = data.length - 2;
      if (data[end] != '\r' || data[end + 1] != '\n') {
        throw bad();
      }
      chain.chunk(Arrays.copyOf(data, end), signature);
    }
  }

  /**
   * @throws Rejected where it ends too early, or in a wrong trailer
   */
  void end() {
    List<String> rest = List.of(line.toString(ISO_8859_1).split("\r\n", -1));
    if (!last || !rest.getLast().isEmpty() || rest.size() != (withTrailer ? 4 : 2)) {
      throw bad();
    }
    if (withTrailer) {
      if (!rest.get(1).startsWith(TRAILER_SIGNATURE)) {
        throw bad();
      }
      chain.trailer(rest.getFirst() + "\n", rest.get(1).substring(TRAILER_SIGNATURE.length()));
    }
  }

  private static Rejected bad() {
    return new Rejected(Rejection.BAD_CHUNKS, "These are no signed chunks.");
  }
}
