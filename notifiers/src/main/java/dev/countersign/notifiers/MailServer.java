package dev.countersign.notifiers;

import dev.countersign.config.OperatorsConfig.NotifierConfig;
import dev.countersign.model.Secret;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * A mail server, as the configuration has it. Where it is to be encrypted, nothing is said before
 * it is, and the server's certificate is for its name.
 */
final class MailServer {

  private final NotifierConfig.Mail config;
  private final Optional<Secret> password;
  private final Session session;

  MailServer(NotifierConfig.Mail config, Optional<Secret> password, Media.Terms terms) {
    this.config = config;
    this.password = password;
    this.session = Session.getInstance(properties(config, terms));
  }

  private static Properties properties(NotifierConfig.Mail config, Media.Terms terms) {
    Properties all = new Properties();
    String connect = Long.toString(terms.limits().connect().toMillis());
    String answer = Long.toString(terms.limits().answer().toMillis());
    set(all, "connectiontimeout", connect);
    set(all, "timeout", answer);
    set(all, "writetimeout", answer);
    set(all, "auth", Boolean.toString(config.user().isPresent()));
    set(all, "auth.mechanisms", "PLAIN LOGIN");
    encryption(all, config.encryption());
    terms
        .trust()
        .map(SSLContext::getSocketFactory)
        .ifPresent(factory -> all.put("mail.smtp.ssl.socketFactory", factory));
    return all;
  }

  private static void encryption(Properties all, NotifierConfig.Encryption encryption) {
    set(all, "ssl.checkserveridentity", "true");
    set(all, "ssl.protocols", "TLSv1.2 TLSv1.3");
    set(all, "socketFactory.fallback", "false");
    switch (encryption) {
      case TLS -> set(all, "ssl.enable", "true");
      case STARTTLS -> {
        set(all, "starttls.enable", "true");
        set(all, "starttls.required", "true");
      }
      case NONE -> set(all, "starttls.enable", "false");
    }
  }

  private static void set(Properties all, String name, String value) {
    all.setProperty("mail.smtp." + name, value);
  }

  Session session() {
    return session;
  }

  /** One attempt, on a connection of its own. */
  Outcome send(MimeMessage message, String id) {
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect(
          config.smtp().getHostString(),
          config.smtp().getPort(),
          config.user().orElse(null),
          password.map(Secret::reveal).orElse(null));
      transport.sendMessage(message, message.getAllRecipients());
      return new Outcome.Delivered(id);
    } catch (AuthenticationFailedException _) {
      return new Outcome.Refused("the mail server refuses the user");
    } catch (MessagingException e) {
      return failed(e);
    }
  }

  /** Replies that begin with 5 are final (RFC 5321, 4.2.1). */
  private static Outcome failed(MessagingException e) {
    OptionalInt code = code(e);
    if (code.isPresent() && code.getAsInt() / 100 == 5) {
      return new Outcome.Refused("the mail server says " + code.getAsInt());
    }
    return Outcome.again(
        code.isPresent()
            ? "the mail server says " + code.getAsInt()
            : "the mail server was not reached, or not as it has to be: "
                + e.getClass().getSimpleName());
  }

  /** The last reply that says something: what is about an address stands below the whole. */
  private static OptionalInt code(MessagingException e) {
    OptionalInt code =
        switch (e) {
          case SMTPAddressFailedException it -> OptionalInt.of(it.getReturnCode());
          case SMTPSenderFailedException it -> OptionalInt.of(it.getReturnCode());
          case SMTPSendFailedException it -> OptionalInt.of(it.getReturnCode());
          default -> OptionalInt.empty();
        };
    OptionalInt below =
        e.getNextException() instanceof MessagingException next ? code(next) : OptionalInt.empty();
    return below.isPresent() ? below : code;
  }
}
