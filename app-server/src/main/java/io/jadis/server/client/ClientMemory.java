package io.jadis.server.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of all clients. Each is counted again when its memory may have changed, so nothing is added up but
 * differences. Buffers are always counted, because they are used memory; all the rest only if there is a limit,
 * {@code maxmemory-clients}: while the clients take more than that together, the largest are disconnected. What they
 * leave on the Java heap has a limit of its own, {@link HeapBudget}, because a full heap would end the process.
 */
public final class ClientMemory {
    private static final Logger LOG = LoggerFactory.getLogger(ClientMemory.class);

    private final Clients clients;
    private final Executor later;
    private final Runnable evictTask = this::evict;
    private long limitBytes;
    private long heapLimitBytes = HeapBudget.CLIENTS_BYTES_MAX;
    private long totalBytes, bufferBytes, heapBytes;
    private long evictedCount;
    private boolean evictionScheduled;

    /** @param later runs a task in a later turn of the executor: nobody is evicted in the middle of a command */
    ClientMemory(Clients clients, Executor later) {
        this.clients = clients;
        this.later = later;
    }

    /** Sets the limit, 0 for none. */
    public void limit(long bytes) {
        limitBytes = bytes;
        clients.all().forEach(this::account);
    }

    /** Sets the limit for what is on the Java heap. */
    public void heapLimit(long bytes) {
        heapLimitBytes = bytes;
    }

    /** The memory of this client may have changed. */
    public void account(Client client) {
        long buffers = client.isClosing() ? 0 : client.bufferBytes();
        bufferBytes += buffers - client.accountedBufferBytes();
        client.accountedBufferBytes(buffers);
        long heap = client.isClosing() || client.isMaster() ? 0 : client.heapBytes();
        heapBytes += heap - client.accountedHeapBytes();
        client.accountedHeapBytes(heap);
        if (heapBytes > heapLimitBytes) evictSoon();
        if (limitBytes == 0 && client.accountedBytes() == 0) return;
        long bytes = limitBytes == 0 || isExempt(client) ? 0 : client.memoryBytes();
        totalBytes += bytes - client.accountedBytes();
        client.accountedBytes(bytes);
        if (totalBytes > limitBytes && limitBytes != 0) evictSoon();
    }

    private static boolean isExempt(Client client) {
        return client.isNoEvict() || client.isClosing() || client.clientClass() == ClientClass.REPLICA
                || client.clientClass() == ClientClass.MASTER;
    }

    private void evictSoon() {
        if (evictionScheduled) return;
        evictionScheduled = true;
        later.execute(evictTask);
    }

    void forget(Client client) {
        totalBytes -= client.accountedBytes();
        bufferBytes -= client.accountedBufferBytes();
        heapBytes -= client.accountedHeapBytes();
        client.accountedBytes(0);
        client.accountedBufferBytes(0);
        client.accountedHeapBytes(0);
    }

    /** What the query and reply buffers of all clients take, outside the heap. */
    public long bufferBytes() {
        return bufferBytes;
    }

    /** Before commands are executed: nobody is to see a client that has to go. */
    void evictIfDue() {
        if (evictionScheduled) evict();
    }

    private void evict() {
        evictionScheduled = false;
        evict(Client::accountedBytes, () -> limitBytes != 0 && totalBytes > limitBytes);
        evict(Client::accountedHeapBytes, () -> heapBytes > heapLimitBytes);
    }

    private void evict(ToLongFunction<Client> size, BooleanSupplier tooMuch) {
        if (!tooMuch.getAsBoolean()) return;
        List<Client> largestFirst = new ArrayList<>(clients.all());
        largestFirst.sort(Comparator.comparingLong(size).reversed());
        for (Client client : largestFirst) {
            if (!tooMuch.getAsBoolean() || size.applyAsLong(client) == 0) return;
            LOG.info("Evicting client: {}", ClientLine.of(client));
            evictedCount++;
            forget(client);
            client.connection().close();
        }
    }

    /** evicted_clients */
    public long evictedCount() {
        return evictedCount;
    }

    void resetStatistics() {
        evictedCount = 0;
    }
}
