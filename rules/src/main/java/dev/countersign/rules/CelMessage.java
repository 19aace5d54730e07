package dev.countersign.rules;

import dev.countersign.config.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What CEL says of an expression, in the words of somebody who writes rules.
 *
 * @param text one sentence
 * @param offset what it is about, as an index into the expression
 */
record CelMessage(String text, int offset) {

  private static final Pattern FIELD = Pattern.compile("undefined field '(.*)'");
  private static final Pattern NAME =
      Pattern.compile("undeclared reference to '(.*)' \\(in container '.*'\\)");
  private static final Pattern OVERLOAD =
      Pattern.compile("found no matching overload for '(.*)' applied to '(.*)' \\(candidates.*");
  private static final Pattern TYPE = Pattern.compile("expected type '(.*)' but found '(.*)'");
  private static final Pattern FIELDS =
      Pattern.compile("type '(.*)' does not support field selection");
  private static final Pattern MISSING = Pattern.compile("missing '(.*?)' at '.*'");
  private static final Pattern END = Pattern.compile("mismatched input '<EOF>'.*");
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?:mismatched input|extraneous input|no viable alternative at input"
              + "|token recognition error at:) '(.*?)'(?: expecting .*)?",
          Pattern.DOTALL);

  private static final Pattern FAILURE =
      Pattern.compile("(?:evaluation error at <input>:\\d+: )?(.*)", Pattern.DOTALL);
  private static final Pattern NO_OVERLOAD =
      Pattern.compile("No matching overload for function '(.*)'\\. Overload candidates.*");
  private static final int MAX_FAILURE = 200;

  /** What people write who come from other languages. */
  private static final Map<String, String> SLIPS =
      Map.of("=", "==", "and", "&&", "or", "||", "not", "!", "&", "&&", "|", "||");

  private static final List<String> FUNCTIONS =
      List.of(
          "size",
          "has",
          "exists",
          "all",
          "exists_one",
          "filter",
          "map",
          "matches",
          "contains",
          "startsWith",
          "endsWith",
          "lowerAscii",
          "upperAscii",
          "timestamp",
          "duration",
          "string",
          "int",
          "double",
          "split",
          "substring",
          "indexOf",
          "trim");

  /**
   * @param offset where CEL places it, as an index into the expression
   */
  static CelMessage of(String message, String expression, int offset, Constants constants) {
    Optional<MatchResult> field = match(FIELD, message);
    if (field.isPresent()) {
      return field(field.get().group(1), expression, offset);
    }
    String text =
        match(NAME, message)
            .map(m -> name(m.group(1), constants))
            .or(() -> match(OVERLOAD, message).map(m -> overload(m.group(1), m.group(2))))
            .or(() -> match(TYPE, message).map(m -> type(m.group(1), m.group(2))))
            .or(
                () ->
                    match(FIELDS, message).map(m -> "a " + typeName(m.group(1)) + " has no fields"))
            .or(() -> match(MISSING, message).map(m -> "\"" + m.group(1) + "\" is missing here"))
            .or(() -> match(END, message).map(_ -> "the expression ends too early"))
            .or(() -> match(TOKEN, message).map(m -> token(m.group(1).strip())))
            .orElse(message);
    return new CelMessage(text, offset);
  }

  /** What CEL says when an expression has no value for a call; at most 200 characters. */
  static String ofFailure(String message) {
    String text = match(FAILURE, message).map(m -> m.group(1)).orElse(message);
    String plain =
        match(NO_OVERLOAD, text)
            .map(m -> "\"" + operator(m.group(1)) + "\" does not work on these values")
            .orElse(text);
    return plain.length() <= MAX_FAILURE ? plain : plain.substring(0, MAX_FAILURE) + "...";
  }

  /** CEL points at the dot before a field, or at the parenthesis of {@code has(aws.field)}. */
  private static CelMessage field(String field, String expression, int offset) {
    Matcher selection =
        Pattern.compile("(\\w*)\\s*\\.\\s*(" + Pattern.quote(field) + ")\\b").matcher(expression);
    selection.region(Math.max(expression.lastIndexOf('\n', offset), 0), expression.length());
    while (selection.find()) {
      if (selection.start(2) > offset) {
        String owner = selection.group(1);
        String hint =
            FacetType.named(owner)
                .flatMap(facet -> Suggestion.nearest(field, facet.fieldNames()))
                .map(name -> didYouMean(owner + "." + name))
                .orElse("");
        return new CelMessage(owner + " has no field \"" + field + "\"" + hint, selection.start(2));
      }
    }
    return new CelMessage("there is no field \"" + field + "\"", offset);
  }

  private static String name(String name, Constants constants) {
    Optional<String> field =
        FacetType.ALL.stream()
            .filter(facet -> facet.fieldNames().contains(name))
            .map(facet -> facet.name() + "." + name)
            .findFirst();
    List<String> known = new ArrayList<>(constants.types().keySet());
    FacetType.ALL.forEach(facet -> known.add(facet.name()));
    known.addAll(FUNCTIONS);
    return "unknown name \""
        + name
        + "\""
        + field.map(CelMessage::didYouMean).orElseGet(() -> Suggestion.hint(name, known));
  }

  private static String overload(String function, String arguments) {
    int receiver = arguments.indexOf(".(");
    String on =
        receiver > 0
            ? arguments.substring(0, receiver) + " with " + arguments.substring(receiver + 1)
            : arguments;
    String types = typeName(on);
    return "\"" + operator(function) + "\" does not work on " + types + remedy(types);
  }

  /** What those mean who put a text where something else stands. */
  private static String remedy(String types) {
    return switch (types) {
      case "(list(string), string)" -> didYouMean("in");
      case "(timestamp, string)" -> " (did you mean timestamp(\"...\")?)";
      case "(bool, string)", "(int, string)" -> " (true, false and numbers stand without quotes)";
      case "(string, int)" -> " (a text stands in quotes)";
      default -> "";
    };
  }

  private static String operator(String function) {
    return switch (function) {
      case "_?_:_" -> "? :";
      case "_[_]" -> "[]";
      default -> function.replace("_", "").replace("@", "");
    };
  }

  private static String type(String expected, String found) {
    return "this is of type " + typeName(found) + " (expected: " + typeName(expected) + ")";
  }

  private static String typeName(String type) {
    return type.replace("google.protobuf.Timestamp", "timestamp")
        .replace("google.protobuf.Duration", "duration");
  }

  private static String token(String token) {
    if (token.startsWith("\"") || token.startsWith("'")) {
      return "this text has no closing quote";
    }
    String hint = Optional.ofNullable(SLIPS.get(token)).map(CelMessage::didYouMean).orElse("");
    return "\"" + token + "\" was not expected here" + hint;
  }

  private static String didYouMean(String what) {
    return " (did you mean \"" + what + "\"?)";
  }

  private static Optional<MatchResult> match(Pattern pattern, String message) {
    Matcher matcher = pattern.matcher(message);
    return matcher.matches() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
  }
}
