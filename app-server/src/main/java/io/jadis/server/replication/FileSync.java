package io.jadis.server.replication;

import io.jadis.protocol.file.FileReplacement;
import io.jadis.protocol.process.OsError;
import io.jadis.store.rdb.RdbFile;
import io.jadis.store.rdb.RdbHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a master's data set into a file, which a thread writes, and then loads that. */
final class FileSync implements FullSync {
    private static final Logger LOG = LoggerFactory.getLogger(FileSync.class);
    /** What may wait for the disk; buffers count, too, as each may hold much more than its bytes. */
    private static final int QUEUED_BYTES_MAX = 4 << 20, QUEUED_BUFFERS_MAX = 128;

    private final EventLoop executor;
    private final DataSet dataSet;
    private final Listener listener;
    private final Path temporary, name;
    private final RdbFile file;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("sync-writer").factory());

    // ---- executor
    private int queuedBytes, queuedBuffers;
    private boolean stalled;
    private boolean abandoned;
    private boolean loading;

    // ---- writer
    private IOException failure;
    /** What had the name, or null: held open, it isn't freed by the executor, which can take long. */
    private FileChannel replaced;

    /** @throws IOException if the file can't be had */
    FileSync(EventLoop executor, DataSet dataSet, Path temporary, Path name, Listener listener) throws IOException {
        this.executor = executor;
        this.dataSet = dataSet;
        this.temporary = temporary;
        this.name = name;
        this.listener = listener;
        file = RdbFile.create(temporary, true);
    }

    @Override
    public void take(ByteBuf bytes, int length) {
        ByteBuf piece = bytes.readRetainedSlice(length);
        queuedBytes += length;
        queuedBuffers++;
        writer.execute(() -> write(piece, length));
    }

    private void write(ByteBuf piece, int length) {
        try {
            if (failure == null) file.take(piece.memoryAddress() + piece.readerIndex(), length);
        } catch (IOException e) {
            failure = e;
        }
        piece.release();
        boolean failed = failure != null;
        executor.execute(() -> written(length, failed));
    }

    private void written(int length, boolean failed) {
        queuedBytes -= length;
        queuedBuffers--;
        if (abandoned) return;
        if (failed) {
            LOG.warn("Write error or short write writing to the DB dump file needed for MASTER <-> REPLICA synchronization: "
                    + "{}", OsError.text(failure));
            listener.onEnded(this, false, -1);
        } else if (stalled && queuedBytes < QUEUED_BYTES_MAX / 2 && queuedBuffers < QUEUED_BUFFERS_MAX / 2) {
            stalled = false;
            listener.onRoom();
        }
    }

    @Override
    public boolean hasRoom() {
        if (queuedBytes >= QUEUED_BYTES_MAX || queuedBuffers >= QUEUED_BUFFERS_MAX) stalled = true;
        return !stalled;
    }

    @Override
    public void received(int markLength) {
        writer.execute(() -> finish(markLength));
    }

    private void finish(int markLength) {
        if (failure != null) return;
        try {
            file.cut(markLength);
            file.sync();
            replaced = open(name);
            executor.execute(this::load);
        } catch (IOException e) {
            executor.execute(() -> failed("sync the temp DB to disk", e));
        }
    }

    private static FileChannel open(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            return null; // mostly there is none
        }
    }

    private void failed(String step, IOException reason) {
        if (abandoned) return;
        LOG.warn("Failed trying to {} in MASTER <-> REPLICA synchronization: {}", step, OsError.text(reason));
        listener.onEnded(this, false, -1);
    }

    /**
     * In one go, so that no save of what we have takes the name from the file before that is read: one under way ends
     * before, and while we load none begins.
     */
    private void load() {
        if (abandoned) return;
        dataSet.suspendPersistence(false);
        try {
            Files.move(temporary, name, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            failed("rename the temp DB into " + name.getFileName(), e);
            return;
        }
        writer.execute(this::settle);
        writer.shutdown();
        loading = true;
        dataSet.clear();
        dataSet.loadFile(name, result -> {
            loading = false;
            if (!result.isLoaded()) {
                LOG.warn("Failed trying to load the MASTER synchronization DB from disk, check server logs.");
                dataSet.empty();
            }
            dataSet.removeSyncFile(name);
            listener.onEnded(this, result.isLoaded(),
                    result.replication().map(RdbHeader.Replication::streamDatabase).orElse(-1));
        });
    }

    /** What takes its time and isn't waited for: the name gets to the disk, and the former file is freed. */
    private void settle() {
        Path directory = name.toAbsolutePath().getParent();
        try {
            FileReplacement.syncDirectory(directory);
            if (replaced != null) replaced.close();
        } catch (IOException e) {
            LOG.warn("Failed trying to sync DB directory {} in MASTER <-> REPLICA synchronization: {}", directory,
                    OsError.text(e));
        }
    }

    @Override
    public void abandon() {
        if (abandoned) return;
        abandoned = true;
        if (loading) dataSet.cancelLoading();
        if (writer.isShutdown()) return;
        // At once: the next sync may have the same name, and the process may end before all is written.
        tidy(file::discard);
        writer.execute(() -> tidy(this::close));
        writer.shutdown();
    }

    private void close() throws IOException {
        file.close();
        if (replaced != null) replaced.close();
    }

    private static void tidy(Closeable step) {
        try {
            step.close();
        } catch (IOException e) {
            LOG.warn("Can't remove the temp DB file of a synchronization: {}", OsError.text(e));
        }
    }
}
