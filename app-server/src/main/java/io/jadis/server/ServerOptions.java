package io.jadis.server;

import io.jadis.server.info.ServerIdentity;
import java.util.List;

/** The options of {@code redis-server} that are no directives: they print something and end. */
final class ServerOptions {
    private static final String USAGE = """
            Usage: ./redis-server [/path/to/redis.conf] [options] [-]
                   ./redis-server - (read config from stdin)
                   ./redis-server -v or --version
                   ./redis-server -h or --help

            Examples:
                   ./redis-server (run the server with the default configuration)
                   echo 'maxmemory 128mb' | ./redis-server -
                   ./redis-server /etc/redis/6379.conf
                   ./redis-server --port 7777
                   ./redis-server /etc/myredis.conf --loglevel verbose -
            """;

    private ServerOptions() {}

    /** Answers such an option, if the first argument is one; the status to exit with, or -1. */
    static int answer(List<String> arguments) {
        if (arguments.isEmpty()) return -1;
        switch (arguments.getFirst()) {
            case "-v", "--version" -> {
                System.out.println("Redis server v=" + ServerIdentity.REDIS_VERSION
                        + " sha=00000000:0 malloc=jadis-slab "
                        + "bits=64 build=" + Version.BUILD_ID + " jadis=" + Version.NUMBER);
                return 0;
            }
            case "-h", "--help" -> {
                System.out.print(USAGE);
                return 0;
            }
            default -> {
                return -1;
            }
        }
    }
}
