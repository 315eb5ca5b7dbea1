package io.jadis.protocol.process;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A daemon that does nothing; its first argument says how that goes, its second what it leaves where. */
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
                System.err.print(arguments[1]);
                System.exit(1);
            }
            case "talks" -> {
                // As another thread's line would: with the mark in one piece.
                System.setOut(new PrintStream(new ByteArrayOutputStream() {
                    @Override
                    public void flush() throws IOException {
                        writeBytes("listening\n".getBytes(StandardCharsets.US_ASCII));
                        new FileOutputStream(FileDescriptor.out).write(toByteArray());
                    }
                }));
                Daemon.ready();
                System.exit(4);
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
