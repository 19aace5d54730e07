package dev.countersign.catalog;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a URL's query or of a form, decoded, in order, repeated ones included. What
 * belongs to a query signature is left out: it names nothing.
 */
record Parameters(List<Parameter> all) {

  /**
   * @param value empty where there is no equals sign
   */
  record Parameter(String name, String value) {}

  static final Parameters NONE = new Parameters(List.of());

  private static final int MOST = 20_000;

  /** AWS General Reference, "Create a signed AWS API request": query string parameters. */
  private static final Set<String> SIGNATURE =
      Set.of(
          "X-Amz-Algorithm",
          "X-Amz-Credential",
          "X-Amz-Date",
          "X-Amz-Expires",
          "X-Amz-SignedHeaders",
          "X-Amz-Signature",
          "X-Amz-Security-Token",
          "X-Amz-Content-Sha256");

  static Parameters ofQuery(String raw) {
    return parse(raw, false);
  }

  static Parameters ofForm(String raw) {
    return parse(raw, true);
  }

  private static Parameters parse(String raw, boolean form) {
    // Some parsers take a semicolon for a separator; every SDK escapes it.
    if (raw.indexOf(';') >= 0) {
      throw new Refusal(
          Failure.AMBIGUOUS, "a parameter holds a bare semicolon, which some readers split at");
    }
    List<Parameter> all = new ArrayList<>();
    for (String pair : raw.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      if (all.size() >= MOST) {
        throw new Refusal(Failure.UNREADABLE, "more than " + MOST + " parameters");
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      if (PercentCoding.escapesNeedlessly(name)) {
        throw new Refusal(
            Failure.AMBIGUOUS, "the parameter name " + name + " escapes letters or digits");
      }
      String decoded = PercentCoding.decode(name, form);
      String value = equals < 0 ? "" : PercentCoding.decode(pair.substring(equals + 1), form);
      if (!SIGNATURE.contains(decoded)) {
        all.add(new Parameter(decoded, value));
      }
    }
    return new Parameters(List.copyOf(all));
  }

  boolean contains(String name) {
    return all.stream().anyMatch(parameter -> parameter.name.equals(name));
  }

  List<String> values(String name) {
    return all.stream().filter(p -> p.name.equals(name)).map(Parameter::value).toList();
  }

  /**
   * The value of a parameter that steers what the request is.
   *
   * @throws Refusal AMBIGUOUS where it is repeated, or stands there under another spelling too
   */
  Optional<String> steering(String name) {
    List<Parameter> alike =
        all.stream().filter(p -> letters(p.name).equals(letters(name))).toList();
    if (alike.isEmpty()) {
      return Optional.empty();
    }
    if (alike.size() > 1 || !alike.getFirst().name.equals(name)) {
      throw new Refusal(
          Failure.AMBIGUOUS, "the parameter " + name + " is repeated or spelt in another way");
    }
    return Optional.of(alike.getFirst().value);
  }

  /** What is left of a name for a reader that is as lenient as any. */
  private static String letters(String name) {
    StringBuilder letters = new StringBuilder();
    name.chars().filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
    return letters.toString().toLowerCase(Locale.ROOT);
  }
}
