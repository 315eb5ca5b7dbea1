package io.jadis.store.rdb;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Intset;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.memory.Allocator;
import java.io.IOException;

/**
 * Makes of a snapshot the commands that bring its data set back: the base of an AOF without {@code
 * aof-use-rdb-preamble}. It reads the RDB as it is written here, in version {@link RdbFormat#VERSION}, element by
 * element: no value is ever whole in memory. Any one thread, which has an allocator of its own.
 */
public final class CommandTranslator implements AutoCloseable {
    /** As many as a command has in Redis. */
    private static final int ELEMENTS_MAX = 64;
    private static final int BUFFER_BYTES = 256 << 10, KEY_ROOM_BYTES = 256;

    private final Allocator allocator;
    private final RdbInput in;
    private final RdbOutput out;
    private final CommandOutput commands;
    private final StreamTranslator streams;
    /** Of {@link #out}: the file takes its bytes before it returns. */
    private final long buffer;
    private long key;
    private long keyRoomBytes = KEY_ROOM_BYTES, keyLength;
    private long expiresAtMs;

    /**
     * Translates a whole snapshot, with memory of its own.
     *
     * @param file takes the bytes of a buffer before it returns
     * @param timestampSeconds of the moment of the snapshot, for {@code aof-timestamp-enabled}; 0 for none
     */
    public static void translate(RdbInput.Source snapshot, RdbOutput.Sink file, long timestampSeconds)
            throws IOException {
        try (Allocator allocator = new Allocator();
                CommandTranslator translator = new CommandTranslator(allocator, snapshot, file)) {
            translator.translate(timestampSeconds);
        }
    }

    private CommandTranslator(Allocator allocator, RdbInput.Source snapshot, RdbOutput.Sink file) {
        this.allocator = allocator;
        in = new RdbInput(allocator, snapshot, RdbInput.UNKNOWN_SIZE, false, _ -> { });
        buffer = allocator.allocate(BUFFER_BYTES);
        out = new RdbOutput(allocator, file, buffer, BUFFER_BYTES, false, false);
        commands = new CommandOutput(allocator, out);
        streams = new StreamTranslator(allocator, in, commands);
        key = allocator.allocate(keyRoomBytes);
    }

    @Override
    public void close() {
        in.close();
        out.close();
        commands.close();
        streams.close();
        allocator.free(buffer);
        allocator.free(key);
    }

    private void translate(long timestampSeconds) throws IOException {
        in.readHeader();
        if (timestampSeconds > 0) commands.timestamp(timestampSeconds);
        while (true) {
            int code = in.readByte();
            if (code == RdbFormat.EOF) break;
            if (code >= RdbFormat.SLOT_INFO) readOpcode(code);
            else translateKey(code);
        }
        out.flush();
    }

    private void readOpcode(int code) throws IOException {
        switch (code) {
            case RdbFormat.EXPIRETIME_MS -> expiresAtMs = in.readLong();
            case RdbFormat.IDLE -> in.readLength();
            case RdbFormat.FREQ -> in.readByte();
            case RdbFormat.SELECTDB -> {
                commands.command(2, "SELECT");
                commands.bulk(in.readLength());
            }
            case RdbFormat.RESIZEDB -> {
                in.readLength();
                in.readLength();
            }
            case RdbFormat.AUX -> {
                in.readString();
                in.readString();
            }
            case RdbFormat.FUNCTION2 -> {
                commands.command(3, "FUNCTION");
                commands.bulk("LOAD");
                bulkString();
            }
            default -> throw new AssertionError("code=" + code);
        }
    }

    private void translateKey(int typeCode) throws IOException {
        in.readString();
        holdKey();
        switch (typeCode) {
            case RdbFormat.STRING -> {
                commands.command(3, "SET");
                bulkKey();
                bulkString();
            }
            case RdbFormat.LIST_QUICKLIST_2 -> translateList();
            case RdbFormat.SET -> translateMembers();
            case RdbFormat.SET_INTSET -> translateIntset();
            case RdbFormat.SET_LISTPACK -> translateDistinct("SADD", 1, false);
            case RdbFormat.ZSET_2 -> translateElements();
            case RdbFormat.ZSET_LISTPACK -> translateDistinct("ZADD", 2, true);
            case RdbFormat.HASH -> translateFields();
            case RdbFormat.HASH_LISTPACK -> translateDistinct("HMSET", 2, false);
            case RdbFormat.HASH_METADATA -> translateTimedFields();
            case RdbFormat.HASH_LISTPACK_EX -> translateTriples();
            case RdbFormat.STREAM_LISTPACKS_3 -> streams.translate(key, keyLength);
            default -> throw new AssertionError("typeCode=" + typeCode);
        }
        if (expiresAtMs != 0) {
            commands.command(3, "PEXPIREAT");
            bulkKey();
            commands.bulk(expiresAtMs);
        }
        expiresAtMs = 0;
        if (out.hasFailed()) throw out.failure();
    }

