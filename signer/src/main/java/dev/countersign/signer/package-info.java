/**
 * How AWS is convinced: reading, verifying and making SigV4 signatures.
 *
 * <p>A request arrives signed with a placeholder key. {@link
 * dev.countersign.signer.InboundSignature#parse} reads that signature, and refuses every request
 * that carries none, two, one of a kind that is not signed again, or anything that two readers
 * could take for two different requests. {@link dev.countersign.signer.InboundSignature#verify}
 * proves, where the agent has a secret, that it was the agent. {@link
 * dev.countersign.signer.Signer#sign} makes the request that AWS gets: the same method, path and
 * query byte for byte, the client's headers without those of its connection, and one signature made
 * with real credentials. What then has to happen to the body is a {@link
 * dev.countersign.signer.BodyPlan}, which whoever sends the bytes carries out.
 *
 * <p>Verifying and signing share one canonical request, computed from the bytes on the wire,
 * because AWS computes it from them too. Whatever AWS's reader might take otherwise (bare plus
 * signs, raw UTF-8, broken escapes, nameless parameters) has no canonical form here and is refused.
 *
 * <p>What is covered: what the client covered, the host, every {@code x-amz-*} header and {@code
 * content-md5}. An {@code x-amz-*} header that the client did not cover is refused, other uncovered
 * headers stay uncovered. The length of the body is never covered, even where the client did so:
 * the body is framed anew for AWS.
 *
 * <p>What this module is not: it knows no HTTP status, no socket and no operation, decides nothing
 * that a rule decides, and does not send. Secrets come in as {@link dev.countersign.model.Secret};
 * nothing here that prints shows one.
 *
 * <p>{@code AWS4-HMAC-SHA256} is understood, and {@code AWS4-ECDSA-P256-SHA256} (SigV4A) with its
 * set of regions, in the {@code Authorization} header and in the query; what tells the two apart
 * after the canonical request is a {@code SigningKey}. A presigned URL is turned into the request
 * that it stands for ({@code QuerySignature}), and goes on as that; so does a form that uploads a
 * file ({@code FormSignature}). A body of signed chunks is verified and chained again by {@link
 * dev.countersign.signer.ChunkResigner}, a stream of signed events by {@link
 * dev.countersign.signer.EventResigner}.
 *
 * <p>Start reading at {@code Signer.sign}, then {@code CanonicalRequest} and {@code SigV4}, which
 * follow the page "Create a signed AWS API request" of the IAM user guide step by step. The vectors
 * under {@code src/test/resources} were signed by others.
 */
@NullMarked
package dev.countersign.signer;

import org.jspecify.annotations.NullMarked;
