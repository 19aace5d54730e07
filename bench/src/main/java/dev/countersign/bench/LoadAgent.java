package dev.countersign.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLSocketFactory;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * An agent that makes one call on a connection of its own, with blocking streams: as little beside
 * the gateway as can be, so that it is the gateway that is measured.
 */
final class LoadAgent {

  private static final int BUFFER = 64 << 10;

  private final InetSocketAddress proxy;
  private final SSLSocketFactory tls;

  LoadAgent(InetSocketAddress proxy, SSLSocketFactory tls) {
    this.proxy = proxy;
    this.tls = tls;
  }

  /**
   * Sends a signed request and reads the whole answer.
   *
   * @return the length of the answer's body
   * @throws IOException where anything but 200 comes back, with the answer
   */
  long call(SignedRequest signed) throws IOException {
    SdkHttpRequest head = signed.request();
    SocketAddress address = proxy;
    try (Socket plain = new Socket()) {
      plain.connect(address);
      plain.getOutputStream().write(connect(head.host()));
      expect200(plain.getInputStream());
      try (Socket socket = tls.createSocket(plain, head.host(), 443, true)) {
        send(signed, socket.getOutputStream());
        InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        long length = expect200(in);
        in.skipNBytes(length);
        return length;
      }
    }
  }

  private static byte[] connect(String host) {
    return ("CONNECT " + host + ":443 HTTP/1.1\r\nHost: " + host + ":443\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void send(SignedRequest signed, OutputStream out) throws IOException {
    SdkHttpRequest head = signed.request();
    StringBuilder text = new StringBuilder();
    String query = head.encodedQueryParameters().map(q -> "?" + q).orElse("");
    text.append(head.method()).append(' ').append(head.encodedPath()).append(query);
    text.append(" HTTP/1.1\r\n");
    head.forEachHeader(
        (name, values) ->
            values.forEach(value -> text.append(name).append(": ").append(value).append("\r\n")));
    OutputStream buffered = new BufferedOutputStream(out, BUFFER);
    buffered.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    if (signed.payload().isPresent()) {
      ContentStreamProvider payload = signed.payload().get();
      try (InputStream body = payload.newStream()) {
        byte[] block = new byte[BUFFER];
        for (int some = body.read(block); some >= 0; some = body.read(block)) {
          buffered.write(block, 0, some);
        }
      }
    }
    buffered.flush();
  }

  /** Reads a head and gives the length that it announces. */
  private static long expect200(InputStream in) throws IOException {
    String status = line(in);
    long length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String field = line.toLowerCase(Locale.ROOT);
      if (field.startsWith("content-length:")) {
        length = Long.parseLong(field.substring(field.indexOf(':') + 1).strip());
      }
    }
    if (!status.startsWith("HTTP/1.1 200")) {
      byte[] text = in.readNBytes((int) Math.min(length, BUFFER));
      throw new IOException(status + ": " + new String(text, StandardCharsets.UTF_8));
    }
    return length;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the connection ended after \"" + line + "\"");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }
}
