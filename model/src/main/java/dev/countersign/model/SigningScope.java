package dev.countersign.model;

/**
 * The credential scope of a SigV4 signature without its date: what the client believes it is
 * calling.
 *
 * @param region {@code eu-west-1}
 * @param service the signing name: {@code s3}, {@code monitoring}
 */
public record SigningScope(String region, String service) {}
