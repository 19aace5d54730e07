package dev.countersign.proxy;

import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Netty's HTTP/2, with everything bounded that the other side may ask for (RFC 9113, 10.5). What a
 * bound is exceeded by decides how it ends: the stream, or the connection with {@code
 * ENHANCE_YOUR_CALM}.
 */
final class Http2Codecs {

  /** Streams of one connection that are open at once. */
  static final int STREAMS = 100;

  /** What a client may send on a stream before the exchange reads it; RFC 9113's own default. */
  private static final int CLIENT_WINDOW = 64 * 1024 - 1;

  /**
   * What AWS may send before the client reads it. It bounds the throughput over a distance: with
   * 100 ms to the region and back, 5 MB a second.
   */
  private static final int UPSTREAM_WINDOW = 512 * 1024;

  private static final int UPSTREAM_HEAD = 256 * 1024;

  /** Resets in {@link #RESET_SECONDS}, asked for or provoked ("rapid reset"). */
  private static final int RESETS = 200;

  private static final int RESET_SECONDS = 10;

  /** Acknowledgements that wait because the other side does not read. */
  private static final int QUEUED_CONTROL_FRAMES = 1_000;

  private static final int EMPTY_DATA_FRAMES = 10;
  private static final int SMALL_CONTINUATIONS = 16;

  /** As long as exchanges are given when the gateway closes. */
  private static final long DRAIN_MILLIS = TimeUnit.SECONDS.toMillis(10);

  /** Not to be kept in a compression table (RFC 7541, 7.1.3), here or at any intermediary. */
  private static final Set<String> SECRET = Set.of("authorization", "x-amz-security-token");

  private Http2Codecs() {}

  /**
   * The codec towards a client. It does not validate heads: {@link StreamRequestDecoder} does, and
   * leaves a record.
   *
   * @param maxHead in bytes as HTTP/1.1 has them; HPACK counts 32 more for each field (RFC 7541,
   *     4.1), so its own bound is twice that, and what lies between is refused with a record
   */
  static Http2FrameCodec towardsClient(int maxHead) {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(STREAMS)
                .initialWindowSize(CLIENT_WINDOW)
                .maxHeaderListSize(2L * maxHead))
        .validateHeaders(false)
        .validateRequiredPseudoHeaders(false)
        // A client says how large the table of what it is sent may grow: so nothing goes there.
        .headerSensitivityDetector(Http2HeadersEncoder.ALWAYS_SENSITIVE)
        .encoderIgnoreMaxHeaderListSize(true)
        .encoderEnforceMaxQueuedControlFrames(QUEUED_CONTROL_FRAMES)
        .decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_DATA_FRAMES)
        .decoderEnforceMaxRstFramesPerWindow(RESETS, RESET_SECONDS)
        .encoderEnforceMaxRstFramesPerWindow(RESETS, RESET_SECONDS)
        .decoderEnforceMaxSmallContinuationFrames(SMALL_CONTINUATIONS)
        .gracefulShutdownTimeoutMillis(DRAIN_MILLIS)
        .build();
  }

  /**
   * By how much a client's connection may exceed a stream's window: so that streams which nobody
   * reads, all of them together, never keep the others waiting.
   */
  static int connectionWindowIncrement() {
    return (STREAMS - 1) * CLIENT_WINDOW;
  }

  /** The codec towards AWS: no push, and one call at a time. */
  static Http2FrameCodec upstream() {
    return Http2FrameCodecBuilder.forClient()
        .initialSettings(
            Http2Settings.defaultSettings()
                .pushEnabled(false)
                .initialWindowSize(UPSTREAM_WINDOW)
                .maxHeaderListSize(UPSTREAM_HEAD))
        .headerSensitivityDetector((name, _) -> SECRET.contains(name.toString()))
        .encoderIgnoreMaxHeaderListSize(true)
        .encoderEnforceMaxQueuedControlFrames(QUEUED_CONTROL_FRAMES)
        .decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_DATA_FRAMES)
        .decoderEnforceMaxSmallContinuationFrames(SMALL_CONTINUATIONS)
        .gracefulShutdownTimeoutMillis(0)
        .build();
  }
}
