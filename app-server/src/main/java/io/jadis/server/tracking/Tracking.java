package io.jadis.server.tracking;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.KeyReferences;
import io.jadis.protocol.resp.Arguments;
import io.jadis.server.client.Client;
import io.jadis.server.client.Clients;
import io.jadis.server.execution.Execution;
import io.jadis.server.execution.KeyTracking;
import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Client-side caching. A client either hears of the keys that it has read, each once, or of all keys with its prefixes
 * (broadcasting). Databases make no difference: a key stands for the keys of that name in all of them.
 *
 * <p>Nothing of this is in the way of commands while no client tracks. That begins some time after the last one did: who
 * switches tracking off and on again still hears of what it has read before.
 */
public final class Tracking implements KeyTracking, AutoCloseable {
    /** Keys that are forgotten at once when there are too many; more each time that this was not enough. */
    private static final int EFFORT = 100;
    /** What these have read counts, not the keys that they name. */
    private static final Set<String> RUN_COMMANDS = Set.of("eval_ro", "evalsha_ro", "fcall_ro");

    private final Execution execution;
    private final Clients clients;
    private final LongSupplier keysMax;
    private final InvalidationSender sender;
    private final TrackedKeys keys;
    private final Prefixes prefixes;
    private final KeyReferences found = new KeyReferences();
    private final Client.CloseListener closeListener = this::disable;
    private int clientCount;
    private int timesOverLimit;

    /**
     * @param later runs a task in a later turn of the executor
     * @param keysMax how many keys may be remembered ({@code tracking-table-max-keys}), 0 for any number
     */
    public Tracking(Execution execution, Clients clients, Allocator allocator, RandomGenerator random, Executor later,
            LongSupplier keysMax) {
        this.execution = execution;
        this.clients = clients;
        this.keysMax = keysMax;
        this.sender = new InvalidationSender(execution, clients);
        this.keys = new TrackedKeys(allocator, random, later);
        this.prefixes = new Prefixes(allocator, sender, later);
    }

    // ---- who tracks

    /**
     * CLIENT TRACKING ON, perhaps not for the first time: prefixes are added to those that the client has.
     *
     * @param prefixBytes for broadcasting; none for all keys
     */
    public void enable(Client client, TrackingOptions options, List<byte[]> prefixBytes) {
        ClientTracking state = of(client);
        if (state == null) {
            state = new ClientTracking(options);
            client.tracking(state);
            client.onClose(closeListener);
            clientCount++;
            execution.changes().tracking(this);
        } else {
            state.options(options);
        }
        if (!options.broadcast()) return;
        if (prefixBytes.isEmpty()) prefixes.listen(client, state, new byte[0]);
        for (byte[] prefix : prefixBytes) prefixes.listen(client, state, prefix);
    }

    /** CLIENT TRACKING OFF, RESET, and the client's end. What it has read is remembered until it changes. */
    public void disable(Client client) {
        ClientTracking state = of(client);
        if (state == null) return;
        prefixes.leave(client, state);
        client.tracking(null);
        clientCount--;
    }

    private static ClientTracking of(Client client) {
        return (ClientTracking) client.tracking();
    }

    /** How it tracks, or null if it doesn't. */
    public TrackingOptions optionsOf(Client client) {
        ClientTracking state = of(client);
        return state == null ? null : state.options();
    }

    /** The prefixes that a client listens to, in byte order. */
    public List<byte[]> prefixesOf(Client client) {
        ClientTracking state = of(client);
        List<byte[]> all = new ArrayList<>();
        if (state != null) state.prefixes().forEach(prefix -> all.add(prefix.bytes()));
        return all;
    }

    /** A prefix of this client that overlaps with another one, or null. */
    public byte[] overlapping(Client client, byte[] prefix) {
        ClientTracking state = of(client);
        return state == null ? null : state.overlapping(prefix);
    }

    /** Whether there are keys that begin with both. */
    public static boolean overlap(byte[] prefix, byte[] other) {
        return Prefix.overlap(prefix, other);
    }

    /** What a prefix takes on the Java heap besides its bytes. */
    public static int prefixOverheadBytes() {
        return Prefix.ENTRY_BYTES;
    }

    /** CLIENT CACHING of a client that tracks: counts for its next command or transaction. */
    public void cachingCalled(Client client) {
        of(client).cachingCalled();
    }

    /** Whether CLIENT CACHING was called for the command to come. */
    public boolean isCaching(Client client) {
        ClientTracking state = of(client);
        return state != null && state.isCaching();
    }

    // ---- keys

    @Override
    public void remember(Client client, Command command, Arguments request) {
        ClientTracking state = client == null ? null : of(client);
        if (state == null || !state.remembersKeys() || RUN_COMMANDS.contains(command.name())) return;
        for (int i = 0, count = command.findKeys(request, found); i < count; i++) {
            int position = found.position(i);
            keys.add(request.address(position), request.length(position), client.id());
        }
    }

    @Override
    public void changed(long keyAddress, long keyLength, boolean byClient) {
        Client author = byClient ? execution.current() : null;
        prefixes.changed(keyAddress, keyLength, author == null ? 0 : author.id());
        invalidate(keys.take(keyAddress, keyLength));
    }

    /** Tells who may have the key of this entry, which is in no table any more, and frees it. */
    private void invalidate(long entry) {
        if (entry == 0) return;
        for (int i = 0, count = TrackedKeys.idCount(entry); i < count; i++) {
            Client client = clients.byId(TrackedKeys.id(entry, i));
            ClientTracking state = client == null ? null : of(client);
            // In broadcasting mode it hears of nothing that it read before.
            if (state == null || state.isBroadcast()) continue;
            if (state.options().noLoop() && client == execution.current()) continue;
            sender.key(client, keys.keyAddress(entry), keys.keyLength(entry));
        }
        keys.free(entry);
    }

    @Override
    public void allChanged() {
        for (Client client : clients.all()) {
            if (client.tracking() != null) sender.all(client);
        }
        keys.clear();
    }

    @Override
    public void makeRoom() {
        long max = keysMax.getAsLong();
        if (max == 0) return;
        if (keys.keyCount() <= max) {
            timesOverLimit = 0;
            return;
        }
        for (int effort = EFFORT * ++timesOverLimit; effort > 0 && keys.keyCount() > max; effort--) {
            invalidate(keys.takeRandom());
        }
        if (keys.keyCount() <= max) timesOverLimit = 0;
    }

    /** To be called {@code hz} times a second. */
    public void cron() {
        if (clientCount > 0) {
            makeRoom();
        } else {
            keys.clear();
            execution.changes().tracking(null);
        }
    }

    /** Frees all memory; after the last client is gone. */
    @Override
    public void close() {
        prefixes.close();
        keys.close();
    }

    // ---- figures (INFO)

    /** tracking_clients */
    public int clientCount() {
        return clientCount;
    }

    /** tracking_total_keys */
    public long keyCount() {
        return keys.keyCount();
    }

    /** tracking_total_items */
    public long itemCount() {
        return keys.itemCount();
    }

    /** tracking_total_prefixes */
    public int prefixCount() {
        return prefixes.count();
    }
}
