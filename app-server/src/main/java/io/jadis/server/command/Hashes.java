package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;
import static io.jadis.protocol.config.KeyspaceEvents.HASH;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.LongDouble;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.hash.FieldSum;
import io.jadis.store.hash.FieldVisitor;
import io.jadis.store.hash.HashValues;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;

/** HSET, HGET and the other commands on hashes, but for those that draw fields or let them expire. */
public final class Hashes {
    private static final ErrorReply NOT_AN_INTEGER = ErrorReply.of("ERR hash value is not an integer");
    private static final ErrorReply NOT_A_FLOAT = ErrorReply.of("ERR hash value is not a float");
    private static final ErrorReply OVERFLOWS = ErrorReply.of("ERR increment or decrement would overflow");
    private static final ErrorReply NAN_OR_INFINITY = ErrorReply.of("ERR value is NaN or Infinity");
    private static final ErrorReply SUM_NOT_FINITE = ErrorReply.of("ERR increment would produce NaN or Infinity");
    private static final byte[] FIELD_EXPIRES = {'!', '!', 'h', 'e', 'x', 'p', 'i', 'r', 'e', '!', '!'};

    private final HashValues hashes;
    private final ScanOptions scanOptions = new ScanOptions(ScanOptions.Scope.HASH);
    private final FoundFields found = new FoundFields(scanOptions);
    private final LongDouble increment = new LongDouble();

    /** Where the visitors below reply. */
    private ReplyBuffer reply;

    private final FieldVisitor replyPair = this::replyPair, replyField = this::replyField,
            replyValue = this::replyValue;

    public Hashes(HashValues hashes) {
        this.hashes = hashes;
    }

    public void bindTo(HandlerTable handlers, DataSetDigest digest) {
        handlers.bind("hset", call -> hset(call, false));
        handlers.bind("hmset", call -> hset(call, true));
        handlers.bind("hsetnx", this::hsetnx);
        handlers.bind("hget", this::hget);
        handlers.bind("hmget", this::hmget);
        handlers.bind("hgetall", this::hgetall);
        handlers.bind("hkeys", call -> replyAll(call, replyField));
        handlers.bind("hvals", call -> replyAll(call, replyValue));
        handlers.bind("hlen", this::hlen);
        handlers.bind("hstrlen", this::hstrlen);
        handlers.bind("hexists", this::hexists);
        handlers.bind("hdel", this::hdel);
        handlers.bind("hincrby", this::hincrby);
        handlers.bind("hincrbyfloat", this::hincrbyfloat);
        handlers.bind("hscan", this::hscan);
        digest.register(RecordType.HASH, this::addToDigest);
    }

    private void addToDigest(ContentDigest digest, long record) {
        hashes.forEach(record, Long.MIN_VALUE, (field, fieldLength, value, valueLength, expiresAtMs) -> {
            ContentDigest pair = new ContentDigest();
            pair.mix(field, fieldLength);
            pair.mix(value, valueLength);
            if (expiresAtMs != Record.NO_EXPIRY) pair.xor(FIELD_EXPIRES);
            digest.xor(pair);
        });
    }

    // ---- setting

    /**
     * The hash of argument 1, made ready for the arguments from {@code from} on, which are fields and values; created
     * if there is none. {@link Call#WRONG_TYPE} with the error sent.
     */
    static long open(HashValues hashes, Call call, long record, int from) {
        if (record == Call.WRONG_TYPE) return record;
        long longest = 0, bytes = 0;
        for (int i = from; i < call.count(); i++) {
            longest = Math.max(longest, call.length(i));
            bytes += call.length(i);
        }
        long fields = (call.count() - from) / 2;
        if (record == 0) {
            return hashes.create(call.database(), call.nowMs(), call.address(1), call.length(1), fields, longest,
                    bytes);
        }
        hashes.expect(call.database(), call.nowMs(), record, fields, longest, bytes);
        return record;
    }

    private boolean set(Call call, long record, int field, int value) {
        return hashes.set(call.database(), call.nowMs(), record, call.address(field), call.length(field),
                call.address(value), call.length(value), false);
    }

