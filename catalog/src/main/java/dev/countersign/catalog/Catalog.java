package dev.countersign.catalog;

import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;

/** What AWS is. Immutable and safe for any number of threads. */
public final class Catalog {

  private Catalog() {}

  /** The catalog that ships with this program. */
  public static Catalog bundled() {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether {@code host} is an endpoint that the models know, and so one that may be signed for.
   */
  public boolean isAwsEndpoint(String host) {
    throw new UnsupportedOperationException(host);
  }

  /**
   * Reads a request once. Host, credential scope, protocol and operation must agree.
   *
   * @throws dev.countersign.model.Refusal AMBIGUOUS, UNREADABLE or HOST_NOT_PERMITTED
   */
  public AwsCall read(RequestHead head, SigningScope scope, Account account, RequestBody body) {
    throw new UnsupportedOperationException(head + "" + scope + account + body);
  }

  /** How the sender of this request reads errors; a best guess that never fails. */
  public ErrorFormat errorFormat(RequestHead head) {
    throw new UnsupportedOperationException(head.method());
  }
}
