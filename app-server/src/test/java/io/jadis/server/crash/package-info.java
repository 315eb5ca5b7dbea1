/**
 * Servers that are killed, and disks that fill up: what was acknowledged is there afterwards, as far as
 * docs/persistence.md promises.
 */
package io.jadis.server.crash;
