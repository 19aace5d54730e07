package dev.countersign.cli;

import dev.countersign.approvals.Text;
import dev.countersign.console.ApiJson.Approval;
import dev.countersign.console.ApiJson.Call;
import dev.countersign.console.ApiJson.GrantJson;
import dev.countersign.console.ApiJson.Param;
import dev.countersign.console.ApiJson.Vote;
import dev.countersign.console.ApiJson.WidthJson;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests and grants for a terminal. An agent chooses much of what stands in them. What the
 * console sends is made visible already; here it is made sure of, and nothing that an agent wrote
 * has two spaces in a row: only our own columns and indentation have, so that no long text can be
 * wrapped into a line that looks like one of ours.
 */
final class ApprovalText {

  /** Characters of a resource in a list. */
  private static final int BRIEF = 100;

  private ApprovalText() {}

  /** One line. */
  static String line(Approval it) {
    String resource = it.resource();
    return "%s  %-8s  %s in %s  %s  %s"
        .formatted(
            plain(it.id()),
            plain(it.state()),
            plain(it.agent()),
            plain(it.accountName()),
            plain(it.operation()),
            resource.length() > BRIEF
                ? plain(resource.substring(0, BRIEF)) + "..."
                : plain(resource));
  }

  /** The card, and what the agent did before it asked. */
  static String card(Approval it, List<Call> before) {
    List<String> lines = new ArrayList<>(List.of(card(it)));
    before.forEach(call -> add(lines, "before", before(call)));
    return String.join("\n", lines);
  }

  private static String before(Call call) {
    return call.at()
        + " "
        + call.operation()
        + (call.resource().isEmpty() ? "" : " " + call.resource())
        + ": "
        + call.outcome();
  }

  /** Everything that somebody needs who decides. */
  static String card(Approval it) {
    List<String> lines = new ArrayList<>();
    lines.add(plain(it.id()) + "  " + plain(it.state()) + ", until " + plain(it.expires()));
    lines.add("  " + plain(headline(it)));
    it.resources().forEach(resource -> add(lines, "on", resource));
    more(lines, it.moreResources());
    it.params().forEach(param -> add(lines, "with", param(param)));
    more(lines, it.moreParams());
    if (!it.unknown().isEmpty()) {
      add(lines, "unknown", String.join(", ", it.unknown()));
    }
    add(lines, "access", it.access() + warnings(it));
    if (!it.iamActions().isEmpty()) {
      add(lines, "needs", String.join(", ", it.iamActions()));
    }
    add(lines, "from", it.address());
    add(lines, "rule", it.rule() + (it.reason().isEmpty() ? "" : ": " + it.reason()));
    add(lines, "asks", asked(it));
    add(lines, "permits", offer(it));
    it.votes().forEach(vote -> add(lines, "vote", vote(vote)));
    return String.join("\n", lines);
  }

  private static void add(List<String> lines, String label, String text) {
    lines.add("  %-8s".formatted(label) + plain(text));
  }

  private static void more(List<String> lines, int count) {
    if (count > 0) {
      add(lines, "", "and " + count + " more");
    }
  }

  private static String headline(Approval it) {
    return "%s%s wants %s in %s (%s), %s"
        .formatted(
            it.agent(),
            it.verified() ? "" : " (not proved)",
            it.operation(),
            it.accountName(),
            it.account(),
            it.region());
  }

  private static String param(Param param) {
    return param.name() + " = " + (param.redacted() ? "(not shown) " : "") + param.value();
  }

  private static String warnings(Approval it) {
    return (it.foreignAccount() ? "; names another account" : "")
        + (it.returnsCredentials() ? "; the answer holds secrets" : "")
        + (it.runsCode() ? "; makes something run" : "");
  }

  private static String asked(Approval it) {
    return it.group()
        + ", "
        + it.quorum()
        + " of them"
        + (it.commentRequired() ? ", with --comment" : "");
  }

  /** What an approval may cover, in the words of the options that ask for it. */
  private static String offer(Approval it) {
    String longest = it.offer().longest();
    return "--width "
        + String.join("|", it.offer().widths())
        + (longest == null ? "" : ", --for " + longest + " at most")
        + (it.offer().mostCalls() == null ? "" : ", --calls " + it.offer().mostCalls() + " at most")
        + (it.offer().resourceRequired() ? ", action with --resource" : "");
  }

  private static String vote(Vote vote) {
    return vote.decision()
        + " by "
        + vote.person()
        + (vote.width() == null ? "" : ", " + width(vote.width()))
        + (vote.comment().isEmpty() ? "" : ": " + vote.comment());
  }

  static String grant(GrantJson it) {
    return "%s  %-8s  %s in %s  %s  %s  until %s, used %d%s, by %s"
        .formatted(
            plain(it.id()),
            plain(it.state()),
            plain(it.agent()),
            plain(it.account()),
            plain(it.operation()),
            plain(width(it.width())),
            plain(it.expires()),
            it.used(),
            it.calls() == null ? "" : " of " + it.calls(),
            plain(String.join(", ", it.by())));
  }

  private static String width(WidthJson width) {
    return width.width()
        + (width.resource() == null ? "" : " on " + width.resource())
        + (width.actions() == null ? "" : " " + String.join(", ", width.actions()))
        + (width.lasting() == null ? "" : " for " + width.lasting())
        + (width.calls() == null ? "" : ", " + width.calls() + " calls");
  }

  /** On one line, with nothing invisible, and of spaces one at a time. */
  static String plain(String text) {
    return Text.printable(text).replaceAll("(?<= ) ", "\\\\u{20}");
  }
}
