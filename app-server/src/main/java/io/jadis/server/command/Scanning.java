package io.jadis.server.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.match.Glob;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Scratch;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.ExpiryMode;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.table.EntryVisitor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** KEYS and SCAN: the names of the keys, all at once or in steps. */
public final class Scanning {
    private static final int ANY_TYPE = -2;
    private static final long STEPS_PER_KEY_MAX = 10;

    private final Keyspace keyspace;
    private final Scratch scratch;

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
        Pattern pattern = new Pattern(call, 1);
        boolean loading = keyspace.expiryMode() == ExpiryMode.LOADING;
        long nowMs = call.nowMs();
        int[] found = new int[1];
        Object mark = reply.openAggregate();
        call.database().forEach(record -> {
            if (!pattern.matches(record) || !loading && Record.isExpired(record, nowMs)) return;
            reply.bulk(Record.keyAddress(record), Record.keyLength(record));
            found[0]++;
        });
        reply.closeArray(mark, found[0]);
    }

    /** SCAN cursor [MATCH pattern] [COUNT count] [TYPE type] */
    private void scan(Call call) {
        if (!ScanCursor.isValid(call, 1)) return;
        long cursor = ScanCursor.parse(call, 1);
        Pattern pattern = Pattern.ANY;
        int type = ANY_TYPE;
        long count = 10;
        for (int i = 2; i < call.count(); i += 2) {
            boolean hasValue = i + 1 < call.count();
            if (call.is(i, "COUNT") && hasValue) {
                if (!call.readInteger(i + 1)) return;
                count = call.integer();
                if (count < 1) {
                    call.reply().error(Errors.SYNTAX);
                    return;
                }
            } else if (call.is(i, "MATCH") && hasValue) {
                pattern = new Pattern(call, i + 1);
            } else if (call.is(i, "TYPE") && hasValue) {
                type = RecordType.byName(call.text(i + 1));
            } else {
                call.reply().error(Errors.SYNTAX);
                return;
            }
        }
        scan(call, cursor, pattern, type, count);
    }

    private void scan(Call call, long cursor, Pattern pattern, int type, long count) {
        Database database = call.database();
        Sample sample = new Sample(pattern, type, call.nowMs());
        // A sparse table has few keys where there are many buckets: then a step may well give none.
        long stepsLeft = count > Long.MAX_VALUE / STEPS_PER_KEY_MAX ? Long.MAX_VALUE : count * STEPS_PER_KEY_MAX;
        do {
            cursor = database.scan(cursor, sample);
        } while (cursor != 0 && stepsLeft-- > 0 && sample.visited < count);
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
        private final Pattern pattern;
        private final int type;
        private final long nowMs;
        private final List<byte[]> expired = new ArrayList<>(0);
        private long[] records = new long[16];
        private int size;
        private long visited;

        Sample(Pattern pattern, int type, long nowMs) {
            this.pattern = pattern;
            this.type = type;
            this.nowMs = nowMs;
        }

        @Override
        public void visit(long record) {
            visited++;
            if (!pattern.matches(record)) return;
            // The table may not change under a scan: what has expired is removed later, whatever its type, by its name.
            if (Record.isExpired(record, nowMs)) {
                expired.add(Memory.toArray(Record.keyAddress(record), Record.keyLength(record)));
            } else {
                add(record);
            }
        }

        void add(long record) {
            if (type != ANY_TYPE && Record.type(record) != type) return;
            if (size == records.length) records = Arrays.copyOf(records, 2 * size);
            records[size++] = record;
        }
    }

    /** A glob pattern in an argument; {@code *} isn't even tried. */
    private static final class Pattern {
        static final Pattern ANY = new Pattern();

        private final long address;
        private final int length;
        private final boolean matchesAll;

        private Pattern() {
            address = 0;
            length = 0;
            matchesAll = true;
        }

        Pattern(Call call, int index) {
            address = call.address(index);
            length = call.length(index);
            matchesAll = length == 1 && Memory.getByte(address) == '*';
        }

        boolean matches(long record) {
            return matchesAll
                    || Glob.matches(address, length, Record.keyAddress(record), Record.keyLength(record), false);
        }
    }
}
