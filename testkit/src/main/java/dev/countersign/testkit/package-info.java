/**
 * A strict stand-in for AWS that believes nothing it has not verified.
 *
 * <p>It is the judge in the end-to-end tests and the world behind {@code countersign demo}. One
 * listener on 127.0.0.1 shows a certificate for whatever AWS host a client asks for and answers for
 * seven services, with a state for each account and region in memory. A request first has to prove
 * who made it: {@link dev.countersign.testkit.Verifier} recomputes its Signature Version 4, or
 * verifies its SigV4A, from the bytes of the wire, chunks, trailers and checksums included, and
 * takes the account from the credential and from nowhere else. An agent's placeholder key is
 * unknown here, so a call that succeeds was signed again; {@link
 * dev.countersign.testkit.ReceivedCall} says by whom.
 *
 * <p>The verifier shares no code with the module {@code signer}: two programs that agree by sharing
 * a mistake prove nothing. It is itself checked against what independent producers sign, the AWS
 * SDK for Java and botocore. {@link dev.countersign.testkit.Judge} is the same verifier without a
 * network.
 *
 * <p>What it is not: an emulator. Operations exist as far as the tests and the demo need them, and
 * whatever else is asked for is refused by name; there are no policies (a role may do everything in
 * its account), no eventual consistency, no throttling, and nothing outlives the process.
 *
 * <p>Start reading at {@link dev.countersign.testkit.StandIn}; then {@code Door} has a request's
 * way, {@code Verifier} the judgement, and each service one class of its name.
 */
@NullMarked
package dev.countersign.testkit;

import org.jspecify.annotations.NullMarked;
