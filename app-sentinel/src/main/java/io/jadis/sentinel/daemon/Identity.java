package io.jadis.sentinel.daemon;

/**
 * What this process is, settled at its start.
 *
 * @param version Jadis's own
 * @param runId of this run, 40 hexadecimal digits; not the Sentinel's id, which is for ever
 * @param executable the launcher's path
 * @param configFile absolute
 * @param supervised {@code no}, {@code systemd}, {@code upstart}
 */
public record Identity(String version, String runId, String executable, String configFile, String supervised,
        long startedAtMs) {}
