package dev.countersign.testkit;

import java.util.UUID;
import java.util.function.Consumer;

/** Answers of the query protocol: {@code <XResponse><XResult>..</XResult><ResponseMetadata/>}. */
final class QueryReply {

  private QueryReply() {}

  static Reply of(String operation, String namespace, Consumer<Xml> result) {
    return Reply.xml(
        Xml.document(
            operation + "Response",
            namespace,
            xml ->
                xml.element(operation + "Result", result)
                    .element(
                        "ResponseMetadata",
                        metadata -> metadata.leaf("RequestId", UUID.randomUUID()))));
  }
}
