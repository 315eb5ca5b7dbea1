package io.jadis.protocol.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A daemon that does nothing; its first argument says how that goes, its second where it leaves its process id. */
final class DaemonProgram {
    public static void main(String[] arguments) throws Exception {
        if (!Daemon.isChild()) {
            System.out.println("not a child");
            System.exit(2);
        }
        Daemon.leaveSession();
        System.out.println("starting");
        switch (arguments[0]) {
            case "fails" -> {
                System.err.println("Can't bind");
                System.exit(1);
            }
            case "echoes" -> {
                System.err.print(new String(System.in.readAllBytes()));
                System.exit(3);
            }
            default -> {
                Path report = Path.of(arguments[1]);
                Path stat = Path.of("/proc/self/stat");
                String[] fields = Files.readString(stat).split(" ");
                Files.writeString(report, "pid=" + fields[0] + " session=" + fields[5]);
                Daemon.ready();
                Files.writeString(report, " output=" + Files.readSymbolicLink(Path.of("/proc/self/fd/1")),
                        StandardOpenOption.APPEND);
                System.in.read();                           // the null device: at its end
            }
        }
    }
}
