/**
 * INFO: one class per section, each writing its fields in Redis's order and form. Monitoring parses them: names and
 * formats are an interface. Executor thread only.
 */
package io.jadis.server.info;
