package io.jadis.store.aof;

import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.file.FileReplacement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The directory that an append-only file lives in ({@code appenddirname}), under one name ({@code appendfilename}). The
 * manifest on disk is the truth; every change of it is there for good before a method returns, but for
 * {@link #replace}.
 */
public final class AofDirectory {
    private final Path parent;
    private final Path directory;
    private final String name;

    /**
     * @param parent the server's {@code dir}
     * @param directoryName {@code appenddirname}
     * @param name {@code appendfilename}, which all files' names begin with
     */
    public AofDirectory(Path parent, String directoryName, String name) {
        this.parent = parent;
        this.directory = parent.resolve(ByteText.toString(directoryName));
        this.name = name;
    }

    /** What the names of all files begin with. */
    public String prefix() {
        return name;
    }

    public Path path(AofFile file) {
        return path(file.name());
    }

    Path path(String fileName) {
        return directory.resolve(ByteText.toString(fileName));
    }

    /**
     * Where an increment grows while the base that it needs is still being written: it has no place in the manifest.
     */
    public Path temporaryIncrement() {
        return path("temp-" + name + ".incr");
    }

    /** Where a base is written until it has its name: a rename doesn't lead from one file system to another. */
    public Path temporaryBase(long processId) {
        return path("temp-rewriteaof-bg-" + processId + ".aof");
    }

    /** Whether it lives in the same place as another of the same name. */
    public boolean isAt(AofDirectory other) {
        return directory.toAbsolutePath().equals(other.directory.toAbsolutePath());
    }

    public void create() throws IOException {
        if (Files.isDirectory(directory)) return;
        Files.createDirectory(directory);
        FileReplacement.syncDirectory(parent.toAbsolutePath());
    }

    /**
     * The manifest on disk, {@link Manifest#EMPTY} where there is none.
     *
     * @throws ManifestException if it can't be understood
     */
    public Manifest load() throws IOException, ManifestException {
        Path file = path(name + ".manifest");
        if (!Files.exists(file)) return Manifest.EMPTY;
        return Manifest.parse(ByteText.of(Files.readAllBytes(file)));
    }

    /**
     * Replaces the manifest on disk. Its increments are there already: a kill may follow, and all it names must load.
     */
    public void store(Manifest manifest) throws IOException {
        replace(manifest);
        sync();
    }

    /** As {@link #store}, but a crash of the machine may leave the one before until {@link #sync} has been called. */
    public void replace(Manifest manifest) throws IOException {
        assert manifest.increments().stream().map(this::path).allMatch(Files::exists) : manifest;
        Path temporary = path("temp-" + name + ".manifest");
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer left = ByteBuffer.wrap(ByteText.bytes(manifest.text()));
            while (left.hasRemaining()) channel.write(left);
            channel.force(true);
        }
        Files.move(temporary, path(name + ".manifest"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Brings to the disk which manifest and which files there are. Any thread. */
    public void sync() throws IOException {
        FileReplacement.syncDirectory(directory);
    }

    /**
     * Where there is no manifest, but files that one must have named: it was lost, or a crash came before it. They get
     * other names, so that nothing is written over what somebody may still want.
     *
     * @return the other names
     */
    public List<Path> setAside() throws IOException {
        List<Path> aside = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, this::isPart)) {
            for (Path file : files) {
                aside.add(Files.move(file, unused(file.resolveSibling("unlisted-" + file.getFileName()))));
            }
        }
        return aside;
    }

    /** A name that no file has, this one if possible. */
    private static Path unused(Path name) {
        Path unused = name;
        for (int i = 1; Files.exists(unused); i++) unused = name.resolveSibling(i + "-" + name.getFileName());
        return unused;
    }

    private boolean isPart(Path file) {
        String fileName = file.getFileName().toString();
        return fileName.startsWith(ByteText.toString(name) + ".")
                && (fileName.endsWith(".incr.aof") || fileName.endsWith(".base.aof") || fileName.endsWith(".base.rdb"));
    }

    /** Whether there is a single file of a Redis before 7 that this directory is to take over. */
    public boolean awaitsUpgrade(Manifest manifest) {
        if (!Files.exists(oldFile())) return false;
        if (manifest.isEmpty()) return true;
        // The manifest was written and the file not moved any more.
        return manifest.increments().isEmpty() && manifest.base().orElseThrow().name().equals(name)
                && !Files.exists(path(name));
    }

    /** Makes the single file of a Redis before 7 the base; can be repeated if it is interrupted. */
    public Manifest upgrade(Manifest manifest) throws IOException {
        create();
        Manifest upgraded = manifest.isEmpty() ? manifest.withOldBase(name) : manifest;
        store(upgraded);
        Files.move(oldFile(), path(name));
        sync();
        FileReplacement.syncDirectory(parent.toAbsolutePath());
        return upgraded;
    }

    private Path oldFile() {
        return parent.resolve(ByteText.toString(name));
    }
}
