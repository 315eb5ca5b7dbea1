package io.jadis.protocol.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Replaces a small file so that at any moment, a crash of the machine included, its path names the old content or the
 * new, whole: a temporary file beside it is written, synced and renamed over it, and the directory is synced.
 */
public final class FileReplacement {
    private FileReplacement() {}

    /** Writes the content. A file that was there hands its permissions on; a new one is 0644 less the umask. */
    public static void write(Path file, byte[] content) throws IOException {
        Path absolute = file.toAbsolutePath();
        String suffix = "." + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36);
        Path temporary = absolute.resolveSibling(absolute.getFileName() + suffix);
        try {
            create(temporary, permissionsOf(absolute), content);
            rename(temporary, absolute);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Gives a file, whose content is synced, the name under which it is to be found: for good once this returns. */
    public static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(to.toAbsolutePath().getParent());
    }

    /** What was created, renamed and deleted in a directory stays so, even if the machine crashes now. */
    public static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Empty if there is no such file. */
    private static Set<PosixFilePermission> permissionsOf(Path file) throws IOException {
        try {
            return Files.getPosixFilePermissions(file);
        } catch (NoSuchFileException e) {
            return Set.of();
        }
    }

    private static void create(Path file, Set<PosixFilePermission> permissions, byte[] content) throws IOException {
        // Never more open than it will be: the content may hold a password.
        String initial = permissions.isEmpty() ? "rw-r--r--" : "rw-------";
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var attribute = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(initial));
        try (FileChannel channel = FileChannel.open(file, options, attribute)) {
            if (!permissions.isEmpty()) Files.setPosixFilePermissions(file, permissions);
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) channel.write(left);
            channel.force(true);
        }
    }
}
