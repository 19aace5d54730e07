package dev.countersign.model;

/**
 * The head of a request as the agent sent it, before anybody has interpreted it. It has passed the
 * framing and the authority guards: {@code host} is equal to the CONNECT target, the SNI and the
 * {@code Host} header, {@code target} is in origin form.
 *
 * @param method as on the wire: {@code GET}, {@code PUT}
 * @param target path and query exactly as on the wire, percent-encoding included; starts with a
 *     slash
 * @param host lower case, without a port and without a trailing dot
 * @param port the port of the CONNECT target
 */
public record RequestHead(String method, String target, String host, int port, Headers headers) {

  /** The same with another target. */
  public RequestHead withTarget(String other) {
    return new RequestHead(method, other, host, port, headers);
  }

  /** The same with another query, as it goes on the wire; with none where it is empty. */
  public RequestHead withQuery(String query) {
    return withTarget(query.isEmpty() ? rawPath() : rawPath() + "?" + query);
  }

  /** The same with other headers. */
  public RequestHead withHeaders(Headers others) {
    return new RequestHead(method, target, host, port, others);
  }

  /** The path as on the wire, still percent-encoded. */
  public String rawPath() {
    int mark = target.indexOf('?');
    return mark < 0 ? target : target.substring(0, mark);
  }

  /** The query as on the wire, without the question mark; empty where there is none. */
  public String rawQuery() {
    int mark = target.indexOf('?');
    return mark < 0 ? "" : target.substring(mark + 1);
  }
}
