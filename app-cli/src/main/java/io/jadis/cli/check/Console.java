package io.jadis.cli.check;

import io.jadis.protocol.config.ByteText;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Where a check writes to, and reads the answer to its question from. */
record Console(InputStream in, OutputStream out, OutputStream err, String program) {
    /** The process's own. The launcher says how it was called. */
    static Console ofProcess(String program) {
        return new Console(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err), System.getProperty("jadis.launcher", program));
    }

    void line(String text) {
        write(out, text + "\n");
    }

    void print(String text) {
        write(out, text);
    }

    void error(String text) {
        write(err, text + "\n");
    }

    /** Asks, and waits for a line: whether it begins with a y. */
    boolean confirm(String question) {
        print(question);
        try {
            int answer = in.read();
            return answer == 'y' || answer == 'Y';
        } catch (IOException e) {
            return false;
        }
    }

    /** Nobody may be reading; what the check does to files goes on all the same. */
    private static void write(OutputStream to, String text) {
        try {
            to.write(ByteText.bytes(text));
            to.flush();
        } catch (IOException e) {
            // redis-check-rdb file | head
        }
    }
}
