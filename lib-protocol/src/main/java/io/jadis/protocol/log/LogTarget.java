package io.jadis.protocol.log;

import io.jadis.protocol.process.Posix;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** Where lines end up. As in Redis, a log that cannot be written is no reason to stop. */
sealed interface LogTarget {
    void write(List<LogEntry> entries);

    private static void writeLines(OutputStream to, List<LogEntry> entries) throws IOException {
        if (entries.size() == 1) {
            to.write(entries.getFirst().line());
            return;
        }
        int lengthBytes = 0;
        for (LogEntry entry : entries) lengthBytes += entry.line().length;
        byte[] lines = new byte[lengthBytes];
        int at = 0;
        for (LogEntry entry : entries) {
            System.arraycopy(entry.line(), 0, lines, at, entry.line().length);
            at += entry.line().length;
        }
        to.write(lines);
    }

    /** Standard output, past System.out: no second buffer, no lock shared with others. */
    record StandardOutput(OutputStream output) implements LogTarget {
        StandardOutput() {
            this(new FileOutputStream(FileDescriptor.out));
        }

        @Override
        public synchronized void write(List<LogEntry> entries) {
            try {
                writeLines(output, entries);
            } catch (IOException e) {
                // There is nowhere to say so.
            }
        }
    }

    /** Opened for every write: after logrotate has moved the file away, the next line begins a new one. */
    record AppendedFile(Path file) implements LogTarget {
        @Override
        public void write(List<LogEntry> entries) {
            try (FileOutputStream output = new FileOutputStream(file.toString(), true)) {
                writeLines(output, entries);
            } catch (IOException e) {
                // There is nowhere to say so.
            }
        }
    }

    /** The C library's connection to syslog, of which a process has one. */
    record SystemLog() implements LogTarget {
        static SystemLog open(LogSettings.Syslog settings) {
            Posix.openSyslog(settings.ident(), settings.facility().code());
            return new SystemLog();
        }

        @Override
        public void write(List<LogEntry> entries) {
            for (LogEntry entry : entries) Posix.syslog(entry.level().syslogPriority, entry.message());
        }
    }
}
