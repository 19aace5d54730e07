package dev.countersign.model;

/** The forms in which AWS's services answer an error; each caller can read its own only. */
public enum ErrorFormat {
  /** {@code <Error>} at the root, as S3 has it. */
  S3_XML,
  /** {@code <ErrorResponse><Error>}: the query protocol, and REST-XML other than S3. */
  QUERY_XML,
  /** {@code <Response><Errors><Error>}. */
  EC2_XML,
  /** {@code __type} and {@code message}: the JSON protocols, REST-JSON among them. */
  JSON,
  /** RPC v2 CBOR: a map with {@code __type} and {@code message}. */
  CBOR
}
