package dev.countersign.rules;

import static dev.countersign.rules.FieldDescription.says;

import com.google.common.collect.ImmutableMap;
import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.types.CelType;
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
  private record Field<T>(
      String name,
      CelType type,
      Function<T, @Nullable Object> reader,
      FieldDescription description) {}

  private static final CelType STRINGS = ListType.create(SimpleType.STRING);

  static final FacetType<AwsCall> AWS =
      new FacetType<>(
          "aws",
          List.of(
              new Field<>(
                  "service",
                  SimpleType.STRING,
                  AwsCall::service,
                  says("SigV4 signing name", "`\"s3\"`, `\"dynamodb\"`")),
              new Field<>(
                  "api",
                  SimpleType.STRING,
                  AwsCall::api,
                  says(
                      "the SDK's service id; empty where it is not known",
                      "`\"S3\"`, `\"Bedrock Runtime\"`")),
              new Field<>(
                  "action",
                  SimpleType.STRING,
                  AwsCall::action,
                  says("API operation; empty where `aws.known` is false", "`\"PutItem\"`")),
              new Field<>(
                  "known",
                  SimpleType.BOOL,
                  AwsCall::known,
                  says("the operation was identified beyond doubt", "`true`")),
              new Field<>(
                  "account",
                  SimpleType.STRING,
                  call -> call.account().id(),
                  says(
                      "the target account, 12 digits; empty where the call carries no key",
                      "`\"111111111111\"`")),
              new Field<>(
                  "account_name",
                  SimpleType.STRING,
                  call -> call.account().name(),
                  says("the target account's name in `countersign.yaml`", "`\"prod\"`")),
              new Field<>(
                  "region",
                  SimpleType.STRING,
                  call -> known(call, Fact.REGION, call.region()),
                  new FieldDescription(
                      "the region that is called",
                      "`\"eu-west-1\"`",
                      "where the call is signed for several regions (SigV4A), and its host names none")),
              new Field<>(
                  "partition",
                  SimpleType.STRING,
                  call -> known(call, Fact.PARTITION, call.partition()),
                  says("the partition of that region", "`\"aws\"`, `\"aws-cn\"`")),
              new Field<>(
                  "resource",
                  SimpleType.STRING,
                  // Found in the head, it is the primary one all the same; a region may be in it.
                  call ->
                      call.resource().isEmpty() || !call.knows(Fact.REGION)
                          ? known(call, Fact.RESOURCES, call.resource())
                          : call.resource(),
                  new FieldDescription(
                      "the primary resource, as an ARN wherever one can be built; else its identifier, or empty",
                      "`\"arn:aws:s3:::reports/2026.csv\"`",
                      "where the call may name one in a body that was not read, or one in a region that is not known")),
              new Field<>(
                  "resources",
                  STRINGS,
                  call -> known(call, Fact.RESOURCES, call.resources()),
                  new FieldDescription(
                      "every resource that the call names, the primary one first",
                      "`[\"arn:aws:s3:::a/x\", \"arn:aws:s3:::b/y\"]`",
                      "where the call may name more in a body that was not read, or one in a region that is not known")),
              new Field<>(
                  "foreign_account",
                  SimpleType.BOOL,
                  call ->
                      call.foreignAccount()
                          ? (Boolean) true
                          : known(call, Fact.FOREIGN_ACCOUNT, false),
                  new FieldDescription(
                      "something in the call names another account",
                      "`false`",
                      "where the call may name one in a body that was not read, and nothing else does")),
              new Field<>(
                  "method",
                  SimpleType.STRING,
                  AwsCall::method,
                  says("HTTP method, as sent upstream", "`\"PUT\"`")),
              new Field<>(
                  "path",
                  SimpleType.STRING,
                  call -> known(call, Fact.PATH, call.path()),
                  says(
                      "path, as sent upstream, percent-encoding included",
                      "`\"/reports/2026.csv\"`")),
              new Field<>(
                  "host",
                  SimpleType.STRING,
                  AwsCall::host,
                  says("host, as sent upstream", "`\"s3.eu-west-1.amazonaws.com\"`")),
              new Field<>(
                  "auth",
                  SimpleType.STRING,
                  call -> call.auth().word(),
                  says(
                      "by what the call is authenticated: `sigv4` and `sigv4a`, signed by the gateway; `bearer`, the"
                          + " agent's own token; `none`, unsigned; `mint`, not made but handed out as a signed URL."
                          + " An `allow` permits the last three only if it mentions this field",
                      "`\"sigv4\"`")),
              new Field<>(
                  "iam_actions",
                  STRINGS,
                  call -> known(call, Fact.IAM_ACTIONS, call.iamActions()),
                  new FieldDescription(
                      "the IAM actions that AWS will check",
                      "`[\"s3:GetObject\"]`",
                      "where they hang on a body that was not read")),
              new Field<>(
                  "access",
                  SimpleType.STRING,
                  call -> call.access().word(),
                  says(
                      "`List`, `Read`, `Write`, `Tagging` or `Permissions`; what nobody knows counts as `Write`",
                      "`\"Read\"`")),
              new Field<>(
                  "returns_credentials",
                  SimpleType.BOOL,
                  call -> known(call, Fact.RETURNS_CREDENTIALS, call.returnsCredentials()),
                  says("the answer carries credentials, tokens or secret values", "`false`")),
              new Field<>(
                  "runs_code",
                  SimpleType.BOOL,
                  call -> known(call, Fact.RUNS_CODE, call.runsCode()),
                  says("the call makes something run elsewhere", "`false`")),
              new Field<>(
                  "params",
                  MapType.create(SimpleType.STRING, SimpleType.DYN),
                  call ->
                      call.knows(Fact.PARAMS) ? call.params() : new PartialParams(call.params()),
                  new FieldDescription(
                      "the operation's input, by the names of the API, with the model's types",
                      "`aws.params.InstanceType == \"t3.micro\"`",
                      "a parameter that is absent; any that may stand in a body that was not read")),
              new Field<>(
                  "dry_run",
                  SimpleType.BOOL,
                  call -> known(call, Fact.DRY_RUN, call.dryRun()),
                  new FieldDescription(
                      "EC2's `DryRun=true`",
                      "`false`",
                      "where it would stand in a body that was not read"))));

  static final FacetType<Agent> AGENT =
      new FacetType<>(
          "agent",
          List.of(
              new Field<>(
                  "name",
                  SimpleType.STRING,
                  Agent::name,
                  says("the name in `countersign.yaml`, or `anonymous`", "`\"claude\"`")),
              new Field<>(
                  "address",
                  SimpleType.STRING,
                  Agent::address,
                  says("the IP address that it called from", "`\"127.0.0.1\"`")),
              new Field<>(
                  "verified",
                  SimpleType.BOOL,
                  Agent::verified,
                  says("it proved who it is with its secret", "`true`"))));

  static final FacetType<Request> REQUEST =
      new FacetType<>(
          "request",
          List.of(
              new Field<>(
                  "time",
                  SimpleType.TIMESTAMP,
                  Request::time,
                  says("when the call arrived", "`timestamp(\"2026-03-02T12:00:00Z\")`")),
              new Field<>(
                  "size",
                  SimpleType.INT,
                  request -> request.size() < 0 ? null : (Long) request.size(),
                  new FieldDescription(
                      "bytes in the body",
                      "`1024`",
                      "where the client does not say how long its body is"))));

  /** In the order in which the documentation has them. */
  static final List<FacetType<?>> ALL = List.of(AWS, AGENT, REQUEST);

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

  /** What the reference says of each field, in the order of {@link #fieldNames}. */
  Map<String, FieldDescription> descriptions() {
    Map<String, FieldDescription> all = new LinkedHashMap<>();
    fields.forEach((field, known) -> all.put(field, known.description()));
    return all;
  }

  /** The fields' values for one subject; each is read when an expression asks for it. */
  FacetValue of(T subject) {
    return field -> {
      Field<T> known = fields.get(field);
      return known == null ? null : known.reader().apply(subject);
    };
  }
}
