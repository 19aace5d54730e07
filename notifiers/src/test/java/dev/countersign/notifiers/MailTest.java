package dev.countersign.notifiers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.config.OperatorsConfig.NotifierConfig;
import dev.countersign.config.OperatorsConfig.NotifierConfig.Encryption;
import dev.countersign.model.Role;
import dev.countersign.notifiers.DecisionLinks.Link;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailTest {

  private static final Person RAJ = new Person("raj", Role.APPROVER, Set.of());
  private static final Pattern LINK = Pattern.compile("https://console\\.example/ops/d/(\\S+)");

  @TempDir private Path directory;
  private Office office;

  @BeforeEach
  void opens() {
    office = new Office(directory);
  }

  @AfterEach
  void closes() {
    office.close();
  }

  private Notifiers mailing(InetSocketAddress smtp, Encryption encryption) {
    return office.tells("mail", mail(smtp, encryption), "oncall").open();
  }

  private static NotifierConfig.Mail mail(InetSocketAddress smtp, Encryption encryption) {
    return new NotifierConfig.Mail(
        smtp, encryption, "gate@example.org", Optional.empty(), Optional.empty());
  }

  private Notifiers mailingAs(InetSocketAddress smtp, String password) {
    office.trusting(Identity.trust());
    NotifierConfig.Mail config =
        new NotifierConfig.Mail(
            smtp,
            Encryption.STARTTLS,
            "gate@example.org",
            Optional.of("gateway"),
            Optional.of(office.secret("mail-password", password)));
    return office.tells("mail", config, "oncall").open();
  }

  private static Postbox.Got to(Postbox box, String person) {
    return box.got.stream()
        .filter(it -> it.to().equals(person + "@example.org"))
        .findFirst()
        .orElseThrow();
  }

  /** The text part, or the HTML part. */
  private static String part(Postbox.Got mail, int index) {
    try {
      return (String) ((MimeMultipart) mail.message().getContent()).getBodyPart(index).getContent();
    } catch (MessagingException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Link link(String text) {
    Matcher found = LINK.matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return Office.LINKS.read(found.group(1), Instant.now()).orElseThrow();
  }

  @Test
  void eachPersonOfTheGroupGetsTheirOwnLink() throws MessagingException {
    try (Postbox box = Postbox.plain()) {
      mailing(box.address(), Encryption.NONE);
      Request request = office.ask(1);
      Office.await(() -> box.got.size() == 2);
      for (String person : Set.of("ana", "raj")) {
        Postbox.Got mail = to(box, person);
        assertThat(link(part(mail, 0)).person()).isEqualTo(person);
        assertThat(link(part(mail, 0)).request()).isEqualTo(request.id());
        assertThat(part(mail, 1))
            .contains(LINK.matcher(part(mail, 0)).results().findFirst().orElseThrow().group());
        MimeMessage message = mail.message();
        assertThat(message.getAllRecipients()).hasSize(1);
        assertThat(message.getSubject())
            .isEqualTo("claude asks for s3:DeleteBucket in staging (222222222222)");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(message.getMessageID())
            .matches("<ev-[0-9a-f]{32}\\.[0-9a-f]{12}@example\\.org>");
      }
      assertThat(part(to(box, "ana"), 0))
          .contains("Resources:\n  arn:aws:s3:::logs-1".replace("\n", "\r\n"));
    }
  }

  @Test
  void theDecisionAnswersTheFirstMail() throws MessagingException {
    try (Postbox box = Postbox.plain()) {
      Notifiers notifiers = mailing(box.address(), Encryption.NONE);
      Request request = office.ask(1);
      Office.await(() -> notifiers.status().getFirst().sent() == 2);
      String asked = to(box, "ana").message().getMessageID();
      office.approvals.decide(request.id(), RAJ, new Decision.Deny("no, <b>never</b>"));
      Office.await(() -> box.got.size() == 4);
      Postbox.Got answer =
          box.got.stream()
              .skip(2)
              .filter(it -> it.to().startsWith("ana"))
              .findFirst()
              .orElseThrow();
      assertThat(answer.message().getHeader("References")).containsExactly(asked);
      assertThat(answer.message().getHeader("In-Reply-To")).containsExactly(asked);
      assertThat(answer.message().getMessageID()).isNotEqualTo(asked);
      assertThat(answer.message().getSubject()).startsWith("Re: claude asks for");
      assertThat(part(answer, 0)).contains("denied").contains("raj denied: no, <b>never</b>");
      assertThat(part(answer, 1)).contains("no, &lt;b&gt;never&lt;/b&gt;");
      assertThat(answer.text()).doesNotContain("/ops/d/");
    }
  }

  @Test
  void noTextOfTheAgentBecomesAHeaderALinkOrMarkup() throws MessagingException {
    String hostile = "x\r\nBcc: eve@example.org\r\n\r\n<img src=https://evil.example/\"'>";
    try (Postbox box = Postbox.plain()) {
      mailing(box.address(), Encryption.NONE);
      office.ask(
          office.group("oncall"),
          Office.card("cl\r\nBcc: eve@evil.example\r\n\r\nx", "arn", hostile));
      Office.await(() -> box.got.size() == 2);
      assertThat(box.got).noneMatch(it -> it.to().startsWith("eve"));
      Postbox.Got mail = to(box, "ana");
      assertThat(mail.message().getHeader("Bcc")).isNull();
      assertThat(mail.message().getSubject()).startsWith("cl  Bcc: eve@evil.example    x asks for");
      assertThat(part(mail, 1)).doesNotContain("<img").contains("&lt;img src=https: //evil");
      assertThat(part(mail, 0)).doesNotContain("https://evil");
      assertThat(LINK.matcher(part(mail, 0)).results().count()).isEqualTo(1);
    }
  }

  @Test
  void startTlsIsRequiredAndTheUserLogsIn() {
    try (Postbox box = Postbox.startTls(Identity.of("localhost"))) {
      mailingAs(box.address(), "mail-password");
      office.ask(1);
      Office.await(() -> box.got.size() == 2);
      assertThat(box.got).allMatch(Postbox.Got::encrypted);
    }
  }

  @Test
  void aServerThatRefusesTheUserGetsNothing() {
    try (Postbox box = Postbox.startTls(Identity.of("localhost"))) {
      Notifiers notifiers = mailingAs(box.address(), "wrong");
      office.ask(1);
      Office.await(() -> notifiers.status().getFirst().failed() == 2);
      assertThat(box.got).isEmpty();
    }
  }

  @Test
  void tlsFromTheFirstByte() {
    office.trusting(Identity.trust());
    try (Postbox box = Postbox.tls(Identity.of("localhost"))) {
      mailing(box.address(), Encryption.TLS);
      office.ask(1);
      Office.await(() -> box.got.size() == 2);
      assertThat(box.got).allMatch(Postbox.Got::encrypted);
    }
  }

  @Test
  void aServerWithoutEncryptionIsToldNothing() {
    office.trusting(Identity.trust());
    try (Postbox box = Postbox.plain()) {
      Notifiers notifiers = mailing(box.address(), Encryption.STARTTLS);
      office.ask(1);
      Office.await(() -> notifiers.status().getFirst().trouble().isPresent());
      Office.pause(Duration.ofMillis(300));
      assertThat(box.got).isEmpty();
      assertThat(notifiers.status().getFirst().sent()).isZero();
    }
  }

  @Test
  void anotherHostsCertificateIsNotTaken() {
    office.trusting(Identity.trust());
    try (Postbox startTls = Postbox.startTls(Identity.of("mail.evil.example"));
        Postbox tls = Postbox.tls(Identity.of("mail.evil.example"))) {
      office.tells("first", mail(startTls.address(), Encryption.STARTTLS), "oncall");
      Notifiers notifiers = mailing(tls.address(), Encryption.TLS);
      office.ask(1);
      Office.await(() -> notifiers.status().stream().allMatch(it -> it.trouble().isPresent()));
      Office.pause(Duration.ofMillis(300));
      assertThat(startTls.got).isEmpty();
      assertThat(tls.got).isEmpty();
      assertThat(notifiers.status()).hasSize(2).allMatch(it -> it.sent() == 0);
    }
  }

  @Test
  void anUnknownAuthoritysCertificateIsNotTaken() {
    try (Postbox tls = Postbox.tls(Identity.of("localhost"))) {
      Notifiers notifiers = mailing(tls.address(), Encryption.TLS);
      office.ask(1);
      Office.await(() -> notifiers.status().getFirst().trouble().isPresent());
      assertThat(tls.got).isEmpty();
    }
  }

  @Test
  void onePersonsBadAddressKeepsNobodyElseFromTheirMail() {
    try (Postbox box = Postbox.plain()) {
      box.rejected.put("ana@example.org", 550);
      Notifiers notifiers = mailing(box.address(), Encryption.NONE);
      office.ask(1);
      Office.await(() -> notifiers.status().getFirst().failed() == 1);
      Office.await(() -> notifiers.status().getFirst().sent() == 1);
      assertThat(box.got).extracting(Postbox.Got::to).containsExactly("raj@example.org");
    }
  }

  @Test
  void aServerThatIsBusyIsTriedAgain() {
    try (Postbox box = Postbox.plain()) {
      box.rejected.put("ana@example.org", 451);
      Notifiers notifiers = mailing(box.address(), Encryption.NONE);
      office.ask(1);
      Office.await(() -> notifiers.status().getFirst().trouble().isPresent());
      box.rejected.clear();
      Office.await(() -> notifiers.status().getFirst().sent() == 2);
      assertThat(notifiers.status().getFirst().failed()).isZero();
    }
  }

  @Test
  void aServerThatIsDownIsTriedAgainWhenItIsUp() {
    InetSocketAddress free;
    try (Postbox box = Postbox.plain()) {
      free = box.address();
    }
    Notifiers notifiers = mailing(free, Encryption.NONE);
    office.ask(1);
    Office.await(() -> notifiers.status().getFirst().trouble().isPresent());
    try (Postbox box = Postbox.at(free.getPort())) {
      Office.await(() -> box.got.size() == 2);
    }
  }
}
