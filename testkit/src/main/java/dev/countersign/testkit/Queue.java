package dev.countersign.testkit;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A queue without time: a message stays receivable until it is deleted. Not safe for use by several
 * threads; Sqs locks around it.
 */
final class Queue {

  /**
   * @param receipt what deletes it
   */
  record Message(String id, String receipt, String body) {

    String md5() {
      byte[] digest = Digests.digest("MD5", body.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    }
  }

  private final String name;
  private final Map<String, Message> byReceipt = new LinkedHashMap<>();

  Queue(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  Message send(String body, Ids ids) {
    Limits.checkCount(byReceipt.size(), Limits.THINGS, "messages in a queue");
    String id = ids.next("message-");
    Message message = new Message(id, "receipt-" + id, body);
    byReceipt.put(message.receipt(), message);
    return message;
  }

  List<Message> receive(int most) {
    return byReceipt.values().stream().limit(most).toList();
  }

  /**
   * @throws AwsError ReceiptHandleIsInvalid
   */
  void delete(String receipt) {
    if (byReceipt.remove(receipt) == null) {
      throw new AwsError(
          400, "ReceiptHandleIsInvalid", "The input receipt handle is not a valid one.");
    }
  }
}
