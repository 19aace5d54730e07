package dev.countersign.notifiers;

import dev.countersign.approvals.Request;
import dev.countersign.config.OperatorsConfig.PersonConfig;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a mail says, as plain text and as HTML.
 *
 * @param headline the first line
 * @param parts below it
 */
record MailText(String headline, List<Part> parts) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  MailText {
    parts = List.copyOf(parts);
  }

  /** A piece of the text. */
  sealed interface Part {
    /** A label and what it stands for; others may have chosen that. */
    record Values(String label, List<String> values) implements Part {}

    /** A link of the gateway's own. */
    record Link(String label, String url) implements Part {}

    /** Words of the gateway's own. */
    record Words(String text) implements Part {}
  }

  /** That a person is asked. */
  static MailText asked(Letter letter, PersonConfig person, Links links) {
    List<Part> parts = new ArrayList<>();
    for (Request request : letter.requests()) {
      facts(request, letter.requests().size() == 1).forEach(parts::add);
      parts.add(new Part.Link("Decide", links.decide(request, person)));
      parts.add(new Part.Link("In the console", links.page(request)));
      parts.add(new Part.Words("Open until " + TIME.format(request.expires()) + "."));
    }
    if (letter.more() > 0) {
      parts.add(new Part.Words("And " + letter.more() + " more of the same batch."));
    }
    parts.add(
        new Part.Words(
            "Whoever has the link to decide is taken for you: do not forward this mail. The link"
                + " opens a page that asks before anything is decided."));
    return new MailText(Fact.headline(letter.first()), parts);
  }

  /** What became of what a person was asked. */
  static MailText decided(List<Request> requests, Links links, Instant at) {
    List<Part> parts = new ArrayList<>();
    for (Request request : requests) {
      parts.add(new Part.Values("Operation", List.of(Fact.brief(request))));
      parts.add(new Part.Values("Now", List.of(Standing.word(request, at))));
      List<String> votes = Fact.votes(request);
      if (!votes.isEmpty()) {
        parts.add(new Part.Values("Said", votes));
      }
      parts.add(new Part.Link("In the console", links.page(request)));
    }
    return new MailText(Fact.headline(requests.getFirst()), parts);
  }

  private static List<Part> facts(Request request, boolean whole) {
    return whole
        ? Fact.all(request).stream()
            .map(fact -> (Part) new Part.Values(fact.label(), fact.values()))
            .toList()
        : List.of(new Part.Values("Operation", List.of(Fact.brief(request))));
  }

  String plain() {
    StringBuilder text = new StringBuilder(unlinked(headline)).append("\n\n");
    parts.forEach(part -> text.append(plain(part)).append('\n'));
    return text.toString();
  }

  private static String plain(Part part) {
    return switch (part) {
      case Part.Values(String label, List<String> values) ->
          label + ":\n  " + String.join("\n  ", values.stream().map(MailText::unlinked).toList());
      case Part.Link(String label, String url) -> label + ":\n  " + url;
      case Part.Words(String words) -> words + "\n";
    };
  }

  String html() {
    StringBuilder text = new StringBuilder("<!DOCTYPE html><html><body>");
    text.append("<p><b>").append(Texts.html(unlinked(headline))).append("</b></p>");
    parts.forEach(part -> text.append("<p>").append(html(part)).append("</p>\n"));
    return text.append("</body></html>").toString();
  }

  private static String html(Part part) {
    return switch (part) {
      case Part.Values(String label, List<String> values) ->
          Texts.html(label)
              + "<br><code>"
              + String.join(
                  "<br>", values.stream().map(value -> Texts.html(unlinked(value))).toList())
              + "</code>";
      case Part.Link(String label, String url) ->
          "<a href=\"" + Texts.html(url) + "\">" + Texts.html(label) + "</a>";
      case Part.Words(String words) -> Texts.html(words);
    };
  }

  /** Programs that show mail make links of what looks like an address; this looks like none. */
  private static String unlinked(String value) {
    return value.replace("://", ": //");
  }
}
