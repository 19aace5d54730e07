/**
 * The commands, the wiring and the only {@code main}.
 *
 * <p>A command reads its options, asks the other modules and prints; it decides nothing about a
 * request. {@link dev.countersign.cli.RunningGateway} is where the parts are put together, {@link
 * dev.countersign.cli.AgentSetup} is what an agent's process is given. Exit codes: 0 for yes, 1 for
 * no, 2 for misuse. Start reading at {@link dev.countersign.cli.Main}.
 */
@NullMarked
package dev.countersign.cli;

import org.jspecify.annotations.NullMarked;
