package io.jadis.protocol.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** The operating system's words for what went wrong with a file, as C's strerror has them. */
public final class ErrnoText {
    private ErrnoText() {}

    /** The text of the error that made an operation on a file fail. */
    public static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException e -> "No such file or directory";
            case AccessDeniedException e -> "Permission denied";
            case NotDirectoryException e -> "Not a directory";
            case FileAlreadyExistsException e -> "File exists";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
