package io.jadis.server.execution;

import io.jadis.protocol.config.KeyspaceEvents;
import io.jadis.protocol.memory.Memory;
import io.jadis.server.client.HeapBudget;
import io.jadis.store.keyspace.Database;
import java.nio.charset.StandardCharsets;

/**
 * What follows from a change of a key, in this order: WATCH is touched, who has the key in a cache is told, the keyspace
 * event is sent. Propagation comes at the end of the command ({@link Propagation}).
 */
public final class Changes {
    /** Where keyspace events go: pub/sub. */
    @FunctionalInterface
    public interface EventChannel {
        void publish(byte[] channel, byte[] message);
    }

    /** Hears of each key that a command has changed, when it is as the command leaves it. */
    @FunctionalInterface
    public interface Listener {
        void changed(Database database, long keyAddress, long keyLength);
    }

    private final Watches watches;
    /** Null while nobody wants to know. */
    private Listener listener;
    /** Null while no client tracks keys. */
    private KeyTracking tracking;
    private EventChannel channel = (name, message) -> { };
    private int eventTypes;
    private long dirty;

    public Changes(Watches watches) {
        this.watches = watches;
    }

    public void eventChannel(EventChannel channel) {
        this.channel = channel;
    }

    /** Null for nobody. */
    public void listener(Listener listener) {
        this.listener = listener;
    }

    /** Null while no client tracks keys. */
    public void tracking(KeyTracking tracking) {
        this.tracking = tracking;
    }

    KeyTracking tracking() {
        return tracking;
    }

    /** {@code notify-keyspace-events}: bits of {@link KeyspaceEvents}. */
    public void eventTypes(int bits) {
        eventTypes = bits;
    }

    public int eventTypes() {
        return eventTypes;
    }

    public void changed(Database database, long keyAddress, long keyLength) {
        changed(database, keyAddress, keyLength, 1);
    }

    /** @param changes how many changes towards the next save it counts for */
    public void changed(Database database, long keyAddress, long keyLength, long changes) {
        dirty += changes;
        touched(database, keyAddress, keyLength);
    }

    /** A command changed a key without counting towards the next save. */
    public void touched(Database database, long keyAddress, long keyLength) {
        if (listener != null) listener.changed(database, keyAddress, keyLength);
        touch(database, keyAddress, keyLength, true);
    }

    /** No command changed this key: it, or a part of it, has expired or was evicted. */
    public void decayed(Database database, long keyAddress, long keyLength) {
        touch(database, keyAddress, keyLength, false);
    }

    private void touch(Database database, long keyAddress, long keyLength, boolean byClient) {
        if (!watches.isEmpty()) watches.touch(database, keyAddress, keyLength);
        if (tracking != null) tracking.changed(keyAddress, keyLength, byClient);
    }

    /** All keys of a database, or of all, are about to go or to be replaced. WATCH is told by {@link #watches}. */
    public void allChanged() {
        if (tracking != null) tracking.allChanged();
    }

    public void changedSomething() {
        dirty++;
    }

    /** Changes since the start, ever growing; the difference to the last save is INFO's rdb_changes_since_last_save. */
    public long dirty() {
        return dirty;
    }

    public void addDirty(long changes) {
        dirty += changes;
    }

    public Watches watches() {
        return watches;
    }

    public void missed(Database database, long keyAddress, long keyLength) {
        if ((eventTypes & KeyspaceEvents.KEY_MISS) != 0) {
            event(KeyspaceEvents.KEY_MISS, "keymiss", database, keyAddress, keyLength);
        }
    }

    /** Sends a keyspace event to who asked for its type; not about a key that is too long for the Java heap. */
    public void event(int type, String event, Database database, long keyAddress, long keyLength) {
        if ((eventTypes & type) == 0 || keyLength > HeapBudget.COMMAND_BYTES_MAX) return;
        byte[] key = Memory.toArray(keyAddress, keyLength);
        byte[] name = event.getBytes(StandardCharsets.US_ASCII);
        if ((eventTypes & KeyspaceEvents.KEYSPACE) != 0) channel.publish(channelName("keyspace", database, key), name);
        if ((eventTypes & KeyspaceEvents.KEYEVENT) != 0) channel.publish(channelName("keyevent", database, name), key);
    }

    private static byte[] channelName(String kind, Database database, byte[] tail) {
        byte[] head = ("__" + kind + "@" + database.index() + "__:").getBytes(StandardCharsets.US_ASCII);
        byte[] name = new byte[head.length + tail.length];
        System.arraycopy(head, 0, name, 0, head.length);
        System.arraycopy(tail, 0, name, head.length, tail.length);
        return name;
    }
}