    /** HSET key field value [field value …], HMSET, which answers otherwise */
    private void hset(Call call, boolean multiple) {
        if (call.count() % 2 == 1) {
            call.reply().error(
                    ErrorReply.of("ERR wrong number of arguments for '" + call.command().fullName() + "' command"));
            return;
        }
        long record = open(hashes, call, call.findWrite(1, RecordType.HASH), 2);
        if (record == Call.WRONG_TYPE) return;
        int created = 0;
        for (int i = 2; i < call.count(); i += 2) {
            if (set(call, record, i, i + 1)) created++;
        }
        if (multiple) call.reply().ok();
        else call.reply().integer(created);
        call.changed(1, (call.count() - 2) / 2);
        call.event(HASH, "hset", 1);
    }

    /** HSETNX key field value */
    private void hsetnx(Call call) {
        long record = call.findWrite(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        if (record != 0 && find(call, record, 2)) {
            call.reply().integer(0);
            return;
        }
        record = open(hashes, call, settle(call, record), 2);
        set(call, record, 2, 3);
        call.reply().integer(1);
        call.changed(1);
        call.event(HASH, "hset", 1);
    }

    /** HINCRBY key field increment */
    private void hincrby(Call call) {
        if (!call.readInteger(3)) return;
        long by = call.integer();
        long record = call.findWrite(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        boolean isThere = record != 0 && find(call, record, 2);
        FieldSum sum = hashes.increment(isThere, by);
        if (sum != FieldSum.OK) {
            call.reply().error(sum == FieldSum.NOT_A_NUMBER ? NOT_AN_INTEGER : OVERFLOWS);
            return;
        }
        setSum(call, record);
        call.reply().integer(hashes.sum());
        call.changed(1);
        call.event(HASH, "hincrby", 1);
    }

    /** HINCRBYFLOAT key field increment */
    private void hincrbyfloat(Call call) {
        if (!increment.parse(call.address(3), call.length(3))) {
            call.reply().error(Errors.NOT_A_FLOAT);
            return;
        }
        if (!increment.isFinite()) {
            call.reply().error(NAN_OR_INFINITY);
            return;
        }
        long record = call.findWrite(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        boolean isThere = record != 0 && find(call, record, 2);
        FieldSum sum = hashes.incrementByFloat(isThere, increment);
        if (sum != FieldSum.OK) {
            call.reply().error(sum == FieldSum.NOT_A_NUMBER ? NOT_A_FLOAT : SUM_NOT_FINITE);
            return;
        }
        record = setSum(call, record);
        call.reply().bulk(hashes.valueAddress(), hashes.valueLength());
        call.changed(1);
        call.event(HASH, "hincrbyfloat", 1);
        if (call.propagates()) propagateSum(call, record);
    }

    /**
     * The sum and not the increment goes out: the other side may round differently. HSET ends the field's time to live,
     * so that is set again. HSETEX would do both, but Redis 7.4 doesn't know it.
     */
    private void propagateSum(Call call, long record) {
        byte[] sum = Memory.toArray(hashes.valueAddress(), hashes.valueLength());
        long expiresAtMs = hashes.expiresAtMs(record, call.hidesBeforeMs(), call.address(2), call.length(2));
        call.propagateAs("HSET", call.argument(1), call.argument(2), sum);
        if (expiresAtMs == Record.NO_EXPIRY) return;
        call.propagateAs("HPEXPIREAT", call.argument(1), expiresAtMs, "FIELDS", 1, call.argument(2));
    }

    /**
     * Stores the sum that the hashes hold, the value found last. A field that is there keeps its time to live.
     *
     * @return the record
     */
    private long setSum(Call call, long found) {
        long record = settle(call, found);
        if (record == 0) {
            record = hashes.create(call.database(), call.nowMs(), call.address(1), call.length(1), 1, 0, 0);
        }
        hashes.set(call.database(), call.nowMs(), record, call.address(2), call.length(2), hashes.valueAddress(),
                hashes.valueLength(), true);
        return record;
    }

    // ---- one field, or some

    private boolean find(Call call, long record, int field) {
        return hashes.find(call.database(), call.hidesBeforeMs(), record, call.address(field), call.length(field));
    }

    /** What is left of a record after look-ups, or 0. */
    private long settle(Call call, long record) {
        return record == 0 ? 0 : hashes.settle(call.database(), record);
    }

    private void replyFound(Call call, boolean isThere) {
        if (isThere) call.reply().bulk(hashes.valueAddress(), hashes.valueLength());
        else call.reply().nil();
    }

    /** HGET key field */
    private void hget(Call call) {
        long record = call.findRead(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        replyFound(call, record != 0 && find(call, record, 2));
        settle(call, record);
    }

    /** HMGET key field [field …] */
    private void hmget(Call call) {
        long record = call.findRead(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) replyFound(call, record != 0 && find(call, record, i));
        settle(call, record);
    }

    /** HSTRLEN key field */
    private void hstrlen(Call call) {
        long record = call.findRead(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        call.reply().integer(record != 0 && find(call, record, 2) ? hashes.valueLength() : 0);
        settle(call, record);
    }

    /** HEXISTS key field */
    private void hexists(Call call) {
        long record = call.findRead(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        call.reply().integer(record != 0 && find(call, record, 2) ? 1 : 0);
        settle(call, record);
    }

    /** HDEL key field [field …] */
    private void hdel(Call call) {
        long record = call.findWrite(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        int deleted = 0;
        boolean emptied = false;
        for (int i = 2; record != 0 && i < call.count() && !emptied; i++) {
            if (!hashes.remove(call.database(), call.nowMs(), record, call.address(i), call.length(i))) continue;
            deleted++;
            emptied = hashes.size(record) == 0;
        }
        if (emptied) call.database().remove(record, false);
        if (deleted > 0) {
            call.changed(1, deleted);
            call.event(HASH, "hdel", 1);
            if (emptied) call.event(GENERIC, "del", 1);
        }
        call.reply().integer(deleted);
    }

    // ---- all fields

    /** HLEN key */
    private void hlen(Call call) {
        long record = call.findRead(1, RecordType.HASH);
        if (record != Call.WRONG_TYPE) call.reply().integer(record == 0 ? 0 : hashes.size(record));
    }

    /** HGETALL key */
    private void hgetall(Call call) {
        long record = call.findRead(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        reply = call.reply();
        reply.map(record == 0 ? 0 : hashes.visibleSize(record, call.nowMs()));
        if (record != 0) hashes.forEach(record, call.nowMs(), replyPair);
    }

    /** HKEYS key, HVALS key */
    private void replyAll(Call call, FieldVisitor replying) {
        long record = call.findRead(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        reply = call.reply();
        reply.array(record == 0 ? 0 : hashes.visibleSize(record, call.nowMs()));
        if (record != 0) hashes.forEach(record, call.nowMs(), replying);
    }

    private void replyPair(long field, long fieldLength, long value, long valueLength, long expiresAtMs) {
        reply.bulk(field, fieldLength);
        reply.bulk(value, valueLength);
    }

    private void replyField(long field, long fieldLength, long value, long valueLength, long expiresAtMs) {
        reply.bulk(field, fieldLength);
    }

    private void replyValue(long field, long fieldLength, long value, long valueLength, long expiresAtMs) {
        reply.bulk(value, valueLength);
    }

    /** HSCAN key cursor [MATCH pattern] [COUNT count] [NOVALUES] */
    private void hscan(Call call) {
        if (!ScanCursor.isValid(call, 2)) return;
        long record = call.findRead(1, RecordType.HASH);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            ScanCursor.replyNothing(call.reply());
            return;
        }
        if (!scanOptions.read(call, 3)) return;
        long cursor = ScanCursor.parse(call, 2), stepsLeft = scanOptions.stepsMax();
        found.clear();
        do {
            cursor = hashes.scan(record, call.nowMs(), cursor, found);
        } while (cursor != 0 && stepsLeft-- > 0 && found.visited() < scanOptions.count());
        call.reply().array(2);
        ScanCursor.reply(call.reply(), cursor);
        found.replyTo(call.reply());
    }
}
