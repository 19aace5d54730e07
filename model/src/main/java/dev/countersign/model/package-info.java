/**
 * The words everybody shares, in nothing but the JDK.
 *
 * <p>Five of them carry the rest. A {@link dev.countersign.model.RequestHead} is what an agent
 * sent, byte for byte; an {@link dev.countersign.model.AwsCall} is what it means to AWS; an {@link
 * dev.countersign.model.Agent} is who asked; a {@link dev.countersign.model.Verdict} is what the
 * rules say to it; a {@link dev.countersign.model.Refusal} is why it goes no further, and carries
 * one {@link dev.countersign.model.Failure}.
 *
 * <p>Nothing here knows HTTP status codes, YAML, Netty or AWS's service list. Start reading at
 * {@link dev.countersign.model.AwsCall}.
 */
@NullMarked
package dev.countersign.model;

import org.jspecify.annotations.NullMarked;
