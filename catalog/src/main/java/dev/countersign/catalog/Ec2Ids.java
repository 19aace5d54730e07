package dev.countersign.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The ids of Amazon EC2. The member that holds one says mostly what it is of ({@code PeerVpcId});
 * where it takes the ids of many kinds, the id says it itself ({@code vol-0123456789abcdef0}).
 */
final class Ec2Ids {

  /** Amazon EC2 User Guide, "Resource IDs": 8 or 17 hexadecimal digits. */
  private static final Pattern ID = Pattern.compile("[a-z-]+-[0-9a-f]{8}(?:[0-9a-f]{9})?");

  private final Map<String, String> byMember = new HashMap<>();
  private final Map<String, String> byPrefix = new HashMap<>();

  /** Lines of the form: the end of a member's name, the beginning of the ids, part of the ARN. */
  Ec2Ids() {
    for (List<String> words : Table.words("ec2-ids.txt")) {
      String template = "arn:{partition}:ec2:" + words.get(2) + "/{}";
      byMember.put(words.getFirst(), template);
      byPrefix.put(words.get(1), template);
    }
  }

  /** The template of the ARN; empty for what is no id. */
  Optional<String> template(Leaf leaf) {
    return byMember(leaf.name()).or(() -> byPrefix(leaf.text()));
  }

  /** By the longest end that is known: {@code LocalGatewayRouteTableIds} is no RouteTableId. */
  private Optional<String> byMember(String name) {
    String one = name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    for (int i = 0; i < one.length(); i++) {
      String template =
          Character.isUpperCase(one.charAt(i)) ? byMember.get(one.substring(i)) : null;
      if (template != null) {
        return Optional.of(template);
      }
    }
    return Optional.empty();
  }

  private Optional<String> byPrefix(String id) {
    return ID.matcher(id).matches()
        ? Optional.ofNullable(byPrefix.get(id.substring(0, id.lastIndexOf('-'))))
        : Optional.empty();
  }
}
