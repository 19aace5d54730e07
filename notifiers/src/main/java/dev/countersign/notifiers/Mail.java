package dev.countersign.notifiers;

import dev.countersign.approvals.Request;
import dev.countersign.config.OperatorsConfig.PersonConfig;
import dev.countersign.model.FieldHash;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * Mail to one person, with that person's own links. What became of a request is one answer to the
 * mail that told it, once all in that mail is over.
 *
 * @param address the person's
 */
record Mail(
    String name,
    MailServer server,
    String from,
    PersonConfig person,
    String address,
    People people,
    Links links)
    implements Medium {

  @Override
  public boolean tells(Request request) {
    return people.tells(name, request) && people.isAsked(person, request);
  }

  @Override
  public Outcome tell(Letter letter) {
    MailText text = MailText.asked(letter, person, links);
    return send(text, text.headline(), letter.id(), Optional.empty(), letter.written());
  }

  @Override
  public Outcome update(Letter.Sent sent, List<Request> now, Instant at) {
    if (!now.stream().allMatch(it -> Standing.of(it, at).over())) {
      return new Outcome.Unneeded();
    }
    MailText text = MailText.decided(now, links, at);
    String id = Letter.id("decided", name, now);
    return send(text, "Re: " + text.headline(), id, Optional.of(sent.handle()), at);
  }

  private Outcome send(
      MailText text, String subject, String event, Optional<String> answered, Instant at) {
    String id = messageId(event);
    try {
      MimeMessage message = new Identified(server.session(), id);
      message.setFrom(new InternetAddress(from, true));
      message.setRecipient(RecipientType.TO, new InternetAddress(address, true));
      message.setSubject(subject, "UTF-8");
      message.setSentDate(Date.from(at));
      message.setHeader("Auto-Submitted", "auto-generated");
      message.setHeader("X-Auto-Response-Suppress", "All");
      if (answered.isPresent()) {
        message.setHeader("In-Reply-To", answered.get());
        message.setHeader("References", answered.get());
      }
      message.setContent(
          new MimeMultipart("alternative", part(text.plain(), "plain"), part(text.html(), "html")));
      message.saveChanges();
      return server.send(message, id);
    } catch (MessagingException e) {
      return new Outcome.Refused("a mail could not be made: " + e.getClass().getSimpleName());
    }
  }

  private static MimeBodyPart part(String text, String kind) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(text, "UTF-8", kind);
    return part;
  }

  /** The same for the same event and person, so that a mail server can know a second copy. */
  private String messageId(String event) {
    String reader = FieldHash.of(List.of(name, person.name())).substring(0, 12);
    return "<" + event + "." + reader + "@" + from.substring(from.indexOf('@') + 1) + ">";
  }

  /** The library would replace the Message-ID by one that names this machine. */
  private static final class Identified extends MimeMessage {
    private final String id;

    Identified(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
