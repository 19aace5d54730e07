package dev.countersign.certs;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * Leaf certificates, minted for exactly one host name each: no wildcard, so that what a client
 * accepts for one host says nothing about another. Safe for any number of threads.
 *
 * <p>All leaves of a process share one key. It lives and dies with the process, beside the
 * authority's own, so a key for each would protect nothing more and cost a key generation for each
 * host.
 */
public final class LeafCertificates {

  /** Hosts at once; an agent that names more evicts its own. */
  private static final int MOST = 4_096;

  /** In the last third of its life a leaf is minted anew. */
  private static final Duration RENEWED_BEFORE_END = Issuing.LEAF_LIFETIME.dividedBy(3);

  private static final Pattern HOST =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  private final CertificateAuthority authority;
  private final Clock clock;
  private final KeyPair pair = Issuing.newKey();
  private final AsyncCache<String, Leaf> cache;

  /** A key and its chain, the leaf first and the authority last. */
  public record Leaf(PrivateKey key, List<X509Certificate> chain) {
    public Leaf {
      chain = List.copyOf(chain);
    }

    @Override
    public String toString() {
      return "Leaf[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
  }

  LeafCertificates(CertificateAuthority authority, Clock clock) {
    this.authority = authority;
    this.clock = clock;
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .buildAsync();
  }

  /**
   * The certificate for {@code host}; minted off the calling thread where it is not cached, once
   * however many ask.
   *
   * @param host lower case, letters, digits and hyphens (RFC 1123, 2.1), at most 253 characters
   * @return fails with {@link IllegalArgumentException} where it is no such name
   */
  public CompletableFuture<Leaf> forHost(String host) {
    if (!HOST.matcher(host).matches()) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("not a host name that a certificate can carry"));
    }
    CompletableFuture<Leaf> cached = cache.getIfPresent(host);
    if (cached != null && isAging(cached)) {
      cache.asMap().remove(host, cached);
    }
    // A copy: one caller's timeout or cancellation must not end the wait of the others.
    return cache.get(host, this::mint).copy();
  }

  /**
   * Judged by the certificate itself; one that is still being minted is new. One that lasts as long
   * as the authority does not age: another could not last longer.
   */
  private boolean isAging(CompletableFuture<Leaf> cached) {
    Leaf leaf = cached.getNow(null);
    if (leaf == null) {
      return false;
    }
    Instant end = leaf.chain().getFirst().getNotAfter().toInstant();
    return end.isBefore(clock.instant().plus(RENEWED_BEFORE_END))
        && end.isBefore(authority.certificate().getNotAfter().toInstant());
  }

  private Leaf mint(String host) {
    return new Leaf(
        pair.getPrivate(),
        List.of(
            Issuing.leaf(authority, host, pair.getPublic(), clock.instant()),
            authority.certificate()));
  }
}
