package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandFlag;
import io.jadis.protocol.command.KeyReferences;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.server.client.Client;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys that must stay as they are for a while, since MIGRATE is sending them: whoever would write to one waits until
 * they are released, and so does who might (a flush, a script). Others go on. A key is held by its name, in all
 * databases alike: a command may name one database and write to another. Executor thread only.
 */
public final class KeyHolds {
    /** In order, so that a map finds it among many which were chosen to have its hash. */
    record Name(byte[] bytes) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            return Arrays.compare(bytes, other.bytes);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Name that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    private final Execution execution;
    /** How often each name is held. */
    private final Map<Name, Integer> held = new HashMap<>();
    private final HeldBackClients waiting = new HeldBackClients(false);
    private final KeyReferences found = new KeyReferences();
    /** Of all keys that were ever held: a longer one isn't. */
    private int keyLengthMax;

    KeyHolds(Execution execution) {
        this.execution = execution;
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** From now on nobody writes to these keys. */
    public void hold(List<byte[]> keys) {
        for (byte[] key : keys) {
            keyLengthMax = Math.max(keyLengthMax, key.length);
            held.merge(new Name(key), 1, Integer::sum);
        }
    }

    /** Undoes a {@link #hold}; who has waited goes on in the order they came. To be called between two commands. */
    public void release(List<byte[]> keys) {
        for (byte[] key : keys) held.computeIfPresent(new Name(key), (_, count) -> count == 1 ? null : count - 1);
        waiting.release();
        execution.blocked().pauseEnded();
    }

    /** Whether a command has to wait. */
    boolean holdsBack(Client client, Command command, Arguments request) {
        if (command.fullName().equals("exec") && client.transaction() instanceof TransactionState transaction) {
            return transaction.anyQueued(execution.commands(), this::mayWriteToHeld);
        }
        return mayWriteToHeld(command, request);
    }

    private boolean mayWriteToHeld(Command command, Arguments request) {
        // A script may write to keys that it doesn't name.
        if (command.has(CommandFlag.MAY_REPLICATE) && command.has(CommandFlag.NO_MANDATORY_KEYS)) return true;
        if (!command.has(CommandFlag.WRITE)) return false;
        int count = command.findKeys(request, found);
        // FLUSHALL, SWAPDB: all keys.
        if (count == 0) return true;
        for (int i = 0; i < count; i++) {
            int at = found.position(i);
            if (isHeld(request.address(at), request.length(at))) return true;
        }
        return false;
    }

    private boolean isHeld(long keyAddress, long keyLength) {
        return keyLength <= keyLengthMax && held.containsKey(new Name(Memory.toArray(keyAddress, keyLength)));
    }

    /** The client waits: its request is delivered again. */
    void hold(Client client) {
        waiting.add(client);
    }
}
