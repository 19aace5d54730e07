package dev.countersign.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in templates of ARNs: {@code
 * arn:{partition}:ecs:{region}:{account}:service/[cluster=default]/{}}. Words in braces are the
 * call's, names in square brackets its parameters, and empty braces stand for the text that the
 * template is for. In one pass, so that nothing that a caller sends is taken for a template.
 *
 * <p>A name that no resource of the kind can have, such as one with a colon, could be half an ARN
 * to AWS, or make the ARN look like another's. It is given twice then, in the ARN and as it is: the
 * one for the rules that deny resources, the other for those that allow nothing but some.
 */
final class TemplateFiller {

  private static final Pattern SLOT =
      Pattern.compile(
          "\\{(?<word>partition|region|account|:|lower|)}"
              + "|\\[(?<colon>:?)(?<member>[A-Za-z0-9_-]+)(?:=(?<otherwise>[^]]*))?]");

  private static final Pattern FOREIGN = Pattern.compile("[*?\\p{Cntrl}]|^\\s|\\s$");

  /** How IAM writes a path. */
  private static final Pattern IAM_PATH = Pattern.compile("/|/[^:*?\\s\\p{Cntrl}]*/");

  private final Place place;
  private final Map<String, Object> params;

  TemplateFiller(Place place, Map<String, Object> params) {
    this.place = place;
    this.params = params;
  }

  /** The same for resources that are elsewhere. */
  TemplateFiller at(Place other) {
    return new TemplateFiller(other, params);
  }

  /**
   * The ARN of {@code text}, and {@code text} as well where it is no proper name; only the latter
   * where a parameter that the ARN needs is absent.
   */
  List<String> fill(String template, String text) {
    StringBuilder arn = new StringBuilder();
    Matcher slots = SLOT.matcher(template);
    boolean proper = true;
    while (slots.find()) {
      String value = value(slots, text);
      if (value.isEmpty() && slots.group("member") != null && slots.group("colon").isEmpty()) {
        return List.of(text);
      }
      proper &= isProper(slots, template, value);
      slots.appendReplacement(arn, Matcher.quoteReplacement(value));
    }
    slots.appendTail(arn);
    List<String> names = new ArrayList<>(List.of(arn.toString()));
    if (!proper) {
      names.add(text);
    }
    return names;
  }

  private String value(Matcher slot, String text) {
    String member = slot.group("member");
    if (member != null) {
      return member(slot, member);
    }
    return switch (slot.group("word")) {
      case "partition" -> place.partition();
      case "region" -> place.region();
      case "account" -> place.account();
      case "lower" -> text.toLowerCase(Locale.ROOT);
      default -> text;
    };
  }

  /** A parameter beside the text; one that may be an ARN counts by the name at its end. */
  private String member(Matcher slot, String name) {
    Object value = params.get(name);
    if (value == null || value instanceof Map || value instanceof List) {
      String otherwise = slot.group("otherwise");
      return otherwise == null
          ? ""
          : otherwise.replace("{account}", place.account()).replace("{region}", place.region());
    }
    String text = value.toString();
    if (Arns.isArn(text)) {
      text = text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1);
    }
    return slot.group("colon") + text;
  }

  /** Whether the ARN with {@code value} in it can be read in one way only. */
  private static boolean isProper(Matcher slot, String template, String value) {
    String word = slot.group("word");
    if (word == null) {
      boolean optional = slot.group("colon").equals(":") && !value.isEmpty();
      String name = optional ? value.substring(1) : value;
      return IAM_PATH.matcher(value).matches() || isName(name, slot, template);
    }
    return switch (word) {
      case "partition", "region", "account" -> true;
      case ":", "lower" -> !FOREIGN.matcher(value).find();
      default -> isName(value, slot, template);
    };
  }

  /** A slash is part of many names, but not of one that a slash follows. */
  private static boolean isName(String value, Matcher slot, String template) {
    return !FOREIGN.matcher(value).find()
        && value.indexOf(':') < 0
        && !(template.startsWith("/", slot.end()) && value.indexOf('/') >= 0);
  }
}
