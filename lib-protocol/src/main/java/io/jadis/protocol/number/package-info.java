/**
 * Numbers as Redis spells them, read from and written to native memory by (address, length): the canonical decimal of a
 * long, doubles, and the 80-bit extended precision of INCRBYFLOAT. Stateless; any thread.
 */
package io.jadis.protocol.number;
