package dev.countersign.approvals;

import dev.countersign.model.FieldHash;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What an approval covers: one request of one agent, under one version of the rules, and nothing
 * else. Two requests have the same fingerprint exactly when they are the same in every field.
 *
 * @param value SHA-256 in 64 lower-case hexadecimal digits
 */
public record Fingerprint(String value) {

  /** Goes first, so that a fingerprint of other fields is never one of these. */
  private static final String TAG = "countersign-approval-1";

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public Fingerprint {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("fingerprint: (expected: 64 hexadecimal digits)");
    }
  }

  /**
   * @param role what the call is signed as: the role's ARN with whatever narrows its session
   * @param canonicalRequestHash of the request as it goes upstream; it includes the body's hash
   * @param rulesVersion as {@code RuleSet.version()} has it
   */
  public static Fingerprint of(
      String agent,
      String account,
      String role,
      String service,
      String action,
      String region,
      String canonicalRequestHash,
      String rulesVersion) {
    return new Fingerprint(
        FieldHash.of(
            List.of(
                TAG,
                agent,
                account,
                role,
                service,
                action,
                region,
                canonicalRequestHash,
                rulesVersion)));
  }

  /** The first 12 digits, for people. */
  public String brief() {
    return value.substring(0, 12);
  }
}
