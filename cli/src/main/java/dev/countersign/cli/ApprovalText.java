package dev.countersign.cli;

import dev.countersign.approvals.Text;
import dev.countersign.console.ApiJson.Approval;
import dev.countersign.console.ApiJson.GrantJson;
import dev.countersign.console.ApiJson.Param;
import dev.countersign.console.ApiJson.Vote;
import dev.countersign.console.ApiJson.WidthJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Requests and grants for a terminal. An agent chooses much of what stands in them, so that nothing
 * goes out but what {@link Text#shown} has made visible.
 */
final class ApprovalText {

  private static final int LONGEST = 2_100;

  private ApprovalText() {}

  /** One line. */
  static String line(Approval it) {
    return shown(
        "%s  %-8s  %s in %s  %s  %s"
            .formatted(
                it.id(), it.state(), it.agent(), it.accountName(), it.operation(), it.resource()));
  }

  /** Everything that somebody needs who decides. */
  static String card(Approval it) {
    List<String> lines = new ArrayList<>();
    lines.add(it.id() + "  " + it.state() + ", until " + it.expires());
    lines.add(
        "  "
            + it.agent()
            + (it.verified() ? "" : " (not proved)")
            + " wants "
            + it.operation()
            + " in "
            + it.accountName()
            + " ("
            + it.account()
            + "), "
            + it.region());
    it.resources().forEach(resource -> lines.add("  on      " + resource));
    if (it.moreResources() > 0) {
      lines.add("          and " + it.moreResources() + " more");
    }
    it.params().forEach(param -> lines.add("  with    " + param(param)));
    if (it.moreParams() > 0) {
      lines.add("          and " + it.moreParams() + " more");
    }
    if (!it.unknown().isEmpty()) {
      lines.add("  unknown " + String.join(", ", it.unknown()));
    }
    lines.add("  access  " + it.access() + warnings(it));
    lines.add("  rule    " + it.rule() + (it.reason().isEmpty() ? "" : ": " + it.reason()));
    lines.add("  asks    " + it.group() + ", " + it.quorum() + " of them");
    lines.add("  permits " + offer(it));
    it.votes().forEach(vote -> lines.add("  " + vote(vote)));
    return lines.stream().map(ApprovalText::shown).collect(Collectors.joining("\n"));
  }

  private static String param(Param param) {
    return param.name() + " = " + (param.redacted() ? "(not shown) " : "") + param.value();
  }

  private static String warnings(Approval it) {
    return (it.foreignAccount() ? "; names another account" : "")
        + (it.returnsCredentials() ? "; the answer holds secrets" : "")
        + (it.runsCode() ? "; makes something run" : "");
  }

  private static String offer(Approval it) {
    String longest = it.offer().longest();
    return String.join(", ", it.offer().widths())
        + (longest == null ? "" : ", for at most " + longest)
        + (it.offer().mostCalls() == null ? "" : " and " + it.offer().mostCalls() + " calls")
        + (it.offer().resourceRequired() ? ", with --resource" : "");
  }

  private static String vote(Vote vote) {
    return vote.decision()
        + " by "
        + vote.person()
        + (vote.width() == null ? "" : ", " + width(vote.width()))
        + (vote.comment().isEmpty() ? "" : ": " + vote.comment());
  }

  static String grant(GrantJson it) {
    return shown(
        "%s  %-8s  %s in %s  %s  %s  until %s, used %d%s, by %s"
            .formatted(
                it.id(),
                it.state(),
                it.agent(),
                it.account(),
                it.operation(),
                width(it.width()),
                it.expires(),
                it.used(),
                it.calls() == null ? "" : " of " + it.calls(),
                String.join(", ", it.by())));
  }

  private static String width(WidthJson width) {
    return width.width()
        + (width.resource() == null ? "" : " on " + width.resource())
        + (width.actions() == null ? "" : " " + String.join(", ", width.actions()))
        + (width.lasting() == null ? "" : " for " + Objects.toString(width.lasting()));
  }

  private static String shown(String line) {
    return Text.shown(line, LONGEST);
  }
}
