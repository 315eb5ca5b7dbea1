package io.jadis.server.execution;

import io.jadis.protocol.resp.Arguments;
import io.jadis.store.keyspace.Database;
import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
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

    private record Effect(Database database, StoredArguments command, boolean message) {}

    private final Allocator allocator;
    private final List<Sink> sinks = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private int depth;
    private boolean replaced;
    private boolean sent;

    Propagation(Allocator allocator) {
        this.allocator = allocator;
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
        replaced = false;
    }

    /**
     * The command that has just run changed something.
     *
     * @param last whether nothing can follow before the execution ends: then it needn't be kept
     */
    void commandChanged(Database database, Arguments command, boolean last) {
        if (!isActive() || replaced) return;
        if (last && depth == 1 && effects.isEmpty()) send(database, command);
        else add(database, StoredArguments.copyOf(allocator, command));
    }

    private void add(Database database, StoredArguments command) {
        effects.add(new Effect(database, command, false));
    }

    /** This goes out in the place of the command at hand; several calls give several commands. */
    void replace(Database database, Object... parts) {
        replaced = true;
        if (isActive()) add(database, StoredArguments.of(allocator, parts));
    }

    /** The command at hand is for the replicas only, as it came, though it changes no data. */
    void message(Database database, Arguments command) {
        replaced = true;
        if (isActive()) effects.add(new Effect(database, StoredArguments.copyOf(allocator, command), true));
    }

    /** Nothing goes out in the place of the command at hand. */
    void suppress() {
        replaced = true;
    }

    /** Goes out whatever becomes of the command at hand: an expired or evicted key's DEL. */
    public void also(Database database, Object... parts) {
        if (isActive()) add(database, StoredArguments.of(allocator, parts));
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
        if (effects.isEmpty()) return;
        boolean wrap = together && effects.size() > 1;
        if (wrap) sendWord("MULTI");
        for (Effect effect : effects) send(effect);
        if (wrap) sendWord("EXEC");
        effects.forEach(effect -> effect.command.release());
        effects.clear();
    }

    private void sendWord(String word) {
        StoredArguments command = StoredArguments.of(allocator, word);
        send(null, command);
        command.release();
    }

    private void send(Effect effect) {
        if (!effect.message) {
            send(effect.database, effect.command);
            return;
        }
        sent = true;
        for (Sink sink : sinks) sink.appendMessage(effect.database, effect.command);
    }

    private void send(Database database, Arguments command) {
        sent = true;
        for (Sink sink : sinks) sink.append(database, command);
    }
}
