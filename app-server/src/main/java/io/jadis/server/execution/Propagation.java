package io.jadis.server.execution;

import io.jadis.protocol.resp.Arguments;
import io.jadis.store.keyspace.Database;
import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The commands that writes amount to, on their way to the AOF and the replicas. A command goes out as it came unless
 * its handler has put deterministic forms in its place; keys that expired or were evicted go out as DEL before the
 * command that met them. What one execution gives (a transaction above all) goes out together, between MULTI and EXEC
 * where it is more than one command.
 *
 * <p>Without a {@link Sink} nothing is built.
 */
public final class Propagation {
    /** Takes the stream: an AOF, a replication backlog. */
    public interface Sink {
        /**
         * A command in the database it was executed in; the arguments are valid during the call.
         *
         * @param database null for MULTI and EXEC, which are the same in all: the commands between bring theirs
         */
        void append(Database database, Arguments command);

        /** A command that has changed no data, and is to reach the replicas all the same: PUBLISH. */
        default void appendMessage(Database database, Arguments command) {}
    }

    private final Allocator allocator;
    private final List<Sink> sinks = new ArrayList<>();
    /** Each with the index of its database, or the complement of that if it is a message. */
    private final CommandQueue effects;
    /** What comes behind all effects, and is to be one of them before anything else is. */
    private final ElementBatch elements;
    private final CommandQueue.Taker sendEffect = this::sendEffect;
    /** Those that effects came from, by index. */
    private Database[] databases = new Database[16];
    private int depth;
    private boolean replaced;
    private boolean sent;

    Propagation(Allocator allocator) {
        this.allocator = allocator;
        effects = new CommandQueue(allocator);
        elements = new ElementBatch(allocator);
    }

    public void addSink(Sink sink) {
        sinks.add(sink);
    }

    public void removeSink(Sink sink) {
        sinks.remove(sink);
    }

    public boolean isActive() {
        return !sinks.isEmpty();
    }

    /** An execution begins; they nest, and the outermost sends. */
    void enter() {
        if (depth++ == 0) sent = false;
    }

    /** A command begins: nothing stands in its place yet. */
    void beginCommand() {
        closeElements();
        replaced = false;
    }

    /**
     * The command that has just run changed something.
     *
     * @param last whether nothing can follow before the execution ends: then it needn't be kept
     */
    void commandChanged(Database database, Arguments command, boolean last) {
        if (!isActive() || replaced) return;
        closeElements();
        if (last && depth == 1 && effects.size() == 0) send(database, command);
        else effects.add(indexOf(database), command);
    }

    private int indexOf(Database database) {
        int index = database.index();
        if (index >= databases.length) databases = Arrays.copyOf(databases, Math.max(2 * databases.length, index + 1));
        databases[index] = database;
        return index;
    }

    /** This goes out in the place of the command at hand; several calls give several commands. */
    void replace(Database database, Object... parts) {
        replaced = true;
        addParts(database, parts);
    }

    private void addParts(Database database, Object... parts) {
        if (!isActive()) return;
        closeElements();
        effects.addParts(indexOf(database), parts);
    }

    /**
     * A command of one word about a key and an element goes out in the place of the command at hand; about several
     * elements, if more follow for the same key and nothing else comes between.
     *
     * @param key at the same address each time
     */
    void replaceElement(Database database, String word, long key, long keyLength, long element, long elementLength) {
        replaced = true;
        alsoElement(database, word, key, keyLength, element, elementLength);
    }

    /**
     * As {@link #also}, of an element: several for the same key go out together. After the last of them, and before
     * anything else can lie at the key's address, {@link #endElements} is to be called.
     */
    public void alsoElement(Database database, String word, long key, long keyLength, long element,
            long elementLength) {
        if (!isActive()) return;
        if (!elements.isOf(database, word, key, keyLength)) {
            closeElements();
            elements.begin(database, word, key, keyLength);
        }
        elements.add(element, elementLength);
        if (elements.isFull()) closeElements();
    }

    /** No more elements follow. */
    public void endElements() {
        closeElements();
        if (depth == 0) flush(false);
    }

    private void closeElements() {
        if (elements.isEmpty()) return;
        effects.addParts(indexOf(elements.database()), elements.command(), elements);
        elements.clear();
    }

    /** The command at hand is for the replicas only, as it came, though it changes no data. */
    void message(Database database, Arguments command) {
        replaced = true;
        if (!isActive()) return;
        closeElements();
        effects.add(~indexOf(database), command);
    }

    /** Nothing goes out in the place of the command at hand. */
    void suppress() {
        replaced = true;
    }

    /** Goes out whatever becomes of the command at hand: an expired or evicted key's DEL. */
    public void also(Database database, Object... parts) {
        addParts(database, parts);
        if (depth == 0) flush(false);
    }

    /**
     * An execution ends.
     *
     * @param together whether several effects must be seen at once or not at all; keys that a SCAN has found to be
     *     expired need not
     * @return whether anything of it went out
     */
    boolean leave(boolean together) {
        if (--depth > 0) return false;
        flush(together);
        return sent;
    }

    private void flush(boolean together) {
        closeElements();
        if (effects.size() == 0) return;
        boolean wrap = together && effects.size() > 1;
        if (wrap) sendWord("MULTI");
        effects.drain(sendEffect);
        if (wrap) sendWord("EXEC");
    }

    private void sendWord(String word) {
        StoredArguments command = StoredArguments.of(allocator, word);
        send(null, command);
        command.release();
    }

    private void sendEffect(int number, Arguments command) {
        if (number >= 0) {
            send(databases[number], command);
            return;
        }
        sent = true;
        for (Sink sink : sinks) sink.appendMessage(databases[~number], command);
    }

    private void send(Database database, Arguments command) {
        sent = true;
        for (Sink sink : sinks) sink.append(database, command);
    }
}
