package io.jadis.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The process's arguments as the bytes that the user gave. Java hands them over decoded, which in the C locale turns
 * whatever is not ASCII into question marks, and in UTF-8 whatever is not UTF-8.
 */
final class RawArguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private RawArguments() {}

    static List<byte[]> of(String[] arguments) {
        if (mayBeDamaged(arguments)) {
            try {
                List<byte[]> all = split(Files.readAllBytes(COMMAND_LINE));
                return all.subList(all.size() - arguments.length, all.size());
            } catch (IOException e) {
                // no such file on other systems than Linux
            }
        }
        List<byte[]> bytes = new ArrayList<>();
        for (String argument : arguments) bytes.add(argument.getBytes(StandardCharsets.UTF_8));
        return bytes;
    }

    private static boolean mayBeDamaged(String[] arguments) {
        for (String argument : arguments) {
            for (int i = 0; i < argument.length(); i++) {
                if (argument.charAt(i) == '?' || argument.charAt(i) > '~') return true;
            }
        }
        return false;
    }

    /** Splits at NUL bytes; each argument ends in one. */
    static List<byte[]> split(byte[] commandLine) {
        List<byte[]> parts = new ArrayList<>();
        ByteOutput part = new ByteOutput();
        for (byte b : commandLine) {
            if (b != 0) {
                part.write(b);
            } else {
                parts.add(part.toByteArray());
                part.reset();
            }
        }
        return parts;
    }
}
