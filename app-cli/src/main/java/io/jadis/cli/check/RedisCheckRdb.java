package io.jadis.cli.check;

import io.jadis.protocol.config.ByteText;
import java.io.IOException;

/**
 * {@code redis-check-rdb FILE}: reads a dump as a server would, down to each element. Exit status: 0, or 1 if a server
 * would not load it or it can't be read.
 */
public final class RedisCheckRdb {
    private RedisCheckRdb() {}

    /**
     * The process's entry point.
     *
     * @param arguments the file's name
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments, Console.ofProcess("redis-check-rdb")));
    }

    static int run(String[] arguments, Console console) {
        if (arguments.length != 1) {
            console.error("Usage: " + console.program() + " <rdb-file-name>");
            return 1;
        }
        if (arguments[0].equals("-v") || arguments[0].equals("--version")) {
            console.line("redis-check-rdb 7.2.5");
            return 0;
        }
        String name = ByteText.ofString(arguments[0]);
        try (OpenFile file = OpenFile.open(name, false)) {
            return new RdbReport(console).check(file.channel(), name) < 0 ? 1 : 0;
        } catch (IOException e) {
            console.error("Cannot open file " + name + ": " + OpenFile.reason(e));
            return 1;
        }
    }
}
