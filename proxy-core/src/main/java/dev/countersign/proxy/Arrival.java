package dev.countersign.proxy;

import dev.countersign.catalog.Destination;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.signer.Inbound;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.Payload;

/** By which of the gateway's doors a request came, and so what its host says. */
enum Arrival {
  /** Through a tunnel: the host is AWS's, and has been held to CONNECT and SNI. */
  TUNNEL,

  /**
   * At the gateway's own host for signed URLs: the call is the one in the body, and is not made.
   */
  MINT {
    @Override
    Inbound inbound(RequestHead head, RequestBody body, Collaborators ask) {
      return ask.mint(MintRequest.read(head, body));
    }
  },

  /** At the endpoint listener: the host is the gateway's own, and AWS's has to be found. */
  ENDPOINT {
    @Override
    Inbound meant(Inbound claimed, RequestBody body, Collaborators ask) {
      if (!(claimed instanceof InboundSignature signature)) {
        throw unlocated("a request without a signature");
      }
      if (signature.payload() instanceof Payload.Form) {
        throw unlocated("an upload form");
      }
      Destination found = ask.locate(signature.request(), signature.scope(), body);
      return signature.meaning(found.head(), found.scope());
    }
  };

  /** How the request is authenticated. */
  Inbound inbound(RequestHead head, RequestBody body, Collaborators ask) {
    return ask.inbound(head, body);
  }

  /**
   * The call that is meant by what was signed.
   *
   * @param claimed verified already
   */
  Inbound meant(Inbound claimed, RequestBody body, Collaborators ask) {
    return claimed;
  }

  private static Refusal unlocated(String what) {
    return new Refusal(
        Failure.SIGNATURE_UNSUPPORTED,
        what + " does not say which endpoint of AWS's it is for: send it through the proxy");
  }
}
