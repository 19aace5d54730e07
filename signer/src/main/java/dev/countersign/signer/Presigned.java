package dev.countersign.signer;

import java.time.Instant;

/**
 * A URL that whoever holds it can call until it expires. It is made with a session token: never
 * write it.
 *
 * @param url with the scheme https, whatever the service goes by
 * @param expires when the signature or the session ends, whichever is sooner
 */
public record Presigned(String url, Instant expires) {
  @Override
  public String toString() {
    return "presigned URL until " + expires;
  }
}
