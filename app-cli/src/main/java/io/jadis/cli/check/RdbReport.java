package io.jadis.cli.check;

import io.jadis.store.rdb.RdbCheck;
import io.jadis.store.rdb.RdbException;
import io.jadis.store.rdb.RdbFile;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** Checks an RDB and prints what redis-check-rdb prints about it. */
final class RdbReport {
    private final Console console;

    RdbReport(Console console) {
        this.console = console;
    }

    /** Checks the RDB that a file begins with. @return where it ends, or -1 if a server would refuse it */
    long check(FileChannel file, String name) throws IOException {
        found(0, "Checking RDB file " + name);
        try (RdbCheck check = new RdbCheck(RdbFile.source(file.position(0)), file.size(), this::found)) {
            String trouble = run(check);
            if (trouble == null) found(check.offset(), "\\o/ RDB looks OK! \\o/");
            else tell(check, trouble);
            figures(check);
            return trouble == null ? check.offset() : -1;
        }
    }

    /** What is wrong, or null. */
    private static String run(RdbCheck check) {
        try {
            check.run(System.currentTimeMillis());
            return null;
        } catch (RdbException e) {
            return e.getMessage();
        } catch (IOException e) {
            return "Can't read: " + OpenFile.reason(e);
        } catch (RuntimeException | Error e) {
            // A fault of ours, met because of what is in the file: the place in it is worth more than our trace.
            return "Server crash checking the specified RDB file! " + e;
        }
    }

    private void tell(RdbCheck check, String trouble) {
        console.line("--- RDB ERROR DETECTED ---");
        found(check.offset(), trouble);
        console.line("[additional info] While doing: " + check.doing());
        if (check.key() != null) console.line("[additional info] Reading key '" + check.key() + "'");
        if (check.type() >= 0) {
            console.line("[additional info] Reading type " + check.type() + " (" + check.typeName() + ")");
        }
    }

    private void figures(RdbCheck check) {
        console.line("[info] " + check.keyCount() + " keys read");
        console.line("[info] " + check.expiryCount() + " expires");
        console.line("[info] " + check.expiredCount() + " already expired");
    }

    private void found(long offset, String what) {
        console.line("[offset " + offset + "] " + what);
    }
}
