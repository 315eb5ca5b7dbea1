/**
 * {@code redis-cli}: options, one-shot commands, the interactive prompt, the modes that are neither, a class each, and
 * the formats replies are printed in. One thread, but for the one that reads a piped standard input.
 * {@link io.jadis.cli.RedisCli} is the door. Terminal libraries are touched by {@code TerminalLines} alone, and picocli
 * by {@code Usage} alone, so that a command on the command line loads neither.
 */
package io.jadis.cli;
