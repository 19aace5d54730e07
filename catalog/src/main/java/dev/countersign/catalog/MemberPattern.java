package dev.countersign.catalog;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which values of the parameters a line of a list is about: {@code TableName}, {@code
 * TransactItems[].*.TableName}, <code>RequestItems{}</code> for a map's names. {@code **} stands
 * for any names or none, {@code *} for any letters of one, a stroke separates names, and {@code []}
 * is for the reader: a list's elements are always meant.
 */
final class MemberPattern {

  private final Pattern path;

  /** The first name, for what may be inside of a member. */
  private final Pattern head;

  /** The names that the last one must be among; any where it is empty. Quicker than the path. */
  private final Set<String> last;

  private MemberPattern(List<String> steps, boolean anyCase) {
    int flags = Pattern.DOTALL | (anyCase ? Pattern.CASE_INSENSITIVE : 0);
    this.path = Pattern.compile(regex(steps), flags);
    this.head = Pattern.compile(regex(List.of(steps.getFirst().replace("{}", ""))), flags);
    this.last = anyCase ? new TreeSet<>(String.CASE_INSENSITIVE_ORDER) : new TreeSet<>();
    if (steps.getLast().indexOf('*') < 0) {
      last.addAll(List.of(steps.getLast().split("\\|")));
    }
  }

  static MemberPattern of(String text) {
    return new MemberPattern(steps(text), false);
  }

  /** The same, whatever the case of the letters. */
  static MemberPattern ofAnyCase(String text) {
    return new MemberPattern(steps(text), true);
  }

  private static List<String> steps(String text) {
    return List.of(text.replace("[]", "").split("\\."));
  }

  boolean fits(Leaf leaf) {
    return (last.isEmpty() || last.contains(leaf.name())) && path.matcher(leaf.path()).matches();
  }

  /** Whether it can fit the member, or something inside of it. */
  boolean fitsWithin(MemberModel member) {
    boolean inside =
        member.type() == MemberModel.Type.LIST || member.type() == MemberModel.Type.MAP;
    return (inside ? head : path).matcher(member.name()).matches();
  }

  /** {@code **} takes the dot beside it along, since it may stand for no name. */
  private static String regex(List<String> steps) {
    return steps.stream()
        .map(MemberPattern::step)
        .collect(Collectors.joining("\\."))
        .replace(".*\\.", "(?:.*\\.)?")
        .replace("\\..*", "(?:[.{].*)?");
  }

  private static String step(String step) {
    return step.equals("**")
        ? ".*"
        : Stream.of(step.split("\\|"))
            .map(name -> Pattern.quote(name).replace("*", "\\E[^.]*\\Q"))
            .collect(Collectors.joining("|", "(?:", ")"));
  }
}
