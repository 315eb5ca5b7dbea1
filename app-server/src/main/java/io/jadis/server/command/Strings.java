package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;
import static io.jadis.protocol.config.KeyspaceEvents.STRING;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.resp.RequestLimits;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.keyspace.StringOutcome;
import io.jadis.store.keyspace.StringValues;
import java.util.BitSet;

/** SET, GET and the other commands on strings. */
public final class Strings {
    private static final ErrorReply OFFSET_OUT_OF_RANGE = ErrorReply.of("ERR offset is out of range");
    private static final ErrorReply DECREMENT_OVERFLOWS = ErrorReply.of("ERR decrement would overflow");
    private static final ErrorReply OVERFLOWS = ErrorReply.of("ERR increment or decrement would overflow");
    private static final ErrorReply NAN_OR_INFINITY = ErrorReply.of("ERR increment would produce NaN or Infinity");

    private final Keyspace keyspace;
    private final StringValues strings;
    private final Config config;

    public Strings(Keyspace keyspace, Config config) {
        this.keyspace = keyspace;
        this.strings = keyspace.strings();
        this.config = config;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("get", this::get);
        handlers.bind("set", this::set);
        handlers.bind("setnx", this::setnx);
        handlers.bind("setex", call -> setWithTtl(call, true));
        handlers.bind("psetex", call -> setWithTtl(call, false));
        handlers.bind("getset", this::getset);
        handlers.bind("getdel", this::getdel);
        handlers.bind("getex", this::getex);
        handlers.bind("append", this::append);
        handlers.bind("strlen", this::strlen);
        handlers.bind("setrange", this::setrange);
        handlers.bind("getrange", this::getrange);
        handlers.bind("substr", this::getrange);
        handlers.bind("incr", call -> increment(call, 1));
        handlers.bind("decr", call -> increment(call, -1));
        handlers.bind("incrby", this::incrby);
        handlers.bind("decrby", this::decrby);
        handlers.bind("incrbyfloat", this::incrbyfloat);
        handlers.bind("mget", this::mget);
        handlers.bind("mset", this::mset);
        handlers.bind("msetnx", this::msetnx);
    }

    /** GET key */
    private void get(Call call) {
        long record = call.findStringRead(1);
        if (record == Call.WRONG_TYPE) return;
        replyValue(call.reply(), record);
    }

    /** A string as a bulk, a missing one as null. */
    private static void replyValue(ReplyBuffer reply, long record) {
        if (record == 0) reply.nil();
        else if (Record.isNumber(record)) reply.bulkInteger(Record.number(record));
        else reply.bulk(Record.valueAddress(record), Record.valueLength(record));
    }

    /** SET key value [NX | XX] [GET] [EX s | PX ms | EXAT s | PXAT ms | KEEPTTL] */
    private void set(Call call) {
        if (call.count() == 3) {
            store(call, 1, 2, Record.NO_EXPIRY);
            call.reply().ok();
            return;
        }
        boolean onlyNew = false, onlyOld = false, get = false, keepTtl = false;
        Expiration.Option option = null;
        int momentIndex = 0;
        for (int i = 3; i < call.count(); i++) {
            if (call.is(i, "NX") && !onlyOld) {
                onlyNew = true;
            } else if (call.is(i, "XX") && !onlyNew) {
                onlyOld = true;
            } else if (call.is(i, "GET")) {
                get = true;
            } else if (call.is(i, "KEEPTTL") && option == null) {
                keepTtl = true;
            } else {
                Expiration.Option named = Expiration.Option.at(call, i);
                if (named == null || option != null && option != named || keepTtl || i + 1 == call.count()) {
                    Expiration.syntaxError(call);
                    return;
                }
                option = named;
                momentIndex = ++i;
            }
        }
        long expiresAtMs = keepTtl ? StringValues.KEEP_EXPIRY : Record.NO_EXPIRY;
        if (option != null) {
            expiresAtMs = Expiration.momentMs(call, momentIndex, option.seconds, option.relative);
            if (expiresAtMs == Expiration.INVALID) return;
        }
        if (get || onlyNew || onlyOld) {
            long record = get ? call.findStringRead(1) : call.findWrite(1);
            if (record == Call.WRONG_TYPE) return;
            if (get) replyValue(call.reply(), record);
            if (onlyNew && record != 0 || onlyOld && record == 0) {
                if (!get) call.reply().nil();
                return;
            }
        }
        store(call, 1, 2, expiresAtMs);
        if (option == Expiration.Option.PXAT) call.event(GENERIC, "expire", 1);
        else if (option != null) expiryWasSet(call, expiresAtMs);
        else if (get && call.propagates()) propagateWithoutGet(call);
        if (!get) call.reply().ok();
    }

