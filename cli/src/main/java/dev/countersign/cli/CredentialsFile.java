package dev.countersign.cli;

import dev.countersign.model.PlaceholderKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shared credentials file of the AWS tools, as sections of lines: enough to renew our profiles
 * and to leave everything else byte for byte as it was.
 */
final class CredentialsFile {

  private static final Pattern SECTION = Pattern.compile("\\s*\\[\\s*([^]]+?)\\s*]\\s*([#;].*)?");
  private static final Pattern KEY_ID =
      Pattern.compile("\\s*aws_access_key_id\\s*=\\s*(\\S*)\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern SETTING = Pattern.compile("\\s*(\\w+)\\s*=\\s*(\\S*)\\s*");

  private CredentialsFile() {}

  /**
   * {@code before} with the sections of {@code profiles} in the place of those of the same name, or
   * at the end.
   *
   * @throws CliException where a section of that name holds no placeholder key
   */
  static String merge(String before, String profiles, Path file) {
    Map<String, List<String>> sections = sections(before);
    Map<String, List<String>> ours = sections(profiles);
    ours.remove("");
    ours.forEach(
        (name, lines) -> {
          List<String> old = sections.get(name);
          if (old != null && !holdsPlaceholder(old)) {
            throw new CliException(
                "%s already has a profile [%s] that is not a placeholder; rename it, or give the"
                        .formatted(file, name)
                    + " account another name");
          }
          sections.put(name, lines);
        });
    StringBuilder text = new StringBuilder();
    sections
        .values()
        .forEach(
            lines -> {
              if (!text.isEmpty() && !text.toString().endsWith("\n\n") && !lines.isEmpty()) {
                text.append('\n');
              }
              lines.forEach(line -> text.append(line).append('\n'));
            });
    return text.toString();
  }

  /** The settings of one profile; none where there is no such profile. */
  static Map<String, String> profile(String text, String name) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String line : sections(text).getOrDefault(name, List.of())) {
      Matcher setting = SETTING.matcher(line);
      if (setting.matches()) {
        settings.put(setting.group(1).toLowerCase(Locale.ROOT), setting.group(2));
      }
    }
    return settings;
  }

  /** Lines by section; what stands before the first one is under the empty name. */
  private static Map<String, List<String>> sections(String text) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> current = new ArrayList<>();
    sections.put("", current);
    for (String line : text.lines().toList()) {
      Matcher head = SECTION.matcher(line);
      if (head.matches()) {
        current = sections.computeIfAbsent(head.group(1), name -> new ArrayList<>());
      }
      current.add(line);
    }
    return sections;
  }

  private static boolean holdsPlaceholder(List<String> lines) {
    return lines.stream()
        .map(KEY_ID::matcher)
        .filter(Matcher::matches)
        .anyMatch(key -> PlaceholderKey.parse(key.group(1)).isPresent());
  }
}
