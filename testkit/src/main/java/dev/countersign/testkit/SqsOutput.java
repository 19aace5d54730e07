package dev.countersign.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.testkit.Queue.Message;
import java.util.List;

/** What an operation of SQS gives back, to be written in either protocol. */
sealed interface SqsOutput {

  ObjectNode json();

  /** Into the query protocol's result element. */
  void write(Xml xml);

  /** Of CreateQueue and GetQueueUrl. */
  record QueueUrl(String url) implements SqsOutput {
    @Override
    public ObjectNode json() {
      return Json.object().put("QueueUrl", url);
    }

    @Override
    public void write(Xml xml) {
      xml.leaf("QueueUrl", url);
    }
  }

  /** Of ListQueues. */
  record QueueUrls(List<String> urls) implements SqsOutput {
    public QueueUrls {
      urls = List.copyOf(urls);
    }

    @Override
    public ObjectNode json() {
      ObjectNode output = Json.object();
      ArrayNode list = output.putArray("QueueUrls");
      urls.forEach(list::add);
      return output;
    }

    @Override
    public void write(Xml xml) {
      urls.forEach(url -> xml.leaf("QueueUrl", url));
    }
  }

  /** Of SendMessage. */
  record Sent(Message message) implements SqsOutput {
    @Override
    public ObjectNode json() {
      return Json.object().put("MessageId", message.id()).put("MD5OfMessageBody", message.md5());
    }

    @Override
    public void write(Xml xml) {
      xml.leaf("MessageId", message.id()).leaf("MD5OfMessageBody", message.md5());
    }
  }

  /** Of ReceiveMessage. */
  record Received(List<Message> messages) implements SqsOutput {
    public Received {
      messages = List.copyOf(messages);
    }

    @Override
    public ObjectNode json() {
      ObjectNode output = Json.object();
      ArrayNode list = output.putArray("Messages");
      for (Message message : messages) {
        list.addObject()
            .put("MessageId", message.id())
            .put("ReceiptHandle", message.receipt())
            .put("MD5OfBody", message.md5())
            .put("Body", message.body());
      }
      return output;
    }

    @Override
    public void write(Xml xml) {
      for (Message message : messages) {
        xml.element(
            "Message",
            element ->
                element
                    .leaf("MessageId", message.id())
                    .leaf("ReceiptHandle", message.receipt())
                    .leaf("MD5OfBody", message.md5())
                    .leaf("Body", message.body()));
      }
    }
  }

  /** Of DeleteMessage. */
  record Nothing() implements SqsOutput {
    @Override
    public ObjectNode json() {
      return Json.object();
    }

    @Override
    public void write(Xml xml) {}
  }
}
