package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;

/**
 * What the client's signature has to cover before the gateway covers it with its own.
 *
 * <p>AWS refuses an {@code x-amz-*} header outside SignedHeaders, and those are the ones that
 * change what a call does. To sign it again would bless what the client never signed, so it is
 * refused here. Three describe the body, are unsigned in some clients, and hold nothing but what
 * {@link ContentSha256} lets through.
 *
 * <p>Every other header that the client left unsigned ({@code content-type}, {@code range}, {@code
 * accept}, trace headers) goes along as it came and stays unsigned: AWS treats it as it would have
 * treated it in the client's own request, and HTTP libraries do add some after signing.
 */
final class UnsignedHeaders {

  private static final Set<String> MAY_BE_UNSIGNED =
      Set.of("x-amz-content-sha256", "x-amz-decoded-content-length", "x-amz-trailer");

  private UnsignedHeaders() {}

  /**
   * @throws Refusal AMBIGUOUS
   */
  static void refuse(Headers headers, Collection<String> signedHeaders) {
    for (Header header : headers) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (name.startsWith("x-amz-")
          && !signedHeaders.contains(name)
          && !MAY_BE_UNSIGNED.contains(name)) {
        throw new Refusal(
            Failure.AMBIGUOUS,
            "the header \""
                + name
                + "\" is not covered by the signature: name it in SignedHeaders");
      }
    }
  }
}
