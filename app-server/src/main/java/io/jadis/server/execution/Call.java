package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.log.ServerLog;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.number.DoubleText;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.client.Client;
import io.jadis.server.client.HeapBudget;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * One execution of one command: its arguments, where the reply goes, and the way to report what changed. Reused from
 * call to call; nothing of it may be kept after the handler has returned.
 */
public final class Call implements Arguments {
    /** A look-up's answer where the key holds another type: the error has been sent. */
    public static final long WRONG_TYPE = -1;

    private final Execution execution;
    private Client client;
    private Arguments arguments;
    private Command command;
    private ReplyBuffer reply;
    private long integer;
    private boolean parks;
    private boolean failed;
    private boolean nested;
    private long redacted;
    /** What it has copied to the Java heap. */
    private long heapBytes;

    Call(Execution execution) {
        this.execution = execution;
    }

    void begin(Client client, Arguments arguments, Command command, boolean nested) {
        this.nested = nested;
        this.redacted = 0;
        this.heapBytes = 0;
        this.client = client;
        this.arguments = arguments;
        this.command = command;
        this.reply = client.reply();
        this.parks = false;
        this.failed = false;
    }

    public Client client() {
        return client;
    }

    /** The command, or the subcommand, that is executed. */
    public Command command() {
        return command;
    }

    public ReplyBuffer reply() {
        return reply;
    }

    public Database database() {
        return client.database();
    }

    /** The moment of this call, ms since 1970. */
    public long nowMs() {
        return execution.clock().nowMs();
    }

    /** As {@link #nowMs}, on a clock that nobody sets: for deadlines. */
    public long steadyMs() {
        return execution.clock().steadyMs();
    }

    /**
     * Fields of hashes whose time is an earlier one are hidden from this call. For our master a field is there until it
     * says otherwise, as a key is.
     */
    public long hidesBeforeMs() {
        return client.isMaster() ? Long.MIN_VALUE : nowMs();
    }

    public Execution execution() {
        return execution;
    }

    // ---- arguments

    @Override
    public int count() {
        return arguments.count();
    }

    @Override
    public long address(int index) {
        return arguments.address(index);
    }

    @Override
    public long length(int index) {
        return arguments.length(index);
    }

    /** The request itself, for who wants to keep a copy. */
    public Arguments arguments() {
        return arguments;
    }

    /** A heap copy of an argument. It may be refused, so it is to be made before anything is changed. */
    public byte[] bytes(int index) {
        takeHeap(length(index));
        return Memory.toArray(address(index), length(index));
    }

    /**
     * So many bytes of arguments are about to be copied to the Java heap. Where the command has taken its share of it,
     * it ends here with an error: no client can fill the heap.
     */
    public void takeHeap(long bytes) {
        heapBytes += bytes + HeapBudget.COPY_OVERHEAD_BYTES;
        if (heapBytes > HeapBudget.COMMAND_BYTES_MAX) throw new HeapCopyRefused();
    }

    /**
     * As {@link #takeHeap}, of what stays there when the command has ended. A client that has left more than all may
     * together leaves no more: it is disconnected, but only behind the transaction or the pipeline at hand.
     */
    public void keepHeap(long bytes) {
        if (heapBytes == 0 && client.heapBytes() > HeapBudget.CLIENTS_BYTES_MAX) throw new HeapCopyRefused();
        takeHeap(bytes);
    }

    /** As {@link #takeHeap}, of a text that will be taken apart: a word may be one letter, and is two objects. */
    public void takeHeapForWords(long textBytes) {
        takeHeap(textBytes * HeapBudget.WORD_BYTES / 2);
    }

    /** As {@link #takeHeap}, for the arguments from {@code first} on that lie before {@code end}. */
    public void takeHeapFor(int first, int end) {
        for (int i = first; i < end; i++) takeHeap(length(i));
    }

    /** An argument as text, byte by byte: for words, names and messages. */
    public String text(int index) {
        return new String(bytes(index), StandardCharsets.ISO_8859_1);
    }

    /** An argument as error replies show it: up to a NUL, where text in C ends. */
    public String shown(int index) {
        return upToNul(text(index));
    }

