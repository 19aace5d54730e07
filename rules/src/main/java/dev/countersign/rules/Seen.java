package dev.countersign.rules;

import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.rules.Learning.Breadth;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What many calls have in common, as far as a proposal tells them apart.
 *
 * @param resource the primary one; empty where the call names none, or where it does not matter
 * @param foreign another account is named, or may be
 */
record Seen(
    String service,
    String action,
    Account account,
    String region,
    boolean foreign,
    String resource,
    List<String> resources,
    List<String> iamActions,
    Set<Review> review) {

  /** Why a person has to look at it before it is allowed. */
  enum Review {
    CREDENTIALS("the answer carries credentials or secret values"),
    PERMISSIONS("it changes who may do what"),
    FOREIGN("it names another account");

    private final String words;

    Review(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  Seen {
    resources = List.copyOf(resources);
    iamActions = List.copyOf(iamActions);
    review = Set.copyOf(review);
  }

  /**
   * @param account the call's, always by the same name
   */
  static Seen of(AwsCall call, Account account, Breadth breadth) {
    boolean any = breadth == Breadth.ANY;
    boolean foreign = call.foreignAccount() || !call.knows(Fact.FOREIGN_ACCOUNT);
    return new Seen(
        call.service(),
        call.action(),
        account,
        call.region(),
        foreign,
        any ? "" : call.resource(),
        any ? List.of() : call.resources(),
        call.iamActions(),
        review(call, foreign));
  }

  private static Set<Review> review(AwsCall call, boolean foreign) {
    Set<Review> review = EnumSet.noneOf(Review.class);
    if (call.returnsCredentials() || !call.knows(Fact.RETURNS_CREDENTIALS)) {
      review.add(Review.CREDENTIALS);
    }
    if (call.access() == Access.PERMISSIONS) {
      review.add(Review.PERMISSIONS);
    }
    if (foreign) {
      review.add(Review.FOREIGN);
    }
    return review;
  }
}
