/** Glob patterns as {@code KEYS}, {@code PSUBSCRIBE}, {@code CONFIG GET} and ACL rules understand them. No state. */
package io.jadis.protocol.match;