    /** As much of an argument as the log shows: it may be long, and is nothing but shown there. */
    public String logged(int index) {
        byte[] bytes = Memory.toArray(address(index), Math.min(length(index), ServerLog.MESSAGE_BYTES_MAX));
        return upToNul(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static String upToNul(String text) {
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    /** Whether an argument is this word, which is given in upper case, in any case. */
    public boolean is(int index, String upperCaseWord) {
        int length = upperCaseWord.length();
        if (length(index) != length) return false;
        long address = address(index);
        for (int i = 0; i < length; i++) {
            int c = Memory.getByte(address + i);
            if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
            if (c != upperCaseWord.charAt(i)) return false;
        }
        return true;
    }

    /** Reads an argument as a 64-bit integer for {@link #integer()}; where it is none, sends the error. */
    public boolean readInteger(int index) {
        return readInteger(index, Errors.NOT_AN_INTEGER);
    }

    /** As {@link #readInteger(int)} with the error that a command has of its own. */
    public boolean readInteger(int index, io.jadis.protocol.resp.ErrorReply error) {
        long value = Decimal.parse(address(index), length(index));
        if (value == Decimal.NOT_A_LONG && !Decimal.isLong(address(index), length(index))) {
            reply.error(error);
            return false;
        }
        integer = value;
        return true;
    }

    /** The last integer read. */
    public long integer() {
        return integer;
    }

    // ---- keys

    /** Looks a key up for reading: counts a hit or a miss, and reports the miss. The record, or 0. */
    public long findRead(int index) {
        long record = execution.keys().findRead(client, address(index), length(index));
        if (record == 0) execution.changes().missed(database(), address(index), length(index));
        return record;
    }

    /** As {@link #findRead}, leaving the age of the key alone: EXISTS, TYPE, TTL and their like. */
    public long peek(int index) {
        long record = execution.keys().peek(client, address(index), length(index));
        if (record == 0) execution.changes().missed(database(), address(index), length(index));
        return record;
    }

    /** Looks a key up for writing; the record, or 0. */
    public long findWrite(int index) {
        return execution.keys().findWrite(client, address(index), length(index));
    }

    /** Flags for look-ups that an operation of the store makes itself: {@link Database#NO_TOUCH} or none. */
    public int lookupFlags() {
        return Keys.flags(client);
    }

    /** As {@link #findRead(int)} of a {@link RecordType}; {@link #WRONG_TYPE}, with the error sent, for another one. */
    public long findRead(int index, int type) {
        return requireType(findRead(index), type);
    }

    /**
     * As {@link #findWrite(int)} of a {@link RecordType}; {@link #WRONG_TYPE}, with the error sent, for another one.
     */
    public long findWrite(int index, int type) {
        return requireType(findWrite(index), type);
    }

    /** As {@link #findRead(int, int)}, for commands that count as reads and change the value all the same (XACK). */
    public long findReadToChange(int index, int type) {
        long record = findRead(index, type);
        if (record > 0) database().beforeChange(record);
        return record;
    }

    /** As {@link #findRead(int, int)} of a string. */
    public long findStringRead(int index) {
        return findRead(index, RecordType.STRING);
    }

    /** As {@link #findWrite(int, int)} of a string. */
    public long findStringWrite(int index) {
        return findWrite(index, RecordType.STRING);
    }

    private long requireType(long record, int type) {
        if (record == 0 || Record.type(record) == type) return record;
        reply.error(Errors.WRONG_TYPE);
        return WRONG_TYPE;
    }

    // ---- what changed

    /** The key of this argument was changed: touches WATCH, counts towards the next save. */
    public void changed(int index) {
        execution.changes().changed(database(), address(index), length(index));
    }

    /** As {@link #changed(int)} by so many changes, one for each element say. */
    public void changed(int index, long changes) {
        execution.changes().changed(database(), address(index), length(index), changes);
    }

    /** The key of this argument was changed along with another that has been counted: touches WATCH only. */
    public void changedToo(int index) {
        execution.changes().touched(database(), address(index), length(index));
    }

    /** Something was changed that has no key. */
    public void changedSomething() {
        execution.changes().changedSomething();
    }

    /** A keyspace event of the key of this argument; {@code type} is one of {@link KeyspaceEvents}. */
    public void event(int type, String event, int index) {
        execution.changes().event(type, event, database(), address(index), length(index));
    }

    /** Whether anybody wants the commands that writes amount to: only then is it worth to rewrite this one. */
    public boolean propagates() {
        return execution.propagation().isActive();
    }

    /**
     * This goes to the AOF and the replicas instead of the request. A part is {@link Arguments}, each of which becomes
     * one, a byte[], or a String, a number and the like by its text. Arguments of the request are to be given by {@link
     * #argument} and not as copies on the heap, which may be refused when the change has been made already.
     */
    public void propagateAs(Object... parts) {
        execution.propagation().replace(database(), parts);
    }

    /**
     * As {@link #propagateAs} of a word, the key that an argument is, and an element of it. Those that are given one
     * after the other go out together, as far as is good for who gets them; {@link #endElements} is to be called then.
     */
    public void propagateElement(String word, int keyIndex, long address, long length) {
        execution.propagation().replaceElement(database(), word, address(keyIndex), length(keyIndex), address, length);
    }

    /** No more elements follow. */
    public void endElements() {
        execution.propagation().endElements();
    }

    /** The request goes to the AOF and the replicas as it came, even if it changed nothing. */
    public void propagateAsIs() {
        propagateAs(arguments);
    }

    /** An argument, for {@link #propagateAs}. */
    public Arguments argument(int index) {
        return arguments(index, index + 1);
    }

    /** The arguments from one index up to another, for {@link #propagateAs}. */
    public Arguments arguments(int from, int to) {
        return new ArgumentRange(arguments, from, to);
    }

    /** The arguments with these indexes, for {@link #propagateAs}. */
    public Arguments arguments(BitSet indexes) {
        return new ChosenArguments(arguments, indexes);
    }

    /** The request goes to the replicas as it came, and not to the AOF: PUBLISH. */
    public void propagateMessage() {
        execution.propagation().message(database(), arguments);
    }

    /** Nothing of this command goes to the AOF and the replicas, though it changed something. */
    public void propagateNothing() {
        execution.propagation().suppress();
    }

    // ---- the client

    /** Whether EXEC or a script executes it: then it must answer at once, with one reply. */
    public boolean isNested() {
        return nested;
    }

    /** Sends the error of a request that its declared arity lets through and the command doesn't. */
    public void wrongArity() {
        reply.error(Admission.wrongArity(command));
    }

    // ---- waiting

    /** Whether the client may be made to wait: not inside of EXEC or a script. */
    public boolean mayBlock() {
        return !nested && !client.isMaster();
    }

    /**
     * Nothing is there to answer with: the client waits until one of these keys holds a value of the given type, and
     * the whole command is then executed again (see {@link BlockedClients}). To be called last, without a reply. After
     * the timeout the client gets the null array; where it may not be made to wait, at once.
     *
     * @param type a {@link RecordType}
     * @param firstKey index of the first of {@code keyCount} arguments that are keys
     * @param timeoutMs 0 for ever; of no meaning when the command is executed again: the first deadline stays
     */
    public void blockOn(int type, int firstKey, int keyCount, long timeoutMs) {
        blockOn(type, firstKey, keyCount, timeoutMs, false, 0);
    }

    /**
     * As {@link #blockOn(int, int, int, long)}, for commands that mean this moment or depend on what the key holds now.
     *
     * @param unblockOnNoKey whether the command is executed again, to answer its error, also when a key is removed or
     *     overwritten
     * @param firstReplaced index of the first argument that is to be another one when the command is executed again: an
     *     ID instead of {@code $}
     * @param replacements the arguments from there on; null leaves one as it is
     */
    public void blockOn(int type, int firstKey, int keyCount, long timeoutMs, boolean unblockOnNoKey, int firstReplaced,
            byte[]... replacements) {
        if (!mayBlock()) {
            reply.nilArray();
            return;
        }
        StoredArguments stored = execution.blocked().retriedArguments();
        if (stored == null) {
            takeHeap(Waiter.heapBytes(keyCount) + StoredArguments.heapBytes(arguments.count()));
            stored = StoredArguments.replacing(execution.allocator(), arguments, firstReplaced, replacements);
        }
        execution.blocked().block(this, type, firstKey, keyCount, timeoutMs, unblockOnNoKey, stored);
    }

    /**
     * The client waits for time to pass, and is then told this. The command isn't executed again.
     *
     * @param timeoutMs 0 for ever
     */
    public void blockFor(long timeoutMs, TimeoutReply timeoutReply) {
        assert mayBlock();
        execution.blocked().block(this, timeoutMs, timeoutReply);
    }

    /**
     * The client waits until the handler's room ends that; CLIENT UNBLOCK can't. The command isn't executed again. What
     * was copied of its arguments counts as kept until then.
     *
     * @param reply what it gets then, unless it is an error
     */
    public EndOfWait blockUntilEnded(TimeoutReply reply) {
        assert mayBlock();
        return execution.blocked().block(this, reply, heapBytes);
    }

    /**
     * Reads a timeout in seconds with a fraction; {@link #integer} then is the milliseconds, rounded up, 0 for ever.
     * Where it is none, sends the error.
     */
    public boolean readTimeoutSeconds(int index) {
        double seconds = DoubleText.parse(address(index), length(index));
        if (Double.isNaN(seconds)) {
            reply.error(Errors.TIMEOUT_NOT_A_FLOAT);
            return false;
        }
        if (seconds * 1000 > Long.MAX_VALUE) {
            reply.error(Errors.TIMEOUT_OUT_OF_RANGE);
            return false;
        }
        integer = (long) Math.ceil(seconds * 1000);
        return isTimeout();
    }

    /** As {@link #readTimeoutSeconds}, in whole milliseconds. */
    public boolean readTimeoutMs(int index) {
        return readInteger(index, Errors.TIMEOUT_NOT_AN_INTEGER) && isTimeout();
    }

    private boolean isTimeout() {
        if (integer >= 0 && integer <= Long.MAX_VALUE - steadyMs()) return true;
        reply.error(integer < 0 ? Errors.TIMEOUT_NEGATIVE : Errors.TIMEOUT_OUT_OF_RANGE);
        return false;
    }

    /** MONITOR and SLOWLOG don't show this argument: it is a secret. Behind the 63rd they then show none. */
    public void redact(int index) {
        redacted |= 1L << Math.min(index, Long.SIZE - 1);
    }

    /** A bit for each argument that is not to be shown; the last is for all from there on. */
    long redacted() {
        return redacted;
    }

    /** The client gets no further command executed until somebody resumes its connection. */
    public void park() {
        parks = true;
    }

    boolean parks() {
        return parks;
    }

    void failed(boolean failed) {
        this.failed = failed;
    }

    boolean hasFailed() {
        return failed;
    }
}
