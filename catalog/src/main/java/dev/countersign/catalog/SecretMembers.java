package dev.countersign.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which members hold secrets by their names, as reviewed ({@code secret-members.txt}): a second net
 * below the models' {@code sensitive} trait, which many a password goes without. The first line
 * that fits counts.
 */
final class SecretMembers {

  private static final String NONE = "-";
  private static final String SHOWN = "+";

  /** Of a name that the sender chose: no model has a longer one. */
  private static final int LONGEST_NAME = 128;

  private static final int LONGEST_PATH = 1024;

  /** What a line says of the members that it fits. */
  private enum Says {
    SECRET,
    NOT_SECRET,
    /** Whatever the model calls it. */
    SHOWN
  }

  private record Line(MemberPattern members, Says says) {

    static Line of(List<String> words) {
      return new Line(
          MemberPattern.ofAnyCase(words.getFirst()),
          switch (words.getLast()) {
            case NONE -> Says.NOT_SECRET;
            case SecretMembers.SHOWN -> Says.SHOWN;
            default -> Says.SECRET;
          });
    }
  }

  private final Table table = Table.of("secret-members.txt");
  private final Map<List<String>, Line> lines = new ConcurrentHashMap<>();
  private final Map<String, List<Line>> known = new ConcurrentHashMap<>();

  /**
   * What the lines say of one operation's members.
   *
   * @param service the catalog's id of it
   */
  Names of(String service, String operation) {
    return new Names(
        known.computeIfAbsent(
            service + " " + operation,
            key -> table.all(service, operation).stream().map(this::line).toList()));
  }

  /** Most lines are for every operation, and read once for all of them. */
  private Line line(List<String> words) {
    return lines.computeIfAbsent(words, Line::of);
  }

  /** The lines for one operation. */
  record Names(List<Line> lines) {

    /** Whether what stands here is secret. A name or a path that is too long to be looked at is. */
    boolean has(Leaf place) {
      return isTooLong(place) || says(place).filter(Says.SECRET::equals).isPresent();
    }

    /** Whether it is shown although the model calls it sensitive. */
    boolean shows(Leaf place) {
      return !isTooLong(place) && says(place).filter(Says.SHOWN::equals).isPresent();
    }

    private static boolean isTooLong(Leaf place) {
      return place.name().length() > LONGEST_NAME || place.parent().length() > LONGEST_PATH;
    }

    private Optional<Says> says(Leaf place) {
      return lines.stream().filter(line -> line.members().fits(place)).findFirst().map(Line::says);
    }
  }
}
