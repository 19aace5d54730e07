package dev.countersign.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.model.Headers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Amazon SQS, API version 2012-11-05, in JSON 1.0 and in the query protocol of older clients. */
final class Sqs implements Service {

  private static final String NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/";
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,80}");
  private static final int MOST_AT_ONCE = 10;

  private final Ids ids = new Ids();
  private final Places<Map<String, Queue>> queues = new Places<>(place -> new TreeMap<>());

  @Override
  public String operation(Call call) {
    return call.header("X-Amz-Target").isPresent()
        ? Json.target(call, "AmazonSQS")
        : Form.of(call).required("Action");
  }

  @Override
  public synchronized Reply answer(String operation, Call call) {
    Map<String, Queue> here = queues.at(call.place());
    if (call.header("X-Amz-Target").isPresent()) {
      ObjectNode input = Json.parse(call.content());
      SqsOutput output = perform(operation, call, here, name -> member(input, name));
      return new Reply(
          200, Headers.of("Content-Type", "application/x-amz-json-1.0"), Json.bytes(output.json()));
    }
    Form form = Form.of(call);
    SqsOutput output = perform(operation, call, here, name -> parameter(form, call, name));
    return QueryReply.of(operation, NAMESPACE, output::write);
  }

  private static Optional<String> member(ObjectNode input, String name) {
    return Optional.ofNullable(input.get(name)).filter(JsonNode::isValueNode).map(JsonNode::asText);
  }

  /** Older clients call the queue's own path instead of naming its URL. */
  private static Optional<String> parameter(Form form, Call call, String name) {
    return name.equals("QueueUrl")
        ? form.get(name).or(() -> Optional.of(call.head().rawPath()))
        : form.get(name);
  }

  private interface Input {
    Optional<String> get(String member);
  }

  private SqsOutput perform(String operation, Call call, Map<String, Queue> here, Input input) {
    return switch (operation) {
      case "CreateQueue" -> create(call, here, required(input, "QueueName"));
      case "GetQueueUrl" -> {
        String name = required(input, "QueueName");
        yield new SqsOutput.QueueUrl(url(call, find(here, name)));
      }
      case "ListQueues" ->
          new SqsOutput.QueueUrls(here.values().stream().map(queue -> url(call, queue)).toList());
      case "SendMessage" ->
          new SqsOutput.Sent(named(call, here, input).send(required(input, "MessageBody"), ids));
      case "ReceiveMessage" ->
          new SqsOutput.Received(named(call, here, input).receive(most(input)));
      case "DeleteMessage" -> {
        named(call, here, input).delete(required(input, "ReceiptHandle"));
        yield new SqsOutput.Nothing();
      }
      default -> throw AwsError.unknownOperation(operation);
    };
  }

  private static int most(Input input) {
    return input
        .get("MaxNumberOfMessages")
        .filter(text -> text.matches("[0-9]{1,2}"))
        .map(text -> Math.min(MOST_AT_ONCE, Integer.parseInt(text)))
        .orElse(1);
  }

  private static String required(Input input, String name) {
    return input
        .get(name)
        .orElseThrow(
            () ->
                new AwsError(
                    400,
                    "MissingParameter",
                    "The request must contain the parameter " + name + "."));
  }

  private static SqsOutput create(Call call, Map<String, Queue> here, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new AwsError(400, "InvalidParameterValue", "Queue name is invalid: " + name);
    }
    Limits.checkCount(here.size(), Limits.THINGS, "queues");
    return new SqsOutput.QueueUrl(url(call, here.computeIfAbsent(name, Queue::new)));
  }

  private static String url(Call call, Queue queue) {
    Place place = call.place();
    return "https://sqs."
        + place.region()
        + ".amazonaws.com/"
        + place.account()
        + "/"
        + queue.name();
  }

  /** The queue that a URL names by its last two segments; another account's is not there. */
  private static Queue named(Call call, Map<String, Queue> here, Input input) {
    List<String> segments = List.of(required(input, "QueueUrl").split("/"));
    boolean own =
        segments.size() >= 2 && segments.get(segments.size() - 2).equals(call.caller().account());
    return find(here, own ? segments.getLast() : "");
  }

  private static Queue find(Map<String, Queue> here, String name) {
    return Optional.ofNullable(here.get(name))
        .orElseThrow(
            () ->
                new AwsError(
                    400, "AWS.SimpleQueueService.NonExistentQueue", "The queue does not exist."));
  }

  /** Makes a queue without any call. */
  synchronized void seed(Place place, String name) {
    queues.at(place).computeIfAbsent(name, Queue::new);
  }
}