    private void holdKey() {
        keyLength = in.stringLength();
        if (keyLength > keyRoomBytes) {
            allocator.free(key);
            keyRoomBytes = keyLength;
            key = allocator.allocate(keyRoomBytes);
        }
        Memory.copy(in.stringAddress(), key, keyLength);
    }

    private void bulkKey() {
        commands.bulk(key, keyLength);
    }

    private void bulkString() throws IOException {
        in.readString();
        commands.bulk(in.stringAddress(), in.stringLength());
    }

    // ---- values

    private void begin(String word, long arguments) {
        commands.command(2 + arguments, word);
        bulkKey();
    }

    private void translateList() throws IOException {
        for (long left = in.readLength(); left > 0; left--) {
            boolean plain = in.readLength() == ListCodec.PLAIN;
            if (plain) {
                begin("RPUSH", 1);
                bulkString();
            } else {
                translateListpack("RPUSH", 1, false);
            }
        }
    }

    private void translateMembers() throws IOException {
        long count = in.readLength();
        for (long i = 0; i < count; i++) {
            if (i % ELEMENTS_MAX == 0) begin("SADD", Math.min(ELEMENTS_MAX, count - i));
            bulkString();
        }
    }

    private void translateIntset() throws IOException {
        long block = in.readBlock();
        int count = Intset.count(block);
        for (int i = 0; i < count; i++) {
            if (i % ELEMENTS_MAX == 0) begin("SADD", Math.min(ELEMENTS_MAX, count - i));
            commands.bulk(Intset.at(block, i));
        }
        allocator.free(block);
    }

    private void translateElements() throws IOException {
        long count = in.readLength();
        for (long i = 0; i < count; i++) {
            if (i % ELEMENTS_MAX == 0) begin("ZADD", 2 * Math.min(ELEMENTS_MAX, count - i));
            long member = in.readHeldString();
            long length = in.stringLength();
            commands.bulk(in.readScore());
            commands.bulk(member, length);
        }
    }

    private void translateFields() throws IOException {
        long count = in.readLength();
        for (long i = 0; i < count; i++) {
            if (i % ELEMENTS_MAX == 0) begin("HMSET", 2 * Math.min(ELEMENTS_MAX, count - i));
            bulkString();
            bulkString();
        }
    }

    /**
     * The elements of a listpack, in groups.
     *
     * @param swapped whether the second of two comes first in the command: scores
     */
    private void translateListpack(String word, int group, boolean swapped) throws IOException {
        translateListpack(word, group, swapped, in.readBlock());
    }

    /** As {@link #translateListpack}; of what a listpack has twice the first is found, and of two commands the last. */
    private void translateDistinct(String word, int group, boolean swapped) throws IOException {
        translateListpack(word, group, swapped, readDistinct(group));
    }

    private long readDistinct(int width) throws IOException {
        long block = in.readBlock(), distinct = DistinctElements.only(allocator, block, width);
        if (distinct != block) allocator.free(block);
        return distinct;
    }

    private void translateListpack(String word, int group, boolean swapped, long block) {
        long left = Listpack.count(block) / group;
        int inCommand = 0;
        for (long entry = Listpack.first(block); entry != 0; entry = Listpack.next(entry)) {
            if (inCommand == 0) {
                inCommand = (int) Math.min(ELEMENTS_MAX, left);
                left -= inCommand;
                begin(word, (long) group * inCommand);
            }
            if (swapped) {
                long score = Listpack.next(entry);
                commands.element(score);
                commands.element(entry);
                entry = score;
            } else {
                commands.element(entry);
                if (group == 2) {
                    entry = Listpack.next(entry);
                    commands.element(entry);
                }
            }
            inCommand--;
        }
        allocator.free(block);
    }

    private void translateTimedFields() throws IOException {
        long from = in.readLong();
        for (long left = in.readLength(); left > 0; left--) {
            long time = in.readLength();
            long field = in.readHeldString();
            long length = in.stringLength();
            begin("HMSET", 2);
            commands.bulk(field, length);
            bulkString();
            if (time != 0) expireField(from + time - 1, field, length);
        }
    }

    private void expireField(long atMs, long field, long length) {
        beginFieldExpiry(atMs);
        commands.bulk(field, length);
    }

    private void beginFieldExpiry(long atMs) {
        begin("HPEXPIREAT", 4);
        commands.bulk(atMs);
        commands.bulk("FIELDS");
        commands.bulk(1);
    }

    /** Field, value, and the moment when it expires, or 0. */
    private void translateTriples() throws IOException {
        in.readLong();
        long block = readDistinct(3);
        for (long field = Listpack.first(block); field != 0; ) {
            long value = Listpack.next(field), time = Listpack.next(value);
            begin("HMSET", 2);
            commands.element(field);
            commands.element(value);
            if (Listpack.integer(time) != 0) {
                beginFieldExpiry(Listpack.integer(time));
                commands.element(field);
            }
            field = Listpack.next(time);
        }
        allocator.free(block);
    }
}
