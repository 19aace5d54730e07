package dev.countersign.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The listener as a bare socket sees it. */
class ListenerTest {

  private static final String HOST = "dynamodb.eu-west-1.amazonaws.com";

  private static StandIn standIn;
  private static SSLContext tls;

  @BeforeAll
  static void start() throws Exception {
    standIn = StandIn.start(StandInOptions.demo());
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("stand-in", standIn.caCertificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
  }

  @AfterAll
  static void stop() {
    standIn.close();
  }

  private static SSLSocket connect(String serverName) throws IOException {
    Socket plain = new Socket(standIn.address().getAddress(), standIn.address().getPort());
    plain.setSoTimeout(10_000);
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, serverName, 443, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(serverName)));
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Up to and with the next empty line. */
  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("closed after: " + head);
      }
      head.append((char) b);
    }
    return head.toString();
  }

  private static String response(Socket socket) throws IOException {
    String head = head(socket);
    int length = Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
    return head + new String(socket.getInputStream().readNBytes(length), ISO_8859_1);
  }

  @Test
  void showsACertificateForTheHostThatIsAskedFor() throws IOException {
    for (String host : List.of(HOST, "a.bucket.s3.us-east-1.amazonaws.com", "sts.amazonaws.com")) {
      try (SSLSocket socket = connect(host)) {
        X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        assertThat(leaf.getSubjectAlternativeNames().toString()).contains(host);
      } catch (CertificateParsingException e) {
        throw new IOException(e);
      }
    }
  }

  @Test
  void hasNoCertificateForOtherHosts() {
    for (String host :
        List.of("example.org", "amazonaws.com.example.org", "abc.elb.amazonaws.com")) {
      assertThatExceptionOfType(SSLException.class).isThrownBy(() -> connect(host));
    }
  }

  @Test
  void refusesAHostOtherThanTheCertificates() throws IOException {
    try (SSLSocket socket = connect(HOST)) {
      send(socket, "GET / HTTP/1.1\r\nHost: iam.amazonaws.com\r\n\r\n");
      assertThat(response(socket)).startsWith("HTTP/1.1 421 ");
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws IOException {
    try (SSLSocket socket = connect(HOST)) {
      String request = "POST /%s HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 0\r\n\r\n";
      send(socket, request.formatted("1") + request.formatted("2"));
      assertThat(response(socket)).contains("MissingAuthenticationTokenException");
      assertThat(response(socket)).contains("MissingAuthenticationTokenException");
    }
    assertThat(standIn.calls().stream().map(ReceivedCall::path).filter(p -> p.matches("/[12]")))
        .containsExactly("/1", "/2");
  }

  @Test
  void readsChunkedBodiesAndContinues() throws IOException {
    try (SSLSocket socket = connect(HOST)) {
      send(
          socket,
          "POST / HTTP/1.1\r\nHost: "
              + HOST
              + "\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
      assertThat(head(socket)).startsWith("HTTP/1.1 100 ");
      send(socket, "3\r\nabc\r\n0\r\n\r\n");
      assertThat(response(socket)).startsWith("HTTP/1.1 400 ").contains("__type");
    }
  }

  @Test
  void refusesABodyOverTheBound() throws IOException {
    try (SSLSocket socket = connect(HOST)) {
      send(
          socket,
          "POST / HTTP/1.1\r\nHost: "
              + HOST
              + "\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n");
      assertThat(head(socket)).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void survivesGarbageAndClientsThatLeave() throws IOException {
    for (String garbage :
        List.of("GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001\u0000\u0001x", "\u0000")) {
      try (Socket socket =
          new Socket(standIn.address().getAddress(), standIn.address().getPort())) {
        send(socket, garbage);
      }
    }
    try (SSLSocket socket = connect(HOST)) {
      send(socket, "POST / HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 100\r\n\r\nhalf");
    }
    try (SSLSocket socket = connect(HOST)) {
      send(socket, "NONSENSE\r\n\r\n");
      assertThat(head(socket)).startsWith("HTTP/1.1 4");
    }
    try (SSLSocket socket = connect(HOST)) {
      send(socket, "GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
      assertThat(response(socket)).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void saysWhichPortIsTaken() {
    int port = standIn.address().getPort();
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> StandIn.start(StandInOptions.demo().withPort(port)))
        .withMessageContaining(":" + port);
  }
}
