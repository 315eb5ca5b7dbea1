package io.jadis.protocol.log;

/**
 * One entry on its way out.
 *
 * @param message the words alone, for syslog
 * @param line    the bytes for standard output or the file, line feed included
 */
record LogEntry(LogLevel level, String message, byte[] line) {}
