package dev.countersign.approvals;

import dev.countersign.model.Access;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.GrantTerms.Scope;
import dev.countersign.model.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Questions, people and groups that tests are about. */
final class Samples {

  static final Person ANA = new Person("ana", Role.APPROVER, Set.of("claude"));
  static final Person RAJ = new Person("raj", Role.APPROVER, Set.of());
  static final Person KIM = new Person("kim", Role.APPROVER, Set.of());
  static final Person BOSS = new Person("boss", Role.ADMIN, Set.of());

  static final Group ONCALL = group(1, Duration.ofSeconds(20));

  static final GrantTerms HOUR_OF_ACTION =
      new GrantTerms(Duration.ofHours(1), OptionalInt.empty(), Set.of(Scope.ACTION));

  static final GrantTerms HOUR_OF_RESOURCE =
      new GrantTerms(Duration.ofHours(1), OptionalInt.of(5), Set.of(Scope.ACTION, Scope.RESOURCE));

  static final Decision ONCE = approve(new Width.Once());

  private Samples() {}

  static Group group(int quorum, Duration hold) {
    return new Group(
        "oncall", Set.of("ana", "raj", "kim"), quorum, hold, Duration.ofMinutes(10), false, false);
  }

  static Decision approve(Width width) {
    return new Decision.Approve(width, "");
  }

  /** A call to delete a bucket; the number makes it different from others. */
  static Ask ask(int number) {
    return new Ask(
        "claude",
        "222222222222",
        "DeleteBucket",
        "arn:aws:s3:::logs-" + number,
        GrantTerms.ONCE,
        ONCALL,
        "v1",
        true,
        Optional.empty(),
        "request-" + number);
  }

  /** What a question is made of, as far as it matters. */
  record Ask(
      String agent,
      String account,
      String action,
      String resource,
      GrantTerms terms,
      Group group,
      String version,
      boolean repeatable,
      Optional<String> invocation,
      String request) {

    Ask by(String other) {
      return new Ask(
          other, account, action, resource, terms, group, version, repeatable, invocation, request);
    }

    Ask in(String other) {
      return new Ask(
          agent, other, action, resource, terms, group, version, repeatable, invocation, request);
    }

    Ask doing(String other) {
      return new Ask(
          agent,
          account,
          other,
          resource,
          terms,
          group,
          version,
          repeatable,
          invocation,
          request + other);
    }

    Ask with(GrantTerms other) {
      return new Ask(
          agent, account, action, resource, other, group, version, repeatable, invocation, request);
    }

    Ask of(Group other) {
      return new Ask(
          agent, account, action, resource, terms, other, version, repeatable, invocation, request);
    }

    Ask under(String other) {
      return new Ask(
          agent, account, action, resource, terms, group, other, repeatable, invocation, request);
    }

    Ask notRepeatable() {
      return new Ask(
          agent, account, action, resource, terms, group, version, false, invocation, request);
    }

    Ask invoked(String id) {
      return new Ask(
          agent,
          account,
          action,
          resource,
          terms,
          group,
          version,
          repeatable,
          Optional.of(id),
          request);
    }

    /** A call that is not held. */
    Ask brief() {
      return of(
          new Group(
              group.name(),
              group.people(),
              group.quorum(),
              Duration.ZERO,
              group.timeout(),
              group.notOwn(),
              group.commentRequired()));
    }

    Question question() {
      return question(card());
    }

    Question question(Card card) {
      Fingerprint fingerprint =
          Fingerprint.of(agent, account, "role", "s3", action, "eu-west-1", request, version);
      return new Question(fingerprint, card, group, version, invocation, repeatable);
    }

    Card card() {
      return card(List.of(resource), List.of("s3:" + action), false);
    }

    Card card(List<String> resources, List<String> iamActions, boolean returnsCredentials) {
      return new Card(
          agent,
          true,
          "127.0.0.1",
          account,
          "staging",
          "s3",
          "S3",
          action,
          "eu-west-1",
          "s3.eu-west-1.amazonaws.com",
          "DELETE",
          resource,
          resources,
          0,
          false,
          Access.WRITE,
          iamActions,
          returnsCredentials,
          false,
          List.of(),
          0,
          Set.of(),
          "careful",
          "Somebody looks first.",
          terms);
    }
  }
}
