/**
 * The same random commands to this server and to Debian's redis-server, and the replies compared.
 *
 * <p>{@link io.jadis.server.oracle.Grammar} tells how one command's arguments are drawn, {@link
 * io.jadis.server.oracle.Vocabulary} has the tables of all commands by group: whoever adds a command to the server adds
 * a row there. {@link io.jadis.server.oracle.Sequence} draws a sequence of steps from a seed, {@link
 * io.jadis.server.oracle.Conversation} carries it out against one server, {@link io.jadis.server.oracle.Comparison}
 * says which differences don't count, {@link io.jadis.server.oracle.Shrinking} makes a failing sequence short.
 */
package io.jadis.server.oracle;
