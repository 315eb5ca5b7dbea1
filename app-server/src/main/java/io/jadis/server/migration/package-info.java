/**
 * MIGRATE: sends keys to another server, as DUMP makes payloads of them, and removes those that it has taken. Nobody
 * else waits for that but who would write to these keys. Executor thread only; names of hosts are looked up on a thread
 * of their own.
 */
package io.jadis.server.migration;
