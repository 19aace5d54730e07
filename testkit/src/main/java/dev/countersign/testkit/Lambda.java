package dev.countersign.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.model.Headers;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** AWS Lambda, API version 2015-03-31: functions that give back what they are given. */
final class Lambda implements Service {

  private static final Pattern PATH =
      Pattern.compile("/2015-03-31/functions(?:/([^/]+)(/invocations)?)?/?");
  private static final Pattern NAME =
      Pattern.compile("(?:arn:aws:lambda:[a-z0-9-]+:[0-9]{12}:function:)?([a-zA-Z0-9_-]{1,64})");

  private final Places<Map<String, ObjectNode>> functions = new Places<>(place -> new TreeMap<>());

  @Override
  public String operation(Call call) {
    String method = call.head().method();
    Matcher path = PATH.matcher(call.head().rawPath());
    if (!path.matches()) {
      return method + " " + call.head().rawPath();
    }
    String form =
        path.group(1) == null ? "functions" : path.group(2) == null ? "function" : "invocations";
    return switch (method + " " + form) {
      case "GET functions" -> "ListFunctions";
      case "POST functions" -> "CreateFunction";
      case "GET function" -> "GetFunction";
      case "DELETE function" -> "DeleteFunction";
      case "POST invocations" -> "Invoke";
      default -> method + " " + form;
    };
  }

  @Override
  public synchronized Reply answer(String operation, Call call) {
    Map<String, ObjectNode> here = functions.at(call.place());
    return switch (operation) {
      case "ListFunctions" -> list(here);
      case "CreateFunction" -> create(here, call);
      case "GetFunction" -> json(200, Json.object().set("Configuration", find(here, call)));
      case "DeleteFunction" -> delete(here, call);
      case "Invoke" -> invoke(here, call);
      default -> throw AwsError.unknownOperation(operation);
    };
  }

  private static Reply json(int status, JsonNode output) {
    return new Reply(status, Headers.of("Content-Type", "application/json"), Json.bytes(output));
  }

  private static Reply list(Map<String, ObjectNode> here) {
    ObjectNode output = Json.object();
    ArrayNode list = output.putArray("Functions");
    here.values().forEach(list::add);
    return json(200, output);
  }

  private static Reply create(Map<String, ObjectNode> here, Call call) {
    ObjectNode input = Json.parse(call.content());
    String name = Json.required(input, "FunctionName");
    if (here.containsKey(name)) {
      throw new AwsError(409, "ResourceConflictException", "Function already exist: " + name);
    }
    Limits.checkCount(here.size(), Limits.THINGS, "functions");
    ObjectNode function = function(call.place(), name);
    Json.text(input, "Runtime").ifPresent(runtime -> function.put("Runtime", runtime));
    here.put(name, function);
    return json(201, function);
  }

  private static ObjectNode function(Place place, String name) {
    return Json.object()
        .put("FunctionName", name)
        .put("FunctionArn", place.arn("lambda", "function:" + name))
        .put("Runtime", "java25")
        .put("State", "Active");
  }

  private static ObjectNode find(Map<String, ObjectNode> here, Call call) {
    Matcher path = PATH.matcher(call.head().rawPath());
    String segment = path.matches() ? path.group(1) : "";
    String function =
        PercentEncoding.decodeUtf8(segment)
            .map(NAME::matcher)
            .filter(Matcher::matches)
            .map(name -> name.group(1))
            .orElse("");
    return Optional.ofNullable(here.get(function))
        .orElseThrow(
            () -> new AwsError(404, "ResourceNotFoundException", "Function not found: " + segment));
  }

  private static Reply delete(Map<String, ObjectNode> here, Call call) {
    here.remove(Json.required(find(here, call), "FunctionName"));
    return Reply.empty(204);
  }

  private static Reply invoke(Map<String, ObjectNode> here, Call call) {
    find(here, call);
    return new Reply(200, Headers.of("Content-Type", "application/json"), call.content())
        .with("X-Amz-Executed-Version", "$LATEST");
  }

  /** Makes a function without any call. */
  synchronized void seed(Place place, String name) {
    functions.at(place).put(name, function(place, name));
  }
}
