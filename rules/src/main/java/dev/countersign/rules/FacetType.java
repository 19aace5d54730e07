package dev.countersign.rules;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One of the three things that a rule can see, as a CEL struct: which fields it has, of which type,
 * and how each is read. This table is the only place where fields are named; the type checker and
 * the evaluation both go by it.
 *
 * @param <T> what the fields are read from
 */
final class FacetType<T> {

  /** Facts of the request that are no part of the call. */
  record Request(Instant time, long size) {}

  /**
   * @param reader gives null where the value is not known for this call, which makes an expression
   *     that needs it fail
   */
  private record Field<T>(String name, CelType type, Function<T, @Nullable Object> reader) {}

  private static final CelType STRINGS = ListType.create(SimpleType.STRING);

  static final FacetType<AwsCall> AWS =
      new FacetType<>(
          "aws",
          List.of(
              new Field<>("service", SimpleType.STRING, AwsCall::service),
              new Field<>("api", SimpleType.STRING, AwsCall::api),
              new Field<>("action", SimpleType.STRING, AwsCall::action),
              new Field<>("known", SimpleType.BOOL, AwsCall::known),
              new Field<>("account", SimpleType.STRING, call -> call.account().id()),
              new Field<>("account_name", SimpleType.STRING, call -> call.account().name()),
              new Field<>("region", SimpleType.STRING, AwsCall::region),
              new Field<>(
                  "partition",
                  SimpleType.STRING,
                  call -> known(call, Fact.PARTITION, call.partition())),
              new Field<>(
                  "resource",
                  SimpleType.STRING,
                  // One that was found in the head is the primary one all the same.
                  call ->
                      call.resource().isEmpty()
                          ? known(call, Fact.RESOURCES, call.resource())
                          : call.resource()),
              new Field<>(
                  "resources", STRINGS, call -> known(call, Fact.RESOURCES, call.resources())),
              new Field<>(
                  "foreign_account",
                  SimpleType.BOOL,
                  call ->
                      call.foreignAccount()
                          ? (Boolean) true
                          : known(call, Fact.FOREIGN_ACCOUNT, false)),
              new Field<>("method", SimpleType.STRING, AwsCall::method),
              new Field<>("path", SimpleType.STRING, call -> known(call, Fact.PATH, call.path())),
              new Field<>("host", SimpleType.STRING, AwsCall::host),
              new Field<>(
                  "iam_actions", STRINGS, call -> known(call, Fact.IAM_ACTIONS, call.iamActions())),
              new Field<>("access", SimpleType.STRING, call -> call.access().word()),
              new Field<>(
                  "returns_credentials",
                  SimpleType.BOOL,
                  call -> known(call, Fact.RETURNS_CREDENTIALS, call.returnsCredentials())),
              new Field<>(
                  "runs_code",
                  SimpleType.BOOL,
                  call -> known(call, Fact.RUNS_CODE, call.runsCode())),
              new Field<>(
                  "params",
                  MapType.create(SimpleType.STRING, SimpleType.DYN),
                  call ->
                      call.knows(Fact.PARAMS) ? call.params() : new PartialParams(call.params())),
              new Field<>(
                  "dry_run", SimpleType.BOOL, call -> known(call, Fact.DRY_RUN, call.dryRun()))));

  static final FacetType<Agent> AGENT =
      new FacetType<>(
          "agent",
          List.of(
              new Field<>("name", SimpleType.STRING, Agent::name),
              new Field<>("address", SimpleType.STRING, Agent::address),
              new Field<>("verified", SimpleType.BOOL, Agent::verified)));

  static final FacetType<Request> REQUEST =
      new FacetType<>(
          "request",
          List.of(
              new Field<>("time", SimpleType.TIMESTAMP, Request::time),
              new Field<>(
                  "size",
                  SimpleType.INT,
                  request -> request.size() < 0 ? null : (Long) request.size())));

  /** In the order in which the documentation has them. */
  static final List<FacetType<?>> ALL = List.of(AWS, AGENT, REQUEST);

  /** Tells the type checker of the three structs. */
  static final CelTypeProvider TYPES =
      new CelTypeProvider() {
        @Override
        public ImmutableCollection<CelType> types() {
          return ALL.stream()
              .<CelType>map(FacetType::type)
              .collect(ImmutableList.toImmutableList());
        }

        @Override
        public Optional<CelType> findType(String name) {
          return named(name).map(FacetType::type);
        }
      };

  private final String name;
  private final Map<String, Field<T>> fields = new LinkedHashMap<>();
  private final StructType type;

  /**
   * Even asking whether the field is there fails where it is not known: {@code has} would be false,
   * and a denial that begins with it would let the call through.
   */
  private static Object known(AwsCall call, Fact fact, Object value) {
    if (call.knows(fact)) {
      return value;
    }
    throw CelAttributeNotFoundException.of("'" + word(fact) + "' cannot be known for this call");
  }

  /** The fact that the field {@code aws.<field>} shows, if it is one that may be unknown. */
  static Optional<Fact> fact(String field) {
    return Arrays.stream(Fact.values())
        .filter(
            fact ->
                field.equals(word(fact)) || (field.equals("resource") && fact == Fact.RESOURCES))
        .findFirst();
  }

  private static String word(Fact fact) {
    return fact.name().toLowerCase(Locale.ROOT);
  }

  private FacetType(String name, List<Field<T>> fields) {
    this.name = name;
    fields.forEach(field -> this.fields.put(field.name(), field));
    ImmutableMap<String, CelType> types =
        fields.stream().collect(ImmutableMap.toImmutableMap(Field::name, Field::type));
    this.type =
        StructType.create(name, types.keySet(), field -> Optional.ofNullable(types.get(field)));
  }

  /** The facet of that name. */
  static Optional<FacetType<?>> named(String name) {
    return ALL.stream().filter(facet -> facet.name.equals(name)).findFirst();
  }

  /** What rules call it: {@code aws}. */
  String name() {
    return name;
  }

  StructType type() {
    return type;
  }

  /** Every field's name, in the order of the documentation. */
  List<String> fieldNames() {
    return List.copyOf(fields.keySet());
  }

  Optional<CelType> fieldType(String field) {
    return Optional.ofNullable(fields.get(field)).map(Field::type);
  }

  /** The fields' values for one subject; each is read when an expression asks for it. */
  FacetValue of(T subject) {
    return field -> {
      Field<T> known = fields.get(field);
      return known == null ? null : known.reader().apply(subject);
    };
  }
}
