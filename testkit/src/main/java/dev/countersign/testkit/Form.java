package dev.countersign.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of a call in the query protocol, out of the body or, for GET, out of the URL. */
final class Form {

  private final Map<String, String> parameters = new LinkedHashMap<>();

  private Form(String encoded) {
    for (String part : encoded.split("&")) {
      if (part.isEmpty()) {
        continue;
      }
      int equals = part.indexOf('=');
      String name = decoded(equals < 0 ? part : part.substring(0, equals));
      String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
      if (parameters.put(name, value) != null) {
        throw new AwsError(400, "ValidationError", "The parameter " + name + " is repeated.");
      }
    }
  }

  static Form of(Call call) {
    boolean inUrl = call.head().method().equals("GET");
    return new Form(
        inUrl ? call.head().rawQuery() : new String(call.content(), StandardCharsets.ISO_8859_1));
  }

  /** The parameters of a URL's query as it stood on the wire. */
  static Form ofQuery(String rawQuery) {
    return new Form(rawQuery);
  }

  private static String decoded(String wire) {
    return PercentEncoding.decodeUtf8(wire.replace('+', ' '))
        .orElseThrow(() -> new AwsError(400, "ValidationError", "A parameter is not UTF-8."));
  }

  Set<String> names() {
    return Collections.unmodifiableSet(parameters.keySet());
  }

  boolean has(String name) {
    return parameters.containsKey(name);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /**
   * @throws AwsError MissingParameter
   */
  String required(String name) {
    return get(name)
        .orElseThrow(
            () ->
                new AwsError(
                    400,
                    "MissingParameter",
                    "The request must contain the parameter " + name + "."));
  }

  /** {@code prefix.1}, {@code prefix.2} and so on. */
  List<String> list(String prefix) {
    List<String> values = new ArrayList<>();
    for (int i = 1; parameters.containsKey(prefix + "." + i); i++) {
      values.add(required(prefix + "." + i));
    }
    return values;
  }

  /** {@code prefix.1.member}, {@code prefix.2.member} and so on. */
  List<String> list(String prefix, String member) {
    List<String> values = new ArrayList<>();
    for (int i = 1; parameters.containsKey(prefix + "." + i + "." + member); i++) {
      values.add(required(prefix + "." + i + "." + member));
    }
    return values;
  }

  /**
   * @throws AwsError ValidationError where it is no number
   */
  int number(String name, int otherwise) {
    String text = get(name).orElse("");
    if (!text.matches("[0-9]{0,9}")) {
      throw new AwsError(400, "ValidationError", name + " must be a number, not " + text + ".");
    }
    return text.isEmpty() ? otherwise : Integer.parseInt(text);
  }
}
