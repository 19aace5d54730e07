package dev.countersign.catalog;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Texts inside the parameters: {@code TableName}, {@code InstanceIds[]}, {@code RequestItems{}} for
 * a map's names, {@code TransactItems[].Put.TableName}; {@code *} stands for every member.
 */
final class MemberPath {

  private MemberPath() {}

  static Stream<String> texts(Map<String, Object> params, String path) {
    Stream<Object> values = Stream.of(params);
    for (String step : path.split("\\.")) {
      String name =
          step.endsWith("[]") || step.endsWith("{}") ? step.substring(0, step.length() - 2) : step;
      values = values.flatMap(value -> member(value, name));
      if (step.endsWith("[]")) {
        values =
            values.flatMap(
                value -> value instanceof List<?> list ? list.stream() : Stream.of(value));
      } else if (step.endsWith("{}")) {
        values =
            values.flatMap(
                value -> value instanceof Map<?, ?> map ? map.keySet().stream() : Stream.of());
      }
    }
    return values
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .filter(text -> !text.isEmpty());
  }

  private static Stream<Object> member(Object value, String name) {
    if (!(value instanceof Map<?, ?> map)) {
      return Stream.of();
    }
    if (name.equals("*")) {
      return map.values().stream().map(Object.class::cast);
    }
    Object member = map.get(name);
    return member == null ? Stream.of() : Stream.of(member);
  }
}
