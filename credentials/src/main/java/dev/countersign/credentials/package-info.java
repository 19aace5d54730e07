/**
 * Whose keys: who asks, and which real credentials its call is signed with.
 *
 * <p>{@link dev.countersign.credentials.Agents} looks inwards. An access key id that arrives is a
 * placeholder: it names an account and an agent, and opens nothing. The agent's secret, where it
 * has one, proves the name by the signature that every SDK makes anyway.
 *
 * <p>{@link dev.countersign.credentials.RoleSessions} looks outwards. The gateway has one base
 * credential; from it comes, per account, agent and set of session policies, a role session of STS.
 * Sessions are shared by all calls that may share them, fetched once however many wait ({@code
 * RenewedCredential}), and renewed before they expire. All traffic of the AWS SDK takes the
 * operator's route ({@code UpstreamHttp}) and never the proxy variables of the environment, which
 * may well point at this very gateway.
 *
 * <p>Nothing here signs a request, judges a rule or knows an HTTP status. No secret leaves in a
 * message: whatever STS says passes through {@code Scrubber} first. Start reading at {@link
 * dev.countersign.credentials.Agents#identify} and {@link
 * dev.countersign.credentials.RoleSessions#forCall}.
 */
@NullMarked
package dev.countersign.credentials;

import org.jspecify.annotations.NullMarked;
