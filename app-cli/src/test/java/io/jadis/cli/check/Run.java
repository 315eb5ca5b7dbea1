package io.jadis.cli.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One run of a check tool, ours in this process or Debian's beside it: what it printed, and its status. */
record Run(int status, String out, String err) {
    static Run rdb(Path file) {
        return ours("", false, file.toString());
    }

    static Run aof(String answer, String... arguments) {
        return ours(answer, true, arguments);
    }

    private static Run ours(String answer, boolean aof, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(), err = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(answer.getBytes(ISO_8859_1)), out, err,
                aof ? "redis-check-aof" : "redis-check-rdb");
        int status = aof ? RedisCheckAof.run(arguments, console) : RedisCheckRdb.run(arguments, console);
        return new Run(status, out.toString(ISO_8859_1), err.toString(ISO_8859_1));
    }

    static Run of(Path directory, String answer, String... command) throws IOException, InterruptedException {
        File out = directory.resolve("out.txt").toFile();
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true)
                .redirectOutput(out).start();
        try (var input = process.getOutputStream()) {
            input.write(answer.getBytes(ISO_8859_1));
        } catch (IOException e) {
            // it didn't want to know
        }
        int status = process.waitFor();
        return new Run(status, Files.readString(out.toPath(), ISO_8859_1), "");
    }
}
