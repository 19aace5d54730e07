package dev.countersign.credentials;

import dev.countersign.model.AwsCredentials;

/** The two questions that are put to STS. Both block; both are safe for any number of threads. */
interface Sts extends AutoCloseable {

  /**
   * AssumeRole.
   *
   * @throws dev.countersign.model.Refusal CREDENTIALS_REFUSED or CREDENTIALS_UNREACHABLE
   */
  AwsCredentials assumeRole(RoleRequest request, AwsCredentials base);

  /**
   * GetCallerIdentity: the 12 digits of the account that a credential belongs to.
   *
   * @throws dev.countersign.model.Refusal CREDENTIALS_REFUSED or CREDENTIALS_UNREACHABLE
   */
  String accountOf(AwsCredentials base, String stsRegion);

  @Override
  default void close() {}
}
