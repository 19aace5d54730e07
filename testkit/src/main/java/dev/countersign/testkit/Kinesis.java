package dev.countersign.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.model.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Amazon Kinesis, API version 2013-12-02: a shard that is read to its end at once. */
final class Kinesis implements Service {

  private static final String JSON = "application/x-amz-json-1.1";

  @Override
  public String operation(Call call) {
    return Json.target(call, "Kinesis_20131202");
  }

  @Override
  public Reply answer(String operation, Call call) {
    if (!operation.equals("SubscribeToShard")) {
      throw AwsError.unknownOperation(operation);
    }
    String shard = Json.required(Json.parse(call.content()), "ShardId");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(event("initial-response", Json.object()));
    for (int number = 1; number <= 3; number++) {
      out.writeBytes(event("SubscribeToShardEvent", records(shard, number)));
    }
    return new Reply(
        200, Headers.of("Content-Type", "application/vnd.amazon.eventstream"), out.toByteArray());
  }

  private static ObjectNode records(String shard, int number) {
    ObjectNode event = Json.object().put("ContinuationSequenceNumber", "" + number);
    event.put("MillisBehindLatest", 0);
    event
        .putArray("Records")
        .addObject()
        .put("SequenceNumber", "" + number)
        .put("PartitionKey", shard)
        .put("Data", ("record " + number).getBytes(StandardCharsets.UTF_8));
    return event;
  }

  private static byte[] event(String type, ObjectNode payload) {
    return EventFrame.event(type, JSON, Json.bytes(payload)).encoded();
  }
}
