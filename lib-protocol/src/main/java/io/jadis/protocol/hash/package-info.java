/**
 * The checksums of Redis's formats: CRC-16 for key slots, CRC-64 for RDB files and DUMP payloads. Pure functions over
 * heap arrays and native memory.
 */
package io.jadis.protocol.hash;
