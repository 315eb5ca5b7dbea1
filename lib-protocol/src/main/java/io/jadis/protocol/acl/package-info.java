/**
 * ACL: users, what each may do, the rules that say so, and the log of what was denied. It knows commands and requests,
 * and neither stores nor connections: who is connected as whom is the daemon's ({@link
 * io.jadis.protocol.acl.UserConnections}). Names, patterns and rules are text of one char a byte. Executor thread only.
 */
package io.jadis.protocol.acl;
