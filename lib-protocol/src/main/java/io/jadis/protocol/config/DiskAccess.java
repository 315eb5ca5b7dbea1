package io.jadis.protocol.config;

import io.jadis.protocol.match.Glob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The files of this machine. */
final class DiskAccess implements FileAccess {
    /** No configuration is that long; a device that never ends is. */
    private static final int FILE_BYTES_MAX = 64 << 20;

    @Override
    public String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return readAll(in, file);
        }
    }

    static String readAll(InputStream in, Path file) throws IOException {
        byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
        if (bytes.length > FILE_BYTES_MAX) throw new FileSystemException(file.toString(), null, "File too large");
        return ByteText.of(bytes);
    }

    @Override
    public void checkAppendable(Path file) throws IOException {
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    }

    @Override
    public List<Path> matching(Path directory, String pattern) {
        List<Path> found = new ArrayList<>();
        if (pattern.startsWith("/")) directory = directory.getRoot();
        List<String> steps = new ArrayList<>(List.of(pattern.split("/")));
        steps.removeIf(String::isEmpty);
        walk(directory, steps, found);
        found.sort(Comparator.comparing(path -> ByteText.ofString(path.toString())));
        return found;
    }

    private static void walk(Path directory, List<String> steps, List<Path> found) {
        if (steps.isEmpty()) {
            if (Files.exists(directory) && !Files.isDirectory(directory)) found.add(directory);
            return;
        }
        String step = steps.getFirst();
        List<String> rest = steps.subList(1, steps.size());
        for (Path next : entries(directory, step)) walk(next, rest, found);
    }

    /** The entries of a directory that match one step of a pattern; those with a leading dot only if it has it, too. */
    private static List<Path> entries(Path directory, String step) {
        List<Path> entries = new ArrayList<>();
        try {
            if (step.chars().noneMatch(c -> c == '*' || c == '?' || c == '[')) {
                return List.of(directory.resolve(ByteText.path(step)));
            }
            String pattern = step.replace("[!", "[^");
            try (DirectoryStream<Path> listing = Files.newDirectoryStream(directory)) {
                for (Path entry : listing) {
                    String name = ByteText.ofString(entry.getFileName().toString());
                    boolean hidden = name.startsWith(".") && !step.startsWith(".");
                    if (!hidden && Glob.matches(pattern, name, false)) entries.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of(); // a directory that can't be listed has no matches, as with the shell
        }
        return entries;
    }
}
