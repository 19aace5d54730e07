package dev.countersign.signer;

import dev.countersign.model.Auth;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;

/** A request by the way in which it is authenticated, which decides how it goes on. */
public sealed interface Inbound permits InboundSignature, InboundUnsigned, InboundMint {

  /** By what the call is authenticated. */
  Auth auth();

  /** What is called. */
  RequestHead request();

  /**
   * Reads how a request that is to be made is authenticated.
   *
   * @param body read where the signature stands in the fields of a form, as far as these go
   * @throws Refusal as {@link InboundSignature#parse}
   */
  static Inbound parse(RequestHead head, RequestBody body) {
    return InboundUnsigned.find(head)
        .<Inbound>map(unsigned -> unsigned)
        .orElseGet(() -> InboundSignature.parse(head, body));
  }
}
