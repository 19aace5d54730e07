package dev.countersign.catalog;

import dev.countersign.catalog.Shape.Value;
import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.ErrorFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A call of any operation with every member of its input in it, each shape once: texts and numbers
 * that are like no other where the model says that they are sensitive, and plain ones elsewhere.
 */
final class Planted {

  /** How a sensitive value begins, whatever its type. */
  static final String SECRET = "90210";

  static final String OPEN = "open-";

  private final ServiceModel service;
  private final Set<Value> seen = new HashSet<>();
  private final List<String> secrets = new ArrayList<>();
  private final List<String> open = new ArrayList<>();
  private final Map<String, Object> params = new LinkedHashMap<>();

  Planted(ServiceModel service, OperationModel operation) {
    this.service = service;
    operation.members().forEach(member -> params.put(member.name(), value(member.value(), false)));
  }

  Map<String, Object> params() {
    return params;
  }

  List<String> secrets() {
    return secrets;
  }

  List<String> open() {
    return open;
  }

  static AwsCall call(String api, String action, Map<String, Object> params) {
    return call(api, action, Auth.SIGV4, params);
  }

  static AwsCall call(String api, String action, Auth auth, Map<String, Object> params) {
    return new AwsCall(
        "any",
        api,
        action,
        !action.isEmpty(),
        new Account(Requests.ACCOUNT, "test"),
        "eu-west-1",
        "aws",
        "",
        List.of(),
        false,
        "POST",
        "/",
        "any.eu-west-1.amazonaws.com",
        auth,
        List.of(),
        Access.WRITE,
        false,
        false,
        params,
        false,
        ErrorFormat.JSON,
        Set.of());
  }

  private Object value(Value model, boolean inSecret) {
    boolean secret = inSecret || model.sensitive();
    if (model.shape() == Value.FREE) {
      return free(model.type(), secret);
    }
    boolean again = !seen.add(model.within(secret));
    return switch (service.shapes().get(model.shape())) {
      case Shape.Listing listing -> again ? List.of() : List.of(value(listing.element(), secret));
      case Shape.Mapping mapping ->
          again ? Map.of() : Map.of(leaf(secret), value(mapping.element(), secret));
      case Shape.Structure(FieldSet fields) -> {
        Map<String, Object> members = new LinkedHashMap<>();
        for (Shape.Field field : again ? new FieldSet(List.of()) : fields) {
          members.put(field.name(), value(field.value(), secret));
        }
        yield members;
      }
    };
  }

  private Object free(MemberModel.Type type, boolean secret) {
    return switch (type) {
      case STRING -> leaf(secret);
      case LIST -> List.of(leaf(secret));
      case MAP -> Map.of(leaf(secret), leaf(secret));
      case INTEGER -> secret ? (Object) Long.valueOf(leaf(true)) : 7L;
      case DOUBLE -> secret ? (Object) Double.valueOf(leaf(true) + ".5") : 7.5;
      case BOOLEAN -> secret ? leaf(true) : true;
    };
  }

  private String leaf(boolean secret) {
    List<String> all = secret ? secrets : open;
    String text = secret ? SECRET + (100 + all.size()) : OPEN + all.size() + ".";
    all.add(text);
    return text;
  }
}
