package io.jadis.server.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Scratch;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.ExpiryMode;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.table.EntryVisitor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** KEYS and SCAN: the names of the keys, all at once or in steps. */
public final class Scanning {
    /** More keys that have expired would be too many names for the Java heap. */
    private static final int EXPIRED_MAX = 10_000, EXPIRED_BYTES_MAX = 1 << 20;

    private final Keyspace keyspace;
    private final Scratch scratch;
    private final ScanOptions options = new ScanOptions(ScanOptions.Scope.KEYS);
    private final GlobArgument keysPattern = new GlobArgument();

    public Scanning(Keyspace keyspace, Scratch scratch) {
        this.keyspace = keyspace;
        this.scratch = scratch;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("keys", this::keys);
        handlers.bind("scan", this::scan);
    }

    /** KEYS pattern */
    private void keys(Call call) {
        ReplyBuffer reply = call.reply();
        keysPattern.set(call, 1);
        boolean loading = keyspace.expiryMode() == ExpiryMode.LOADING;
        long nowMs = call.nowMs();
        int[] found = new int[1];
        Object mark = reply.openAggregate();
        call.database().forEach(record -> {
            long key = Record.keyAddress(record);
            int length = Record.keyLength(record);
            if (!keysPattern.matches(key, length) || !loading && Record.isExpired(record, nowMs)) return;
            reply.bulk(key, length);
            found[0]++;
        });
        reply.closeArray(mark, found[0]);
    }

    /** SCAN cursor [MATCH pattern] [COUNT count] [TYPE type] */
    private void scan(Call call) {
        if (!ScanCursor.isValid(call, 1) || !options.read(call, 2)) return;
        long cursor = ScanCursor.parse(call, 1);
        Database database = call.database();
        Sample sample = new Sample(options, call.nowMs());
        long stepsLeft = options.stepsMax();
        do {
            cursor = database.scan(cursor, sample);
        } while (cursor != 0 && stepsLeft-- > 0 && sample.visited < options.count()
                && sample.expired.size() < EXPIRED_MAX);
        for (byte[] key : sample.expired) {
            // Gone after this, unless it isn't ours to expire.
            long record = database.find(call.nowMs(), scratch.hold(key), key.length, Database.NO_TOUCH);
            if (record != 0) sample.add(record);
        }
        ReplyBuffer reply = call.reply();
        reply.array(2);
        ScanCursor.reply(reply, cursor);
        reply.array(sample.size);
        for (int i = 0; i < sample.size; i++) {
            long record = sample.records[i];
            reply.bulk(Record.keyAddress(record), Record.keyLength(record));
        }
    }

    /** The keys that one SCAN has come by and that it asks for. */
    private static final class Sample implements EntryVisitor {
        private final ScanOptions options;
        private final long nowMs;
        private final List<byte[]> expired = new ArrayList<>(0);
        private long expiredBytes;
        private long[] records = new long[16];
        private int size;
        private long visited;

        Sample(ScanOptions options, long nowMs) {
            this.options = options;
            this.nowMs = nowMs;
        }

        @Override
        public void visit(long record) {
            visited++;
            if (!options.pattern().matches(Record.keyAddress(record), Record.keyLength(record))) return;
            // The table may not change under a scan: what has expired is removed later, whatever its type, by its name.
            if (Record.isExpired(record, nowMs)) addExpired(Record.keyAddress(record), Record.keyLength(record));
            else add(record);
        }

        /** Of keys as long as books the cycle of expiry takes care. */
        private void addExpired(long keyAddress, long keyLength) {
            expiredBytes += keyLength;
            if (expiredBytes <= EXPIRED_BYTES_MAX) expired.add(Memory.toArray(keyAddress, keyLength));
        }

        void add(long record) {
            if (options.type() != ScanOptions.ANY_TYPE && Record.type(record) != options.type()) return;
            if (size == records.length) records = Arrays.copyOf(records, 2 * size);
            records[size++] = record;
        }
    }
}
