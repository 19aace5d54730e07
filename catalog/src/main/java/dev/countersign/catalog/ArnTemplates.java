package dev.countersign.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the members of an operation that fill in an ARN of the IAM data. Its variables go by names
 * of their own: {@code ${ClusterName}} is {@code cluster} in ECS, {@code name} in EKS's
 * DescribeCluster, {@code ClusterIdentifier} in Redshift.
 */
final class ArnTemplates {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");
  private static final Pattern KIND = Pattern.compile("(name|id|identifier)$");

  private ArnTemplates() {}

  /**
   * A template whose members stand in square brackets; empty where one of the variables is no
   * member, or there is none to fill.
   *
   * @param type the data's name of the resource type: {@code cluster}
   * @param arn the data's template: {@code arn:${Partition}:eks:${Region}:${Account}:...}
   */
  static Optional<String> fill(OperationModel operation, String type, String arn) {
    StringBuilder template = new StringBuilder();
    Matcher variables = VARIABLE.matcher(arn);
    int members = 0;
    while (variables.find()) {
      String variable = variables.group(1);
      Optional<String> place = place(variable);
      if (place.isEmpty()) {
        members++;
        place = member(operation, type, variable).map(member -> "[" + member.name() + "]");
      }
      if (place.isEmpty()) {
        return Optional.empty();
      }
      variables.appendReplacement(template, Matcher.quoteReplacement(place.orElseThrow()));
    }
    variables.appendTail(template);
    return members == 0 || template.indexOf("*") >= 0
        ? Optional.empty()
        : Optional.of(template.toString());
  }

  private static Optional<String> place(String variable) {
    return switch (variable) {
      case "Partition" -> Optional.of("{partition}");
      case "Region" -> Optional.of("{region}");
      case "Account" -> Optional.of("{account}");
      default -> Optional.empty();
    };
  }

  private static Optional<MemberModel> member(
      OperationModel operation, String type, String variable) {
    String wanted = plain(variable);
    String kind = KIND.matcher(wanted).replaceFirst("");
    List<MemberModel> members = operation.members();
    return first(members, member -> member.equals(wanted))
        .or(() -> first(members, member -> member.equals(wanted + "s")))
        .or(() -> first(members, member -> KIND.matcher(member).replaceFirst("").equals(kind)))
        .or(() -> own(operation, type, kind));
  }

  /** {@code name} in DeleteCluster is the cluster's. */
  private static Optional<MemberModel> own(OperationModel operation, String type, String kind) {
    String suffix = plain(operation.name());
    boolean about = suffix.endsWith(plain(type)) && (kind.isEmpty() || plain(type).equals(kind));
    return about ? first(operation.members(), KIND.asMatchPredicate()) : Optional.empty();
  }

  private static Optional<MemberModel> first(List<MemberModel> members, Predicate<String> fits) {
    return members.stream()
        .filter(
            member ->
                member.type() == MemberModel.Type.STRING || member.type() == MemberModel.Type.LIST)
        .filter(member -> fits.test(plain(member.name())))
        .findFirst();
  }

  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
  }
}
