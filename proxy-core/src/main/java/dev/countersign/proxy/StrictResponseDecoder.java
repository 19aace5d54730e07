package dev.countersign.proxy;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Netty's response decoder, strict, that knows which method each answer belongs to. */
final class StrictResponseDecoder extends HttpResponseDecoder {

  private static final int MAX_HEAD = 256 * 1024;
  private static final int CHUNK = 64 * 1024;

  private boolean forHead;

  StrictResponseDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(8 * 1024)
            .setMaxHeaderSize(MAX_HEAD)
            .setMaxChunkSize(CHUNK)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true)
            .setAllowDuplicateContentLengths(false)
            .setValidateHeaders(true));
  }

  /** The method of the request that the next answer is for; there is one at a time. */
  void expect(HttpMethod method) {
    forHead = method.equals(HttpMethod.HEAD);
  }

  /** Whether the answer has no body whatever its headers say (RFC 9112, 6.3). */
  boolean isBodiless(HttpResponse response) {
    int status = response.status().code();
    return forHead || status == 204 || status == 304;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return super.isContentAlwaysEmpty(message)
        || (message instanceof HttpResponse response && isBodiless(response));
  }
}
