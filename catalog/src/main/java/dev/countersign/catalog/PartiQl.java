package dev.countersign.catalog;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A DynamoDB statement (Amazon DynamoDB Developer Guide, "PartiQL"): what it does and to which
 * tables. One with comments, several statements, open quotes or literals of Ion is refused, since
 * readers differ in them.
 *
 * @param verb SELECT, INSERT, UPDATE or DELETE
 * @param tables what follows FROM, INTO and UPDATE outside of texts; never none
 */
record PartiQl(String verb, List<String> tables) {

  private static final Pattern TOKEN =
      Pattern.compile(
          "'(?:[^']|'')*'|\"((?:[^\"]|\"\")*)\"|([A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*)|(--|/\\*|['\"`;])|\\S");

  private static final Set<String> VERBS = Set.of("SELECT", "INSERT", "UPDATE", "DELETE");
  private static final Set<String> BEFORE_TABLE = Set.of("FROM", "INTO", "UPDATE");

  /**
   * @throws Refusal UNREADABLE where it is no such statement, or could be another to AWS
   */
  static PartiQl of(String statement) {
    List<String> tables = new ArrayList<>();
    List<String> verbs = new ArrayList<>();
    boolean named = false;
    for (Matcher tokens = TOKEN.matcher(statement); tokens.find(); ) {
      String quoted = tokens.group(1);
      String word = tokens.group(2);
      require(tokens.group(3) == null, "comments, open quotes or more than one statement");
      if (named) {
        require(quoted != null || word != null, "something other than a table's name for one");
        tables.add(quoted != null ? quoted.replace("\"\"", "\"") : word);
      }
      String keyword = word == null ? "" : word.toUpperCase(Locale.ROOT);
      if (!named && VERBS.contains(keyword)) {
        verbs.add(keyword);
      }
      named = !named && BEFORE_TABLE.contains(keyword);
    }
    require(!verbs.isEmpty() && !tables.isEmpty(), "no verb or no table");
    require(verbs.size() == 1, "several verbs");
    return new PartiQl(verbs.getFirst(), List.copyOf(tables));
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new Refusal(Failure.UNREADABLE, "the statement has " + what);
    }
  }
}
