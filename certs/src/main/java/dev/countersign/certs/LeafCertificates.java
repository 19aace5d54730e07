package dev.countersign.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Leaf certificates, minted for exactly one host name each, cached and renewed. */
public final class LeafCertificates {

  /** A key and its chain, the leaf first and the authority last. */
  public record Leaf(PrivateKey key, List<X509Certificate> chain) {
    public Leaf {
      chain = List.copyOf(chain);
    }
  }

  private LeafCertificates() {}

  /** The certificate for {@code host}; minted off the calling thread where it is not cached. */
  public CompletableFuture<Leaf> forHost(String host) {
    throw new UnsupportedOperationException(host);
  }
}
