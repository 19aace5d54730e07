package dev.countersign.catalog;

import java.util.Optional;
import java.util.stream.Stream;

/** The wire protocols of AWS's services, under the models' own words. */
enum Protocol {
  REST_JSON("rest-json"),
  REST_XML("rest-xml"),
  JSON("json"),
  QUERY("query"),
  EC2("ec2"),
  CBOR("smithy-rpc-v2-cbor");

  private final String word;

  Protocol(String word) {
    this.word = word;
  }

  /** The word as the models have it. */
  String word() {
    return word;
  }

  /** Empty for a word that no model had when this was written. */
  static Optional<Protocol> of(String word) {
    return Stream.of(values()).filter(protocol -> protocol.word.equals(word)).findFirst();
  }

  /** Method, path and literals name the operation. */
  boolean isRest() {
    return this == REST_JSON || this == REST_XML;
  }

  /** A form parameter {@code Action} names the operation. */
  boolean isForm() {
    return this == QUERY || this == EC2;
  }
}
