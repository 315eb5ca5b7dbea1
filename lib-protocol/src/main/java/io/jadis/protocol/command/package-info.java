/**
 * What Jadis knows about each command: arity, flags, keys, ACL categories, grammar, documentation. The facts are
 * declared once, in one class per command group ({@code StringCommands}, {@code HashCommands}, …); everything that
 * needs them, from the dispatcher to COMMAND DOCS and the hints of the CLI, asks a
 * {@link io.jadis.protocol.command.CommandTable}. Nothing here executes commands or keeps statistics: handlers and
 * counters lie in arrays beside the table, by {@link io.jadis.protocol.command.Command#index()}.
 *
 * <p>The declarations are Java and not a resource because that starts faster: with an AOT cache a table is ready 5 ms
 * after its first use in a cold JVM, while parsing the same facts from a text takes 11 ms (measured on JDK 25). Neither
 * lambdas nor string concatenation may creep into that path: their bootstrap costs more than all the declarations.
 *
 * <p>Tables and commands are immutable and may be shared between threads.
 */
package io.jadis.protocol.command;
