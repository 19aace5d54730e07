package dev.countersign.catalog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The labels of a template such as {@code {AccountId}.ddb.{Region}.{dnsSuffix}}. */
final class HostTemplate {

  static final String DNS_SUFFIX = "{dnsSuffix}";
  static final String DUAL_STACK_DNS_SUFFIX = "{dualStackDnsSuffix}";

  private static final Pattern VARIABLE = Pattern.compile("([^{}]*)\\{([^{}]+)}([^{}]*)");

  private HostTemplate() {}

  /** What can stand in one place of a template. */
  sealed interface Label permits Literal, Variable {}

  record Literal(String text) implements Label {}

  /**
   * @param before literal text that the label starts with
   * @param after literal text that it ends with
   */
  record Variable(String before, Role role, String after) implements Label {

    /** The variable's part of {@code label}; empty text where it does not fit. */
    String valueIn(String label) {
      int end = label.length() - after.length();
      boolean framed = end > before.length() && label.startsWith(before) && label.endsWith(after);
      String value = framed ? label.substring(before.length(), end) : "";
      return role.accepts(value) ? value : "";
    }
  }

  /** What a variable stands for, the narrowest first: a narrow reading wins over a wide one. */
  enum Role {
    REGION("[a-z0-9-]+"),
    ACCOUNT("[0-9]{12}"),
    /** The plane of Kinesis's account hosts. */
    OPERATION_TYPE("control|data"),
    RESOURCE("[a-z0-9-]+");

    private final Pattern form;

    Role(String form) {
      this.form = Pattern.compile(form);
    }

    boolean accepts(String value) {
      return form.matcher(value).matches();
    }

    static Role of(String variable) {
      return switch (variable) {
        case "Region" -> REGION;
        case "AccountId" -> ACCOUNT;
        case "OperationType" -> OPERATION_TYPE;
        default -> RESOURCE;
      };
    }
  }

  /** The template that {@code host} follows where its label {@code region} is the caller's. */
  static String withRegion(String host, String region) {
    return Stream.of(host.split("\\."))
        .map(label -> label.equals(region) ? "{Region}" : label)
        .collect(Collectors.joining("."));
  }

  static Label label(String text) {
    Matcher variable = VARIABLE.matcher(text);
    return variable.matches()
        ? new Variable(variable.group(1), Role.of(variable.group(2)), variable.group(3))
        : new Literal(text);
  }
}
