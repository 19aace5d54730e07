package dev.countersign.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's request decoder without the leniencies that can no longer be seen in what it decodes.
 *
 * <p>Configured strictly it already refuses bare LF as a line end (RFC 9112, 2.2), white space
 * before a colon, control characters in names and values, repeated or odd Content-Length, and
 * Content-Length beside Transfer-Encoding. What it still takes, and what is done about it here:
 *
 * <ul>
 *   <li>tabs, form feeds and runs of spaces between the parts of a request line (RFC 9112, 3 lets a
 *       lenient recipient do so): exactly one space is accepted;
 *   <li>{@code obs-fold}, joined silently with the line before (RFC 9112, 5.2): refused, by a look
 *       at the bytes of the head that were just consumed.
 * </ul>
 *
 * <p>Everything that the decoded message still shows is {@link FramingGuard}'s to judge.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

  private static final int CHUNK = 64 * 1024;
  private static final int NONE = -1;

  private boolean inHead = true;
  private boolean folded;
  private int lastOfHead = NONE;
  private int endOfWord;

  /**
   * @param maxHead for the request line, and again for all header lines together, in bytes
   */
  StrictRequestDecoder(int maxHead) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxHead)
            .setMaxHeaderSize(maxHead)
            .setMaxChunkSize(CHUNK)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true)
            .setAllowDuplicateContentLengths(false)
            .setValidateHeaders(true));
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    int from = in.readerIndex();
    int before = out.size();
    super.decode(ctx, in, out);
    if (inHead) {
      // A call that ends a head consumes nothing of the body that follows.
      lookForFolds(in, from, in.readerIndex());
    }
    for (Object decoded : out.subList(before, out.size())) {
      if (decoded instanceof HttpRequest request) {
        inHead = false;
        if (folded) {
          request.setDecoderResult(
              DecoderResult.failure(new IllegalArgumentException("a header line is folded")));
        }
      }
      if (decoded instanceof LastHttpContent) {
        inHead = true;
        lastOfHead = NONE;
      }
    }
  }

  /** Whether no byte came behind the last message; an empty line, which is skipped, is some. */
  boolean isEmpty() {
    return lastOfHead == NONE && !internalBuffer().isReadable();
  }

  private void lookForFolds(ByteBuf in, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = in.getByte(i);
      folded |= lastOfHead == '\n' && (b == ' ' || b == '\t');
      lastOfHead = b;
    }
  }

  @Override
  protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
    if (start != 0) {
      throw new IllegalArgumentException("white space before the method");
    }
    endOfWord = length;
    return super.splitFirstWordInitialLine(line, start, length);
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    afterOneSpace(line, start);
    endOfWord = start + length;
    return super.splitSecondWordInitialLine(line, start, length);
  }

  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    afterOneSpace(line, start);
    return super.splitThirdWordInitialLine(line, start, length);
  }

  private void afterOneSpace(byte[] line, int start) {
    if (start != endOfWord + 1 || line[endOfWord] != ' ') {
      throw new IllegalArgumentException("the parts of the request line are not one space apart");
    }
  }
}
