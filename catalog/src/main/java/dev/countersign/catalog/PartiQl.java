package dev.countersign.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables in a DynamoDB statement (Amazon DynamoDB Developer Guide, "PartiQL"): what follows
 * {@code FROM}, {@code INTO} and {@code UPDATE} outside of texts. A statement with comments names
 * none, since readers differ in them.
 */
final class PartiQl {

  private static final Pattern TOKEN =
      Pattern.compile("'(?:[^']|'')*'|\"((?:[^\"]|\"\")*)\"|([A-Za-z0-9_-]+)|(--|/\\*)|\\S");

  private PartiQl() {}

  static List<String> tables(String statement) {
    List<String> tables = new ArrayList<>();
    boolean named = false;
    for (Matcher tokens = TOKEN.matcher(statement); tokens.find(); ) {
      String quoted = tokens.group(1);
      String word = tokens.group(2);
      if (tokens.group(3) != null || (word != null && word.contains("--"))) {
        return List.of();
      }
      if (named && (quoted != null || word != null)) {
        tables.add(quoted != null ? quoted.replace("\"\"", "\"") : word);
      }
      named =
          word != null
              && (word.equalsIgnoreCase("FROM")
                  || word.equalsIgnoreCase("INTO")
                  || word.equalsIgnoreCase("UPDATE"));
    }
    return tables;
  }
}
