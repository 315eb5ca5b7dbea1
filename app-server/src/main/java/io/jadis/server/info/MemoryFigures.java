package io.jadis.server.info;

import io.jadis.server.client.Client;
import io.jadis.server.client.Clients;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.memory.Allocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * The memory of the process, for INFO and MEMORY STATS. {@code used} is what the data set and the buffers of clients
 * take outside the Java heap, exactly as the allocators count it; the JVM's own memory shows in the resident size only.
 */
public final class MemoryFigures {
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    private final Allocator allocator;
    private final Keyspace keyspace;
    private final Clients clients;
    private final ReplicationFigures replication;
    private final ResidentSize residentSize = new ResidentSize();
    private final long systemBytes = readSystemBytes();
    private LongSupplier aofBuffer = () -> 0, snapshots = () -> 0;
    private long startupBytes;
    private long peakBytes;
    private long residentBytes;

    public MemoryFigures(Allocator allocator, Keyspace keyspace, Clients clients, ReplicationFigures replication) {
        this.allocator = allocator;
        this.keyspace = keyspace;
        this.clients = clients;
        this.replication = replication;
    }

    /** Start-up is over: what is used now is no data. */
    public void started() {
        sample();
        startupBytes = usedBytes();
    }

    /** To be called from the cron: keeps the peak and the resident size. */
    public void sample() {
        peakBytes = Math.max(peakBytes, usedBytes());
        residentBytes = residentSize.read();
    }

    public long usedBytes() {
        return allocator.usedBytes() + clients.memory().bufferBytes();
    }

    /**
     * Of {@link #usedBytes}, what eviction is not to make up for: what it would only make grow, and what snapshots give
     * back when they are over, as a child of Redis would have it for itself.
     */
    public long notCountedForEvictionBytes() {
        return replication.bytesNotCountedForEviction() + aofBuffer.getAsLong() + snapshots.getAsLong()
                + keyspace.heldBytes();
    }

    /** What maxmemory limits, where the buffers of clients take so much. */
    public long countedForEvictionBytes(long clientBufferBytes) {
        return Math.max(0, allocator.usedBytes() + clientBufferBytes - notCountedForEvictionBytes());
    }

    /** What the append-only file takes of {@link #usedBytes}: commands that wait to be written. */
    public void aofBuffer(LongSupplier bytes) {
        aofBuffer = bytes;
    }

    /** What snapshots take of {@link #usedBytes}: bytes on their way to the disk or to replicas. */
    public void snapshots(LongSupplier bytes) {
        snapshots = bytes;
    }

    /** See {@link #aofBuffer}. */
    public long aofBufferBytes() {
        return aofBuffer.getAsLong();
    }

    public ReplicationFigures replication() {
        return replication;
    }

    public long peakBytes() {
        return Math.max(peakBytes, usedBytes());
    }

    public long startupBytes() {
        return startupBytes;
    }

    public long residentBytes() {
        return residentBytes;
    }

    /** Memory of the machine. */
    public long systemBytes() {
        return systemBytes;
    }

    /** Everything used that is no data: tables, the expiry index, clients. */
    public long overheadBytes() {
        long bytes = startupBytes + clientBytes() + replication.bufferBytes() + aofBufferBytes();
        for (int i = 0; i < keyspace.databaseCount(); i++) {
            Database database = keyspace.database(i);
            if (database.size() > 0) bytes += database.tableBytes() + database.expiryIndexBytes();
        }
        return Math.min(bytes, usedBytes());
    }

    /** What all clients take but replicas. */
    public long clientBytes() {
        long bytes = 0;
        for (Client client : clients.all()) if (!client.isReplica()) bytes += client.memoryBytes();
        return bytes;
    }

    public Allocator allocator() {
        return allocator;
    }

    private static long readSystemBytes() {
        try {
            String line = Files.readAllLines(MEMINFO, StandardCharsets.US_ASCII).getFirst();
            return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        } catch (IOException e) {
            return 0; // not Linux: unknown
        }
    }
}
