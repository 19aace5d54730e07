package dev.countersign.proxy;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Netty's response decoder, strict, that knows which method each answer belongs to. */
final class StrictResponseDecoder extends HttpResponseDecoder {

  private static final int MAX_HEAD = 256 * 1024;
  private static final int CHUNK = 64 * 1024;

  private final AnswerTo request;

  StrictResponseDecoder(AnswerTo request) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(8 * 1024)
            .setMaxHeaderSize(MAX_HEAD)
            .setMaxChunkSize(CHUNK)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true)
            .setAllowDuplicateContentLengths(false)
            .setValidateHeaders(true));
    this.request = request;
  }

  /** Of an old draft of WebSocket, too, whose answer Netty would wait for a body of. */
  private static boolean isSwitch(HttpResponse response) {
    return response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return super.isContentAlwaysEmpty(message)
        || (message instanceof HttpResponse response
            && (isSwitch(response) || request.isBodiless(response)));
  }
}
