/**
 * redis.conf: the syntax of the file and the command line, the table of typed directives
 * ({@link io.jadis.protocol.config.Directives}), the live values ({@link io.jadis.protocol.config.Config}) and the
 * operations behind {@code CONFIG GET}, {@code SET} and {@code REWRITE}. The launcher's thread loads; from then on the
 * executor owns the {@code Config}. Text is one char per byte throughout
 * ({@link io.jadis.protocol.config.ByteText}), so that any byte survives.
 */
package io.jadis.protocol.config;
