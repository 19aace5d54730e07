package dev.countersign.cli;

import dev.countersign.certs.TrustedRoots;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An agent without an SDK: a socket through the gateway, on which it writes what it likes. */
final class RawAgent implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 10_000;

  /** An answer: its status, its head as text, its body. */
  record Answer(int status, String head, String body) {

    boolean mentions(String text) {
      return (head + body).contains(text);
    }
  }

  private final Socket socket;
  private final InputStream in;

  private RawAgent(Socket socket) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** A plain connection to the gateway. */
  static RawAgent plain(RunningGateway gateway) throws IOException {
    return plain(gateway.address());
  }

  static RawAgent plain(InetSocketAddress address) throws IOException {
    return new RawAgent(new Socket(address.getAddress(), address.getPort()));
  }

  /** A tunnel to {@code host}, in TLS, that trusts the gateway's certificate for that host. */
  static RawAgent tunnel(RunningGateway gateway, SSLContext trust, String host) throws IOException {
    RawAgent plain = plain(gateway);
    Answer connected = plain.connect(host + ":443", "");
    if (connected.status() != 200) {
      throw new IOException("CONNECT was answered with " + connected);
    }
    return plain.tls(trust, host);
  }

  Answer connect(String authority, String moreHead) throws IOException {
    send("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + moreHead + "\r\n");
    String head = head();
    int status = Integer.parseInt(head.split(" ", 3)[1]);
    return new Answer(status, head, status == 200 ? "" : body(head));
  }

  RawAgent tls(SSLContext trust, String sni) throws IOException {
    SSLSocket secured = (SSLSocket) trust.getSocketFactory().createSocket(socket, sni, 443, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(sni)));
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return new RawAgent(secured);
  }

  /** TLS straight to an address, as somebody without the gateway would speak to {@code host}. */
  static RawAgent direct(InetSocketAddress address, X509Certificate root, String host)
      throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    return new RawAgent(socket).tls(TrustedRoots.of(root).context(), host);
  }

  /** TLS that trusts the gateway's authority and nobody else. */
  static SSLContext trust(RunningGateway gateway) {
    return TrustedRoots.of(gateway.authority().certificate()).context();
  }

  RawAgent send(String latin1) throws IOException {
    return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawAgent send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** The next answer that is not 100 Continue. */
  Answer answer() throws IOException {
    String head = head();
    int status = Integer.parseInt(head.split(" ", 3)[1]);
    return status == 100 ? answer() : new Answer(status, head, body(head));
  }

  /** Whether the gateway ends the connection without another byte. */
  boolean ends() {
    try {
      return in.read() < 0;
    } catch (IOException reset) {
      return !(reset instanceof java.net.SocketTimeoutException);
    }
  }

  private String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("the connection ended in a head: " + head);
      }
      head.write(b);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private String body(String head) throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    if (lower.contains("transfer-encoding: chunked")) {
      StringBuilder body = new StringBuilder();
      for (int size = chunk(); size > 0; size = chunk()) {
        body.append(text(size));
        text(2);
      }
      text(2);
      return body.toString();
    }
    int at = lower.indexOf("content-length: ");
    return at < 0 ? "" : text(Integer.parseInt(lower.substring(at + 16).split("\r", 2)[0]));
  }

  private int chunk() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      line.append((char) b);
    }
    return Integer.parseInt(line.toString().strip(), 16);
  }

  private String text(int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
