package dev.countersign.testkit;

/**
 * Whose call it is, as its verified credential says.
 *
 * @param account 12 digits
 * @param arn of the user, or of the assumed role's session
 * @param userId as {@code GetCallerIdentity} shows it
 */
record Caller(String account, String arn, String userId) {}
