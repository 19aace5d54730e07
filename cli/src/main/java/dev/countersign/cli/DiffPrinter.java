package dev.countersign.cli;

import dev.countersign.audit.AuditReader.Count;
import dev.countersign.model.Account;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Verdict;
import dev.countersign.rules.RuleDiff;
import dev.countersign.rules.RuleDiff.Change;
import dev.countersign.rules.RuleDiff.Group;
import dev.countersign.rules.RuleDiff.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What two sets of rules decide differently, for a person, or for a program. */
record DiffPrinter(RuleDiff diff, Count count) {

  String text() {
    StringBuilder text = new StringBuilder();
    for (Group group : diff.groups()) {
      Change change = group.change();
      text.append(
          "%-14s %6d  %s:%s in %s by %s (such as %s)%n                       %s -> %s%n"
              .formatted(
                  words(change.kind()),
                  group.calls(),
                  plain(change.service()),
                  change.action().isEmpty() ? "(not known)" : plain(change.action()),
                  plain(account(change.account())),
                  plain(change.agent()),
                  plain(group.example()),
                  verdicts(change.before()),
                  verdicts(change.after())));
      if (change.kind() == Kind.UNTOLD) {
        text.append("                       it hangs on " + String.join(", ", facts(change)))
            .append(System.lineSeparator());
      }
    }
    return text.append(summary()).toString();
  }

  private String summary() {
    String changes =
        List.of(Kind.values()).stream()
            .filter(kind -> diff.calls(kind) > 0)
            .map(kind -> diff.calls(kind) + " " + words(kind))
            .collect(Collectors.joining(", "));
    return diff.calls()
        + " calls compared: "
        + (changes.isEmpty() ? "no difference" : changes)
        + (diff.ungrouped() == 0 ? "" : "; " + diff.ungrouped() + " of them are not shown")
        + (skipped() == 0 ? "" : "; " + skipped() + " requests never reached the rules");
  }

  private long skipped() {
    return count.others() + count.calls() - diff.calls();
  }

  String json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("calls", diff.calls());
    for (Kind kind : Kind.values()) {
      object.put(kind.name().toLowerCase(Locale.ROOT), diff.calls(kind));
    }
    object.put("not_shown", diff.ungrouped());
    object.put("not_compared", skipped());
    object.put("groups", diff.groups().stream().map(DiffPrinter::facts).toList());
    return ExplanationPrinter.write(object);
  }

  private static Map<String, Object> facts(Group group) {
    Change change = group.change();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("change", change.kind().name().toLowerCase(Locale.ROOT));
    facts.put("calls", group.calls());
    facts.put("service", change.service());
    facts.put("action", change.action());
    facts.put("account", change.account().id());
    facts.put("account_name", change.account().name());
    facts.put("agent", change.agent());
    facts.put("before", change.before().stream().map(DiffPrinter::facts).toList());
    facts.put("after", change.after().stream().map(DiffPrinter::facts).toList());
    facts.put("hangs_on", facts(change));
    facts.put("example", group.example());
    return facts;
  }

  private static Map<String, Object> facts(Verdict verdict) {
    Narrowing narrowing = verdict.narrowing();
    return Map.of(
        "verdict", verdict.word(),
        "rule", verdict.rule(),
        "session", narrowing.sessionPolicies(),
        "confine", narrowing.confinesBuckets() ? "buckets" : "",
        "approvers", Asked.group(verdict),
        "grant", Asked.grant(verdict));
  }

  private static List<String> facts(Change change) {
    return change.hangsOn().stream()
        .map(fact -> "aws." + fact.name().toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }

  private static String words(Kind kind) {
    return switch (kind) {
      case STRICTER -> "stricter";
      case LAXER -> "laxer";
      case OTHERWISE -> "otherwise";
      case UNTOLD -> "cannot be told";
    };
  }

  private static String verdicts(List<Verdict> verdicts) {
    return verdicts.stream().map(DiffPrinter::text).collect(Collectors.joining(" or "));
  }

  private static String text(Verdict verdict) {
    Narrowing narrowing = verdict.narrowing();
    List<String> session = narrowing.sessionPolicies();
    return plain(
        verdict.word()
            + " by \""
            + verdict.rule()
            + "\""
            + (session.isEmpty() ? "" : " with " + String.join(", ", session))
            + (narrowing.confinesBuckets() ? " confined to the account's buckets" : "")
            + Asked.words(verdict));
  }

  private static String account(Account account) {
    return account.name().equals(account.id())
        ? account.id()
        : account.name() + " (" + account.id() + ")";
  }

  /** A log may come from anywhere: nothing in it moves the terminal's cursor. */
  private static String plain(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
  }
}
