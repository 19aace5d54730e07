package dev.countersign.rules;

import dev.countersign.config.Suggestion;
import dev.countersign.model.Diagnostic;
import dev.countersign.model.InvalidFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Finds and reads the rule files that patterns name.
 *
 * <p>A pattern is an absolute path in which {@code *}, {@code ?}, {@code [...]}, <code>{...}</code>
 * and {@code **} stand for what they do in a shell. Its matches are taken in the order of their
 * paths, and patterns in the order in which they are given; a file that several of them match is
 * taken once. Names that begin with a dot are passed over, as in a shell: editors and Kubernetes
 * keep their own there. {@code pack:} and a name stand for rules that ship with this program.
 */
public final class RuleFiles {

  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_FILES = 1_000;
  private static final int MAX_DEPTH = 16;

  private static final Pattern SPECIAL = Pattern.compile("[*?\\[{\\\\]");

  private RuleFiles() {}

  /**
   * The rule files' texts.
   *
   * @throws InvalidFileException where a pattern matches no file, or a file cannot be read
   */
  public static List<RuleSource> load(List<String> patterns) {
    List<Diagnostic> wrong = new ArrayList<>();
    Set<Path> files = new LinkedHashSet<>();
    Map<String, RuleSource> sources = new LinkedHashMap<>();
    for (String pattern : patterns) {
      if (pattern.startsWith(RulePacks.PREFIX)) {
        RulePacks.find(pattern)
            .ifPresentOrElse(
                pack -> sources.putIfAbsent(pattern, pack), () -> wrong.add(noPack(pattern)));
        continue;
      }
      for (Path file : find(pattern, wrong)) {
        if (files.add(file) && files.size() <= MAX_FILES) {
          add(file, sources, wrong);
        }
      }
    }
    if (files.size() > MAX_FILES) {
      wrong.add(problem(patterns.getLast(), "more than " + MAX_FILES + " rule files"));
    }
    if (!wrong.isEmpty()) {
      throw new InvalidFileException(wrong);
    }
    return List.copyOf(sources.values());
  }

  private static void add(Path file, Map<String, RuleSource> sources, List<Diagnostic> wrong) {
    String name = file.toString();
    try {
      sources.put(name, new RuleSource(name, text(bytes(file))));
    } catch (CharacterCodingException e) {
      wrong.add(problem(name, "the file is not UTF-8"));
    } catch (IOException e) {
      wrong.add(problem(name, "the file cannot be read: " + e.getMessage()));
    }
  }

  private static Diagnostic noPack(String pattern) {
    List<String> packs = RulePacks.NAMES.stream().map(RulePacks.PREFIX::concat).toList();
    return problem(pattern, "there is no rule pack of this name" + Suggestion.hint(pattern, packs));
  }

  private static List<Path> find(String pattern, List<Diagnostic> wrong) {
    try {
      List<Path> found = find(pattern);
      if (found.isEmpty()) {
        wrong.add(problem(pattern, "no rule file matches this"));
      }
      return found;
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      wrong.add(problem(pattern, "rule files cannot be looked for here: " + e.getMessage()));
      return List.of();
    }
  }

  private static List<Path> find(String pattern) throws IOException {
    Path fixed = Path.of(fixedPart(pattern));
    if (!fixed.isAbsolute()) {
      throw new IllegalArgumentException("the path is not absolute");
    }
    if (fixed.toString().equals(pattern)) {
      return Files.isRegularFile(fixed) ? List.of(fixed) : List.of();
    }
    if (!Files.isDirectory(fixed)) {
      return List.of();
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    int depth =
        pattern.contains("**") ? MAX_DEPTH : Path.of(pattern).getNameCount() - fixed.getNameCount();
    try (Stream<Path> walk = Files.walk(fixed, depth, FileVisitOption.FOLLOW_LINKS)) {
      return walk.filter(matcher::matches)
          .filter(file -> !hidden(fixed.relativize(file)))
          .filter(Files::isRegularFile)
          .sorted()
          .limit(MAX_FILES + 1L)
          .toList();
    }
  }

  /** The directories before the first one that has a character with a meaning; or all of it. */
  private static String fixedPart(String pattern) {
    Matcher special = SPECIAL.matcher(pattern);
    return special.find()
        ? pattern.substring(0, pattern.lastIndexOf('/', special.start()) + 1)
        : pattern;
  }

  private static boolean hidden(Path relative) {
    return StreamSupport.stream(relative.spliterator(), false)
        .anyMatch(name -> name.toString().startsWith("."));
  }

  /** All of a file that is at most 1 MiB long. */
  static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no such file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("it is too long (expected: at most 1 MiB)");
      }
      return bytes;
    }
  }

  private static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static Diagnostic problem(String file, String message) {
    return new Diagnostic(file, 1, 1, message, "");
  }
}
