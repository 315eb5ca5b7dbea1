package io.jadis.protocol.process;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Finds the system's words, as strerror gives them, in an exception. */
public final class OsError {
    private OsError() {}

    /** The words alone: {@code Permission denied}. */
    public static String text(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            // "/var/run/redis.pid (Permission denied)"
            case FileNotFoundException f when f.getMessage() != null && f.getMessage().endsWith(")") -> {
                String message = f.getMessage();
                yield message.substring(message.lastIndexOf('(') + 1, message.length() - 1);
            }
            default -> String.valueOf(e.getMessage());
        };
    }
}
