package dev.countersign.credentials;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.countersign.certs.CertificateAuthority;
import dev.countersign.certs.LeafCertificates.Leaf;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** STS over TLS on the loopback interface, with the certificate of one host name. */
final class FakeSts implements AutoCloseable {

  static final String SESSION_SECRET = "planted-session-secret";
  static final String SESSION_TOKEN = "planted-session-token";

  /** What a request was. */
  record Asked(String host, String authorization, Map<String, String> form) {}

  /** An answer of STS. */
  record Answer(int status, String body) {}

  final List<Asked> asked = new CopyOnWriteArrayList<>();
  volatile Answer answer;

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  FakeSts(CertificateAuthority authority, String host) {
    try {
      answer = session("ASIASESSION000000001", Instant.now().plusSeconds(3600));
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new Tls(context(authority.leaves().forHost(host).join())));
      server.setExecutor(threads);
      server.createContext("/", this::handle);
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      asked.add(
          new Asked(
              exchange.getRequestHeaders().getFirst("Host"),
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
              form(body)));
      Answer now = answer;
      byte[] bytes = now.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/xml");
      exchange.sendResponseHeaders(now.status(), bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }

  private static Map<String, String> form(String body) {
    return Arrays.stream(body.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  static Answer session(String accessKeyId, Instant expiration) {
    String credentials =
        "<Credentials><AccessKeyId>"
            + accessKeyId
            + "</AccessKeyId><SecretAccessKey>"
            + SESSION_SECRET
            + "</SecretAccessKey><SessionToken>"
            + SESSION_TOKEN
            + "</SessionToken><Expiration>"
            + expiration
            + "</Expiration></Credentials>";
    String result = "<%1$sResult>" + credentials + "</%1$sResult>";
    return new Answer(
        200,
        "<AssumeRoleResponse>"
            + result.formatted("AssumeRole")
            + result.formatted("AssumeRoleWithWebIdentity")
            + "</AssumeRoleResponse>");
  }

  static Answer identity(String account) {
    return new Answer(
        200,
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn</Arn><UserId>u</UserId>"
            + "<Account>"
            + account
            + "</Account></GetCallerIdentityResult></GetCallerIdentityResponse>");
  }

  static Answer error(int status, String code, String message) {
    return new Answer(
        status,
        "<ErrorResponse><Error><Type>Sender</Type><Code>"
            + code
            + "</Code><Message>"
            + message
            + "</Message></Error><RequestId>r</RequestId></ErrorResponse>");
  }

  private static SSLContext context(Leaf leaf) {
    try {
      char[] password = "irrelevant".toCharArray();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("leaf", leaf.key(), password, leaf.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Tls extends HttpsConfigurator {
    Tls(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      parameters.setSSLParameters(getSSLContext().getDefaultSSLParameters());
    }
  }

  static CertificateAuthority authority() {
    return CertificateAuthority.ephemeral("Test roots", Clock.systemUTC());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
