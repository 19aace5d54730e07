package dev.countersign.catalog;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One API operation, as far as a request shows it.
 *
 * @param name the API's name for it, without the version that some models append
 * @param method the HTTP method
 * @param uri the path's template with its query literals: {@code /{Bucket}?acl}
 * @param hostPrefix what stands before the endpoint's host; mostly empty
 * @param members of its input
 * @param iam empty where the IAM data does not know it
 */
record OperationModel(
    String name,
    String method,
    UriTemplate uri,
    String hostPrefix,
    Set<Trait> traits,
    List<MemberModel> members,
    Optional<IamModel> iam) {

  /** What a model says about an operation beside its bindings. The letter is the index's. */
  enum Trait {
    /** It changes nothing, says the model. */
    READONLY('r'),
    /** Another operation took its place, on the same method and URI in some cases. */
    DEPRECATED('d'),
    /** It is called without a signature. */
    UNSIGNED('n'),
    /** It takes a bearer token in the place of a signature. */
    BEARER('b'),
    /** The signature does not cover the body. */
    UNSIGNED_PAYLOAD('p'),
    /** The whole body is one opaque member or a stream: nothing in it can be read. */
    OPAQUE_BODY('o');

    final char letter;

    Trait(char letter) {
      this.letter = letter;
    }
  }

  OperationModel with(IamModel known) {
    return new OperationModel(name, method, uri, hostPrefix, traits, members, Optional.of(known));
  }

  boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /** The members that stand at one place. */
  Stream<MemberModel> members(MemberModel.Location location) {
    return members.stream().filter(member -> member.location() == location);
  }

  /** Whether the body is a stream of events: a structure that cannot be read as a whole. */
  boolean takesEvents() {
    return is(Trait.OPAQUE_BODY)
        && members(MemberModel.Location.PAYLOAD)
            .anyMatch(member -> member.type() == MemberModel.Type.MAP);
  }

  /** The members in the body that can be texts or hold some; none where the body is opaque. */
  Stream<MemberModel> membersInBody() {
    return is(Trait.OPAQUE_BODY)
        ? Stream.of()
        : Stream.of(MemberModel.Location.BODY, MemberModel.Location.PAYLOAD)
            .flatMap(this::members)
            .filter(
                member ->
                    switch (member.type()) {
                      case STRING, LIST, MAP -> true;
                      case INTEGER, DOUBLE, BOOLEAN -> false;
                    });
  }
}
