package dev.countersign.catalog;

import dev.countersign.model.AwsCall;
import dev.countersign.model.IdempotencyToken;
import dev.countersign.model.IdempotencyToken.Carrier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which values were made up for one call: the models say that SDKs fill the member, and the
 * reviewed list says that it means nothing. The models alone do not, they have the trait on the id
 * of the query that is stopped as well.
 */
final class IdempotencyTokens {

  /** RFC 9562, 4, in the lower case that it asks of whoever writes one. */
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** Lines of the form: service, operation, members. */
  private final Table table = Table.of("idempotency-tokens.txt");

  /** Empty where there is none or more than one, or somebody wrote it by hand. */
  Optional<IdempotencyToken> of(Found found, AwsCall call) {
    List<MemberModel> present =
        found.operation().stream()
            .flatMap(operation -> operation.members().stream())
            .filter(member -> call.params().containsKey(member.name()))
            .filter(member -> isToken(found, member))
            .toList();
    return present.size() == 1 ? token(present.getFirst(), call.params()) : Optional.empty();
  }

  /** Whether the value of this member says nothing about what the call does. */
  boolean isToken(Found found, MemberModel member) {
    Leaf leaf = new Leaf("", member.name(), "", false);
    return member.madeUp()
        && table.all(found.service().id(), found.action()).stream()
            .anyMatch(line -> MemberPattern.ofAnyCase(line.getFirst()).fits(leaf));
  }

  private static Optional<IdempotencyToken> token(MemberModel member, Map<String, Object> params) {
    return params.get(member.name()) instanceof String text && UUID.matcher(text).matches()
        ? carrier(member).map(carrier -> new IdempotencyToken(carrier, member.wire(), text))
        : Optional.empty();
  }

  private static Optional<Carrier> carrier(MemberModel member) {
    return switch (member.location()) {
      case BODY -> Optional.of(Carrier.BODY);
      case QUERY -> Optional.of(Carrier.QUERY);
      case HEADER -> Optional.of(Carrier.HEADER);
      case LABEL, QUERY_MAP, HEADER_MAP, PAYLOAD -> Optional.empty();
    };
  }
}
