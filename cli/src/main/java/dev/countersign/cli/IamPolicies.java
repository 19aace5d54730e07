package dev.countersign.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.countersign.rules.Learnt.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * IAM policy documents, each as long as a managed policy may be: 6,144 characters that are no white
 * space (IAM User Guide, "IAM and AWS STS quotas"). In ASCII, since IAM takes no character above
 * U+00FF.
 */
final class IamPolicies {

  static final int MAX_LENGTH = 6_144;

  /** Managed policies on one role (the same page; it can be raised to 20). */
  static final int MAX_ATTACHED = 10;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private IamPolicies() {}

  /** As few documents as the statements fit into in their order. */
  static List<String> of(List<Statement> statements) {
    List<List<Statement>> documents = new ArrayList<>();
    for (Statement statement : statements) {
      for (Statement part : parts(statement)) {
        List<Statement> last = documents.isEmpty() ? List.of() : documents.getLast();
        List<Statement> longer = new ArrayList<>(last);
        longer.add(part);
        if (documents.isEmpty() || !fits(longer)) {
          documents.add(new ArrayList<>(List.of(part)));
        } else {
          documents.set(documents.size() - 1, longer);
        }
      }
    }
    return documents.stream().map(IamPolicies::pretty).toList();
  }

  /** Halves what does not fit into a document of its own: its resources, else its actions. */
  private static List<Statement> parts(Statement whole) {
    List<String> resources = whole.resources();
    List<String> actions = whole.actions();
    if (fits(List.of(whole)) || (resources.size() == 1 && actions.size() == 1)) {
      return List.of(whole);
    }
    List<Statement> parts = new ArrayList<>();
    if (resources.size() > 1) {
      int half = resources.size() / 2;
      parts.addAll(parts(new Statement(actions, resources.subList(0, half))));
      parts.addAll(parts(new Statement(actions, resources.subList(half, resources.size()))));
    } else {
      int half = actions.size() / 2;
      parts.addAll(parts(new Statement(actions.subList(0, half), resources)));
      parts.addAll(parts(new Statement(actions.subList(half, actions.size()), resources)));
    }
    return parts;
  }

  private static boolean fits(List<Statement> statements) {
    // White space does not count, but that in a resource's name might.
    return write(JSON.writer(), statements).length() <= MAX_LENGTH;
  }

  private static String pretty(List<Statement> statements) {
    return write(JSON.writerWithDefaultPrettyPrinter(), statements) + "\n";
  }

  private static String write(ObjectWriter writer, List<Statement> statements) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("Version", "2012-10-17");
    document.put("Statement", statements.stream().map(IamPolicies::members).toList());
    try {
      return writer.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and texts are JSON", e);
    }
  }

  private static Map<String, Object> members(Statement statement) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("Effect", "Allow");
    members.put("Action", statement.actions());
    members.put("Resource", statement.resources());
    return members;
  }
}
