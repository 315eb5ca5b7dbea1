package io.jadis.protocol.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** Sets its title, repeated to a length if one is given, and prints what the system shows then. */
final class TitleProgram {
    public static void main(String[] arguments) throws Exception {
        String title = arguments.length == 1 ? arguments[0] : "x".repeat(Integer.parseInt(arguments[1]));
        ProcessTitle.set(title);
        System.out.print(Files.readString(Path.of("/proc/self/cmdline")).replace("\0", ""));
    }
}