    /** The value of argument {@code value} becomes that of the key. */
    private void store(Call call, int key, int value, long expiresAtMs) {
        strings.set(call.database(), call.nowMs(), call.address(key), call.length(key), call.address(value),
                call.length(value), expiresAtMs, call.lookupFlags());
        call.changed(key);
        call.event(STRING, "set", key);
    }

    private static void expiryWasSet(Call call, long expiresAtMs) {
        call.event(GENERIC, "expire", 1);
        if (call.propagates()) {
            int value = call.count() == 4 && !call.command().name().equals("set") ? 3 : 2;
            call.propagateAs("SET", call.argument(1), call.argument(value), "PXAT", expiresAtMs);
        }
    }

    /** The old value is nothing to those who get this from us. */
    private static void propagateWithoutGet(Call call) {
        BitSet others = new BitSet();
        for (int i = 0; i < call.count(); i++) {
            if (i < 3 || !call.is(i, "GET")) others.set(i);
        }
        call.propagateAs(call.arguments(others));
    }

    /** SETNX key value */
    private void setnx(Call call) {
        if (call.findWrite(1) != 0) {
            call.reply().integer(0);
            return;
        }
        store(call, 1, 2, Record.NO_EXPIRY);
        call.reply().integer(1);
    }

    /** SETEX key seconds value, PSETEX key milliseconds value */
    private void setWithTtl(Call call, boolean seconds) {
        long expiresAtMs = Expiration.momentMs(call, 2, seconds, true);
        if (expiresAtMs == Expiration.INVALID) return;
        store(call, 1, 3, expiresAtMs);
        expiryWasSet(call, expiresAtMs);
        call.reply().ok();
    }

    /** GETSET key value */
    private void getset(Call call) {
        long record = call.findStringRead(1);
        if (record == Call.WRONG_TYPE) return;
        replyValue(call.reply(), record);
        store(call, 1, 2, Record.NO_EXPIRY);
        if (call.propagates()) call.propagateAs("SET", call.argument(1), call.argument(2));
    }

    /** GETDEL key */
    private void getdel(Call call) {
        long record = call.findStringRead(1);
        if (record == Call.WRONG_TYPE) return;
        replyValue(call.reply(), record);
        if (record != 0) delete(call, record, false);
    }

    private static void delete(Call call, long record, boolean lazily) {
        call.database().remove(record, lazily);
        call.changed(1);
        call.event(GENERIC, "del", 1);
        if (call.propagates()) call.propagateAs(lazily ? "UNLINK" : "DEL", call.argument(1));
    }

