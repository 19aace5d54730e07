package dev.countersign.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Real credentials, as STS or a base source hands them out.
 *
 * @param accessKeyId not secret by itself, yet never shown to an agent
 * @param sessionToken absent for long-lived keys
 * @param expiration absent where the source gives none
 */
public record AwsCredentials(
    String accessKeyId,
    Secret secretAccessKey,
    @Nullable Secret sessionToken,
    @Nullable Instant expiration) {}
