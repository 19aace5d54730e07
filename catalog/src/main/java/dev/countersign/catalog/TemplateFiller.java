package dev.countersign.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in the templates that {@link ArnTemplates} made: {@code
 * arn:{partition}:ecs:{region}:{account}:service/[cluster]/[service]}. In one pass, so that nothing
 * that a caller sends is taken for a template.
 */
final class TemplateFiller {

  private static final Pattern MEMBER = Pattern.compile("\\[([^]]*)]");

  private TemplateFiller() {}

  /**
   * The ARNs: one, or one for each element where the only member is a list; none where a member is
   * absent or of another kind.
   */
  static List<String> fill(String template, Map<String, Object> params, Place place) {
    String placed = place.fill(template, "");
    List<String> names =
        MEMBER.matcher(placed).results().map(member -> member.group(1)).distinct().toList();
    List<String> arns = new ArrayList<>();
    if (names.size() == 1 && params.get(names.getFirst()) instanceof List<?> list) {
      for (Object element : list) {
        one(placed, names, Map.of(names.getFirst(), element)).ifPresent(arns::add);
      }
    } else {
      one(placed, names, params).ifPresent(arns::add);
    }
    return arns;
  }

  private static Optional<String> one(
      String placed, List<String> names, Map<String, Object> values) {
    Optional<String> arn = Optional.empty();
    for (String name : names) {
      if (!(values.get(name) instanceof String text) || text.isEmpty()) {
        return Optional.empty();
      }
      // A member that takes a name takes an ARN as well; the last one is the most specific.
      arn = Arns.isArn(text) ? Optional.of(text) : arn;
    }
    return arn.isPresent()
        ? arn
        : Optional.of(
            MEMBER
                .matcher(placed)
                .replaceAll(
                    member ->
                        Matcher.quoteReplacement(String.valueOf(values.get(member.group(1))))));
  }
}
