package dev.countersign.catalog;

import dev.countersign.model.Access;
import java.util.List;

/**
 * What the IAM data says of an operation: what AWS checks when it is called.
 *
 * @param access the strongest level of its actions
 * @param actions in IAM's own spelling: {@code s3:GetBucketCORS}
 * @param resources templates of the ARNs that the actions are checked against, as far as the
 *     operation's members fill them: {@code
 *     arn:{partition}:ecr:{region}:{account}:repository/[name]}
 */
record IamModel(Access access, List<String> actions, List<String> resources) {

  /** Whoever may do several things may do the strongest of them. */
  static Access stronger(Access one, Access other) {
    return strength(one) >= strength(other) ? one : other;
  }

  private static int strength(Access access) {
    return switch (access) {
      case LIST -> 0;
      case READ -> 1;
      case TAGGING -> 2;
      case WRITE -> 3;
      case PERMISSIONS -> 4;
    };
  }
}
