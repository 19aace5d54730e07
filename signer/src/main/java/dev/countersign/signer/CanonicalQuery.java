package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * CanonicalQueryString ("Create a signed AWS API request"): every parameter decoded once and
 * encoded again, sorted by encoded name and then by encoded value, with an equals sign even where
 * the value is empty or was not there.
 */
final class CanonicalQuery {

  /** A parameter in canonical encoding. */
  record Parameter(String name, String value) {}

  private static final Comparator<Parameter> ORDER =
      Comparator.comparing(Parameter::name).thenComparing(Parameter::value);

  private CanonicalQuery() {}

  /**
   * @throws Refusal UNREADABLE or AMBIGUOUS, see {@link #parameters}
   */
  static String of(String rawQuery) {
    return parameters(rawQuery).stream()
        .sorted(ORDER)
        .map(parameter -> parameter.name() + "=" + parameter.value())
        .collect(Collectors.joining("&"));
  }

  /**
   * The parameters in the order of the wire.
   *
   * @throws Refusal UNREADABLE or AMBIGUOUS for text that is not strict ({@link UriText}) and for a
   *     parameter without a name, which some readers skip
   */
  static List<Parameter> parameters(String rawQuery) {
    if (rawQuery.isEmpty()) {
      return List.of();
    }
    UriText.requireStrict(rawQuery, "query");
    List<Parameter> parameters = new ArrayList<>();
    for (String pair : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (name.isEmpty()) {
        throw new Refusal(Failure.UNREADABLE, "the query has a parameter without a name");
      }
      parameters.add(new Parameter(UriText.recode(name, false), UriText.recode(value, false)));
    }
    return parameters;
  }
}
