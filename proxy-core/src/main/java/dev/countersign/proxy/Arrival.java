package dev.countersign.proxy;

import dev.countersign.catalog.Destination;
import dev.countersign.model.RequestBody;
import dev.countersign.signer.InboundSignature;

/** By which of the gateway's doors a request came, and so what its host says. */
enum Arrival {
  /** Through a tunnel: the host is AWS's, and has been held to CONNECT and SNI. */
  TUNNEL {
    @Override
    InboundSignature meant(InboundSignature signature, RequestBody body, Collaborators ask) {
      return signature;
    }
  },

  /** At the endpoint listener: the host is the gateway's own, and AWS's has to be found. */
  ENDPOINT {
    @Override
    InboundSignature meant(InboundSignature signature, RequestBody body, Collaborators ask) {
      Destination found = ask.locate(signature.request(), signature.scope(), body);
      return signature.meaning(found.head(), found.scope());
    }
  };

  /**
   * The call that is meant by what was signed.
   *
   * @param signature verified already
   */
  abstract InboundSignature meant(InboundSignature signature, RequestBody body, Collaborators ask);
}
