package dev.countersign.testkit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SniHandler;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One connection's pipeline: TLS for the name asked for, HTTP/2 or HTTP/1.1 as ALPN says, whole
 * requests (with {@code 100 Continue}), one at a time on a connection or a stream.
 */
final class ConnectionInitializer extends ChannelInitializer<SocketChannel> {

  private static final int LONGEST_LINE = 16 << 10;
  private static final int LONGEST_HEAD = 64 << 10;
  private static final int CHUNK = 64 << 10;

  private final TlsHosts hosts;
  private final Door door;
  private final AtomicLong streams = new AtomicLong();

  ConnectionInitializer(TlsHosts hosts, Door door) {
    this.hosts = hosts;
    this.door = door;
  }

  /** Requests that came over HTTP/2 so far. */
  long streams() {
    return streams.get();
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    channel.pipeline().addLast(new SniHandler(hosts)).addLast(new Protocol());
  }

  private void http1(ChannelPipeline pipeline, String serverName) {
    pipeline.addLast(new HttpServerCodec(LONGEST_LINE, LONGEST_HEAD, CHUNK));
    requests(pipeline, serverName);
  }

  private void http2(ChannelPipeline pipeline, String serverName) {
    pipeline
        .addLast(Http2FrameCodecBuilder.forServer().build())
        .addLast(
            new Http2MultiplexHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    streams.incrementAndGet();
                    stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(true));
                    requests(stream.pipeline(), serverName);
                  }
                }));
  }

  private void requests(ChannelPipeline pipeline, String serverName) {
    pipeline
        .addLast(new HttpObjectAggregator(Limits.BODY, true))
        .addLast(new FlowControlHandler())
        .addLast(new ExchangeHandler(door, serverName));
  }

  /** Remembers the name that TLS was set up for, and makes way for the protocol agreed on. */
  private final class Protocol extends ApplicationProtocolNegotiationHandler {

    private String serverName = "";

    Protocol() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      if (event instanceof SniCompletionEvent sni && sni.isSuccess()) {
        serverName = sni.hostname();
      }
      super.userEventTriggered(ctx, event);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        http2(ctx.pipeline(), serverName);
      } else {
        http1(ctx.pipeline(), serverName);
      }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      var _ = ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var _ = ctx.close();
    }
  }
}
