package io.jadis.cli;

/** Ends the process with a status, from wherever that was decided; {@link RedisCli#run} catches it. */
final class CliExit extends RuntimeException {
    final int status;

    CliExit(int status) {
        super("status=" + status, null, false, false);
        this.status = status;
    }
}
