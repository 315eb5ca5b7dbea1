package io.jadis.server.info;

/**
 * What this process is, settled at its start.
 *
 * @param version Jadis's own
 * @param buildId of this build, 16 hexadecimal digits
 * @param runId of this run, 40 hexadecimal digits
 * @param executable the launcher's path
 * @param configFile absolute, empty if none was read
 * @param supervised {@code no}, {@code systemd}, {@code upstart}
 */
public record ServerIdentity(String version, String buildId, String runId, long processId, String executable,
        String configFile, String supervised, long startedAtMs) {
    /** The version of Redis whose behaviour this server has. */
    public static final String REDIS_VERSION = "7.2.5";
}
