package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.GatewayConfig.UpstreamConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two sockets of the test's own, spliced; the address guard is the dialler's and stands aside. */
@ExtendWith(LeakExtension.class)
@SuppressWarnings("FutureReturnValueIgnored") // a dial that fails fails the test that waits for it
class TunnelTest {

  private record Moved(long up, long down) {}

  private final CompletableFuture<Moved> moved = new CompletableFuture<>();
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Names names = new Names();
  private ServerSocket host;
  private Wire client;
  private Wire far;

  @BeforeEach
  void splice() throws Exception {
    host = new ServerSocket();
    host.setReceiveBufferSize(Fixture.KERNEL_BUFFER);
    host.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    // The dialler reaches loopback by the operator's word only, which is how the test gets there.
    Dialer dialer =
        new Dialer(
            NioSocketChannel.class,
            names,
            new UpstreamConfig(
                Map.of("*", (InetSocketAddress) host.getLocalSocketAddress()),
                Optional.empty(),
                Optional.empty()));
    Channel listener =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel near) {
                    dialer
                        .dialAws(near.eventLoop(), "any.example", 443, _ -> {})
                        .thenAccept(
                            channel ->
                                new Tunnel(
                                        near,
                                        channel,
                                        (up, down) -> moved.complete(new Moved(up, down)))
                                    .splice(Runnable::run));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    Socket socket = new Socket();
    socket.setReceiveBufferSize(Fixture.KERNEL_BUFFER);
    socket.connect(listener.localAddress());
    client = new Wire(socket);
    far = new Wire(host.accept());
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    far.close();
    host.close();
    names.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
  }

  @Test
  void oneDirectionMayEndBeforeTheOther() throws Exception {
    client.send("question");
    client.socket().shutdownOutput();
    assertThat(new String(far.in().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("question");
    far.send("a longer answer");
    far.socket().shutdownOutput();
    assertThat(client.in().readAllBytes()).hasSize(15);
    assertThat(moved.get(10, TimeUnit.SECONDS)).isEqualTo(new Moved(8, 15));
  }

  @Test
  void aSideThatGoesTakesTheOtherWithIt() throws Exception {
    client.send("x");
    assertThat(far.exactly(1)).hasSize(1); // The tunnel stands.
    far.socket().setSoLinger(true, 0);
    far.close();
    assertThat(client.ended()).isTrue();
    assertThat(moved.get(10, TimeUnit.SECONDS)).isEqualTo(new Moved(1, 0));
  }

  @Test
  void aSideThatDoesNotReadStopsTheOther() throws Exception {
    AtomicLong written = new AtomicLong();
    byte[] block = new byte[500_000];
    int blocks = 48;
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < blocks; i++) {
                      client.send(block);
                      written.addAndGet(block.length);
                    }
                    client.socket().shutdownOutput();
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
    long last = -1;
    while (last != written.get()) {
      last = written.get();
      Thread.sleep(300);
    }
    assertThat(last).isLessThan(blocks * (long) block.length);
    assertThat(far.in().readAllBytes()).hasSize(blocks * block.length);
    writer.join();
  }
}
