package dev.countersign.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The policy of a form, and whether the form keeps to it ("Creating a POST policy"). */
record PostPolicy(JsonNode document) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Fields that may stand there without a condition. */
  private static final Set<String> FREE = Set.of("policy", "x-amz-signature", "file", "bucket");

  static PostPolicy of(PostForm form) {
    try {
      byte[] text = Base64.getDecoder().decode(form.required("policy"));
      return new PostPolicy(JSON.readTree(new String(text, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException | JsonProcessingException e) {
      throw new AwsError(400, "InvalidPolicyDocument", "Invalid Policy: Invalid JSON.");
    }
  }

  Duration lifetime(String signed) {
    return Duration.between(
        TIME.parse(signed, Instant::from), Instant.parse(document.path("expiration").asText()));
  }

  /**
   * @throws AwsError AccessDenied with the condition that failed
   */
  void check(PostForm form, String bucket) {
    Set<String> stated = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (JsonNode condition : document.path("conditions")) {
      if (condition.isObject()) {
        Map.Entry<String, JsonNode> member = condition.properties().iterator().next();
        stated.add(member.getKey());
        require(value(form, bucket, member.getKey()).equals(member.getValue().asText()), condition);
      } else if (condition.path(0).asText().equals("content-length-range")) {
        checkLength(form.file().length, condition);
      } else {
        String name = condition.path(1).asText().substring(1);
        String expected = condition.path(2).asText();
        String value = value(form, bucket, name);
        stated.add(name);
        require(
            condition.path(0).asText().equals("eq")
                ? value.equals(expected)
                : value.startsWith(expected),
            condition);
      }
    }
    for (String name : form.fields().keySet()) {
      if (!FREE.contains(name.toLowerCase(Locale.ROOT)) && !stated.contains(name)) {
        throw denied("Extra input fields: " + name);
      }
    }
  }

  private static void checkLength(int length, JsonNode range) {
    if (length < range.path(1).asLong()) {
      throw new AwsError(400, "EntityTooSmall", "Your proposed upload is too small.");
    }
    if (length > range.path(2).asLong()) {
      throw new AwsError(400, "EntityTooLarge", "Your proposed upload is too large.");
    }
  }

  private static String value(PostForm form, String bucket, String name) {
    return name.equalsIgnoreCase("bucket") ? bucket : form.field(name).orElse("");
  }

  private static void require(boolean holds, JsonNode condition) {
    if (!holds) {
      throw denied("Policy Condition failed: " + condition);
    }
  }

  private static AwsError denied(String why) {
    return new AwsError(403, "AccessDenied", "Invalid according to Policy: " + why);
  }
}
