package dev.countersign.catalog;

import dev.countersign.catalog.OperationModel.Trait;
import dev.countersign.model.Access;
import dev.countersign.model.Auth;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;

/** Which operations may be called without a signature. */
final class Unsigned {

  private Unsigned() {}

  /**
   * Those that the models have called so; and S3's reads, since a bucket may be open to everybody
   * (Amazon S3 User Guide, "Making requests": anonymous requests).
   *
   * @throws Refusal SIGNATURE_UNSUPPORTED
   */
  static void check(Found found, Auth auth, Access access) {
    boolean reads =
        found.service().id().equals(S3Router.SERVICE)
            && found.operation().isPresent()
            && (access == Access.READ || access == Access.LIST);
    boolean called =
        switch (auth) {
          case BEARER -> found.is(Trait.BEARER);
          case NONE -> found.is(Trait.UNSIGNED) || reads;
          case SIGV4, SIGV4A, MINT -> false;
        };
    if (!called) {
      throw new Refusal(
          Failure.SIGNATURE_UNSUPPORTED,
          (auth == Auth.BEARER
                  ? "the request has a bearer token, and "
                  : "the request is not signed, and ")
              + name(found)
              + (auth == Auth.BEARER ? " takes none" : " is not called so")
              + ": use the placeholder profile of the account that is meant, which signs with SigV4");
    }
  }

  private static String name(Found found) {
    return found.service().signingName()
        + (found.action().isEmpty() ? ", as far as the operation is known," : ":" + found.action());
  }
}
