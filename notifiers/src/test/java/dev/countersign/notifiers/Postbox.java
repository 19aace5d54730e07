package dev.countersign.notifiers;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** A mail server on this machine that keeps what it gets. */
final class Postbox implements AutoCloseable {

  /** Mail as it came. */
  record Got(String from, String to, boolean encrypted, String text) {
    MimeMessage message() {
      try {
        return new MimeMessage(
            Session.getInstance(new Properties()),
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
      } catch (MessagingException e) {
        throw new AssertionError(e);
      }
    }
  }

  final List<Got> got = new CopyOnWriteArrayList<>();
  final Map<String, Integer> rejected = new ConcurrentHashMap<>();
  private final SMTPServer server;

  private Postbox(SMTPServer.Builder builder) {
    server =
        builder.bindAddress(InetAddress.getLoopbackAddress()).messageHandler(this::take).build();
    server.start();
  }

  static Postbox plain() {
    return at(0);
  }

  static Postbox at(int port) {
    return new Postbox(SMTPServer.port(port));
  }

  /** It offers STARTTLS, takes no mail before it, and one user. */
  static Postbox startTls(SSLContext context) {
    return new Postbox(
        SMTPServer.port(0)
            .enableTLS()
            .requireTLS()
            .startTlsSocketFactory(context)
            .requireAuth()
            .authenticationHandlerFactory(
                new EasyAuthenticationHandlerFactory(
                    (user, password, _) -> {
                      if (!user.equals("gateway") || !password.equals("mail-password")) {
                        throw new LoginFailedException("no");
                      }
                    })));
  }

  static Postbox tls(SSLContext context) {
    return new Postbox(SMTPServer.port(0).serverSocketFactory(context));
  }

  private void take(MessageContext context, String from, String to, byte[] data)
      throws RejectException {
    Integer code = rejected.get(to);
    if (code != null) {
      throw new RejectException(code, "not now");
    }
    boolean encrypted =
        ((org.subethamail.smtp.server.Session) context).getSocket() instanceof SSLSocket;
    got.add(new Got(from, to, encrypted, new String(data, StandardCharsets.UTF_8)));
  }

  InetSocketAddress address() {
    return InetSocketAddress.createUnresolved("localhost", server.getPortAllocated());
  }

  @Override
  public void close() {
    server.stop();
  }
}