    /** GETEX key [EX s | PX ms | EXAT s | PXAT ms | PERSIST] */
    private void getex(Call call) {
        Expiration.Option option = null;
        boolean persist = false;
        int momentIndex = 0;
        for (int i = 2; i < call.count(); i++) {
            Expiration.Option named = Expiration.Option.at(call, i);
            if (named != null && (option == null || option == named) && !persist && i + 1 < call.count()) {
                option = named;
                momentIndex = ++i;
            } else if (call.is(i, "PERSIST") && option == null) {
                persist = true;
            } else {
                Expiration.syntaxError(call);
                return;
            }
        }
        long record = call.findStringRead(1);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            call.reply().nil();
            return;
        }
        long expiresAtMs = 0;
        if (option != null) {
            expiresAtMs = Expiration.momentMs(call, momentIndex, option.seconds, option.relative);
            if (expiresAtMs == Expiration.INVALID) return;
        }
        replyValue(call.reply(), record);
        if (option != null && Expiration.isPast(call, keyspace, expiresAtMs)) {
            delete(call, record, config.get(Directives.LAZYFREE_LAZY_EXPIRE));
        } else if (option != null) {
            call.database().setExpiry(call.nowMs(), record, expiresAtMs);
            call.changed(1);
            call.event(GENERIC, "expire", 1);
            if (call.propagates()) call.propagateAs("PEXPIREAT", call.argument(1), expiresAtMs);
        } else if (persist && Record.hasExpiry(record)) {
            call.database().removeExpiry(record);
            call.changed(1);
            call.event(GENERIC, "persist", 1);
            if (call.propagates()) call.propagateAs("PERSIST", call.argument(1));
        }
    }

    /** APPEND key value */
    private void append(Call call) {
        long record = call.findStringWrite(1);
        if (record == Call.WRONG_TYPE) return;
        long length;
        if (record == 0) {
            length = call.length(2);
            strings.set(call.database(), call.nowMs(), call.address(1), call.length(1), call.address(2), call.length(2),
                    Record.NO_EXPIRY, call.lookupFlags());
        } else {
            length = StringValues.length(record) + call.length(2);
            if (isTooLong(call, length)) return;
            strings.append(call.database(), record, call.address(2), call.length(2));
        }
        call.changed(1);
        call.event(STRING, "append", 1);
        call.reply().integer(length);
    }

    private boolean isTooLong(Call call, long length) {
        if (length <= bytesMax(call, config)) return false;
        call.reply().error(Errors.STRING_TOO_LONG);
        return true;
    }

    /** How long strings may become: what our master or the AOF says was found to be right where it comes from. */
    static long bytesMax(Call call, Config config) {
        return call.client().isStream() ? RequestLimits.BULK_BYTES_MAX
                : Math.min(config.get(Directives.PROTO_MAX_BULK_LEN), RequestLimits.BULK_BYTES_MAX);
    }

    /** STRLEN key */
    private void strlen(Call call) {
        long record = call.findStringRead(1);
        if (record == Call.WRONG_TYPE) return;
        call.reply().integer(record == 0 ? 0 : StringValues.length(record));
    }

    /** SETRANGE key offset value */
    private void setrange(Call call) {
        if (!call.readInteger(2)) return;
        long offset = call.integer();
        if (offset < 0) {
            call.reply().error(OFFSET_OUT_OF_RANGE);
            return;
        }
        long record = call.findStringWrite(1);
        if (record == Call.WRONG_TYPE) return;
        long length = call.length(3);
        if (length == 0) {
            call.reply().integer(record == 0 ? 0 : StringValues.length(record));
            return;
        }
        if (isTooLong(call, Math.min(offset, RequestLimits.BULK_BYTES_MAX) + length)) return;
        if (record == 0) {
            record = strings.addZeros(call.database(), call.nowMs(), call.address(1), call.length(1),
                    offset + length);
        }
        record = strings.setRange(call.database(), record, offset, call.address(3), length);
        call.changed(1);
        call.event(STRING, "setrange", 1);
        call.reply().integer(StringValues.length(record));
    }

    /** GETRANGE key start end, SUBSTR key start end */
    private void getrange(Call call) {
        if (!call.readInteger(2)) return;
        long start = call.integer();
        if (!call.readInteger(3)) return;
        long end = call.integer();
        long record = call.findStringRead(1);
        if (record == Call.WRONG_TYPE) return;
        long length = record == 0 ? 0 : StringValues.length(record);
        if (start < 0 && end < 0 && start > end) length = 0;
        if (start < 0) start = Math.max(0, length + start);
        if (end < 0) end = Math.max(0, length + end);
        end = Math.min(end, length - 1);
        if (length == 0 || start > end) {
            call.reply().bulk(call.address(0), 0);
            return;
        }
        call.reply().bulk(strings.address(record) + start, end - start + 1);
    }

    /** INCRBY key increment */
    private void incrby(Call call) {
        if (call.readInteger(2)) increment(call, call.integer());
    }

    /** DECRBY key decrement */
    private void decrby(Call call) {
        if (!call.readInteger(2)) return;
        if (call.integer() == Long.MIN_VALUE) call.reply().error(DECREMENT_OVERFLOWS);
        else increment(call, -call.integer());
    }

    private void increment(Call call, long by) {
        long record = call.findStringWrite(1);
        if (record == Call.WRONG_TYPE) return;
        long sum = by;
        if (record == 0) {
            strings.setNumber(call.database(), call.nowMs(), call.address(1), call.length(1), by, Record.NO_EXPIRY,
                    call.lookupFlags());
        } else {
            StringOutcome outcome = strings.increment(call.database(), record, by);
            if (outcome != StringOutcome.OK) {
                call.reply().error(outcome == StringOutcome.OVERFLOW ? OVERFLOWS : Errors.NOT_AN_INTEGER);
                return;
            }
            sum = strings.number();
        }
        call.changed(1);
        call.event(STRING, "incrby", 1);
        call.reply().integer(sum);
    }

    /** INCRBYFLOAT key increment */
    private void incrbyfloat(Call call) {
        long record = call.findStringWrite(1);
        if (record == Call.WRONG_TYPE) return;
        StringOutcome outcome = strings.incrementByFloat(call.database(), call.nowMs(), record, call.address(1),
                call.length(1), call.address(2), call.length(2));
        if (outcome != StringOutcome.OK) {
            call.reply().error(outcome == StringOutcome.NAN_OR_INFINITY ? NAN_OR_INFINITY : Errors.NOT_A_FLOAT);
            return;
        }
        record = strings.record();
        call.changed(1);
        call.event(STRING, "incrbyfloat", 1);
        // The sum and not the increment goes out: the other side may round differently.
        if (call.propagates()) {
            byte[] sum = Memory.toArray(strings.address(record), StringValues.length(record));
            call.propagateAs("SET", call.argument(1), sum, "KEEPTTL");
        }
        call.reply().bulk(strings.address(record), StringValues.length(record));
    }

    /** MGET key [key …] */
    private void mget(Call call) {
        call.reply().array(call.count() - 1);
        for (int i = 1; i < call.count(); i++) {
            long record = call.findRead(i);
            replyValue(call.reply(), record != 0 && Record.type(record) == RecordType.STRING ? record : 0);
        }
    }

    /** MSET key value [key value …] */
    private void mset(Call call) {
        if (isOdd(call)) return;
        for (int i = 1; i < call.count(); i += 2) store(call, i, i + 1, Record.NO_EXPIRY);
        call.reply().ok();
    }

    /** MSETNX key value [key value …] */
    private void msetnx(Call call) {
        if (isOdd(call)) return;
        for (int i = 1; i < call.count(); i += 2) {
            if (call.findWrite(i) == 0) continue;
            call.reply().integer(0);
            return;
        }
        for (int i = 1; i < call.count(); i += 2) store(call, i, i + 1, Record.NO_EXPIRY);
        call.reply().integer(1);
    }

    private static boolean isOdd(Call call) {
        if (call.count() % 2 == 1) return false;
        call.reply().error(ErrorReply.of("ERR wrong number of arguments for '" + call.command().fullName()
                + "' command"));
        return true;
    }
}
