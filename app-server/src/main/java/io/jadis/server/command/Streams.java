package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.STREAM;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Scratch;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.stream.EntryCursor;
import io.jadis.store.stream.EntrySource;
import io.jadis.store.stream.StreamId;
import io.jadis.store.stream.StreamValues;
import java.nio.charset.StandardCharsets;

/** XADD, XRANGE and the other commands on streams themselves; consumer groups are in {@link ConsumerGroups}. */
public final class Streams {
    private static final ErrorReply WRONG_ARITY = ErrorReply.of("ERR wrong number of arguments for 'xadd' command");
    private static final ErrorReply ZERO_ID = ErrorReply.of("ERR The ID specified in XADD must be greater than 0-0");
    private static final ErrorReply EXHAUSTED =
            ErrorReply.of("ERR The stream has exhausted the last possible ID, unable to add more items");
    private static final ErrorReply ID_TOO_SMALL =
            ErrorReply.of("ERR The ID specified in XADD is equal or smaller than the target stream top item");
    private static final ErrorReply TOO_LARGE = ErrorReply.of("ERR Elements are too large to be stored");
    private static final ErrorReply NEGATIVE_ENTRIES_ADDED = ErrorReply.of("ERR entries_added must be positive");
    private static final ErrorReply BELOW_GIVEN_DELETED =
            ErrorReply.of("ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
    private static final ErrorReply BELOW_DELETED =
            ErrorReply.of("ERR The ID specified in XSETID is smaller than current max_deleted_entry_id");
    private static final ErrorReply BELOW_TOP =
            ErrorReply.of("ERR The ID specified in XSETID is smaller than the target stream top item");
    private static final ErrorReply FEWER_THAN_LENGTH =
            ErrorReply.of("ERR The entries_added specified in XSETID is smaller than the target stream length");

    private final StreamValues streams;
    private final StreamReplies replies;
    private final StreamTrim trim;
    private final NewEntry entry = new NewEntry();
    private final StreamId id = new StreamId(), other = new StreamId(), found = new StreamId();

    public Streams(StreamValues streams, Scratch scratch) {
        this.streams = streams;
        replies = new StreamReplies(streams, scratch);
        trim = new StreamTrim(streams);
    }

    public void bindTo(HandlerTable handlers, DataSetDigest digest) {
        handlers.bind("xadd", this::xadd);
        handlers.bind("xlen", Streams::xlen);
        handlers.bind("xrange", call -> xrange(call, false));
        handlers.bind("xrevrange", call -> xrange(call, true));
        handlers.bind("xdel", this::xdel);
        handlers.bind("xtrim", this::xtrim);
        handlers.bind("xsetid", this::xsetid);
        digest.register(RecordType.STREAM, this::addTo);
    }

    /** The fields and values of XADD. */
    private static final class NewEntry implements EntrySource {
        private Call call;
        private int first;

        EntrySource of(Call call, int first) {
            this.call = call;
            this.first = first;
            return this;
        }

        @Override
        public int pairs() {
            return (call.count() - first) / 2;
        }

        @Override
        public long address(int index) {
            return call.address(first + index);
        }

        @Override
        public long length(int index) {
            return call.length(first + index);
        }
    }

    /** XADD key [NOMKSTREAM] [MAXLEN | MINID [= | ~] threshold [LIMIT count]] * | id field value [field value …] */
    private void xadd(Call call) {
        trim.clear();
        boolean create = true;
        int at = 2;
        while (at < call.count() && startsWithLetter(call, at)) {
            int last = trim.read(call, at);
            if (last == StreamTrim.FAILED) return;
            if (last != StreamTrim.NOT_MINE) {
                at = last;
            } else if (call.is(at, "NOMKSTREAM")) {
                create = false;
            } else {
                break;
            }
            at++;
        }
        StreamId.Form form = null;
        if (at < call.count() && !call.is(at, "*")) {
            form = StreamIds.readNew(call, at, id);
            if (form == null) return;
        }
        if (!trim.isSound(call, false)) return;
        int fields = at + 1;
        if (call.count() - fields < 2 || (call.count() - fields & 1) == 1) {
            call.reply().error(WRONG_ARITY);
            return;
        }
        if (form == StreamId.Form.ID && id.isZero()) {
            call.reply().error(ZERO_ID);
            return;
        }
        EntrySource source = entry.of(call, fields);
        if (StreamValues.isTooLarge(source)) {
            call.reply().error(TOO_LARGE);
            return;
        }
        long record = call.findWrite(1, RecordType.STREAM);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0 && !create) {
            call.reply().nil();
            return;
        }
        long stream = record == 0 ? create(call, streams, 1) : Record.root(record);
        StreamValues.lastId(stream, other);
        if (!chooseId(call, stream, form)) return;
        streams.add(stream, id, source);
        replies.id(call.reply(), id);
        call.changed(1);
        call.event(STREAM, "xadd", 1);
        if (trim.isWanted() && trim.apply(stream) > 0) call.event(STREAM, "xtrim", 1);
        if (call.propagates()) trim.propagate(call, stream, form == StreamId.Form.ID ? 0 : at, id);
        call.execution().blocked().keyIsReady(call.database(), call.address(1), call.length(1), RecordType.STREAM);
    }

    /** Options do, ids don't: most calls have none, and then no option is looked for. */
    private static boolean startsWithLetter(Call call, int index) {
        return call.length(index) > 0 && Memory.getByte(call.address(index)) >= 'A';
    }

    /** An empty stream under the key of an argument, which must be free. */
    static long create(Call call, StreamValues streams, int key) {
        long stream = streams.create();
        call.database().add(call.nowMs(), call.address(key), call.length(key), RecordType.STREAM,
                Encoding.STREAM, stream);
        return stream;
    }

    /** Makes the id that was asked for. @param form of what was given, null for {@code *} */
    private boolean chooseId(Call call, long stream, StreamId.Form form) {
        if (other.isMax()) {
            call.reply().error(EXHAUSTED);
            return false;
        }
        boolean chosen = true;
        if (form == null) {
            chosen = StreamValues.nextId(stream, call.nowMs(), id);
        } else if (form == StreamId.Form.AUTO_SEQUENCE && id.ms() == other.ms()) {
            id.set(other);
            // Where the sequence is used up, the next id would be of another moment than was asked for.
            chosen = id.seq() != -1 && id.increment();
        }
        if (chosen && id.compareTo(other) > 0) return true;
        call.reply().error(ID_TOO_SMALL);
        return false;
    }

    /** XLEN key */
    private static void xlen(Call call) {
        long record = call.findRead(1, RecordType.STREAM);
        if (record == Call.WRONG_TYPE) return;
        call.reply().integer(record == 0 ? 0 : StreamValues.length(Record.root(record)));
    }

    /** XRANGE key start end [COUNT count], XREVRANGE key end start [COUNT count] */
    private void xrange(Call call, boolean backward) {
        if (!StreamIds.readStart(call, backward ? 3 : 2, id)) return;
        if (!StreamIds.readEnd(call, backward ? 2 : 3, other)) return;
        long limit = -1;
        for (int i = 4; i < call.count(); i += 2) {
            if (!call.is(i, "COUNT") || i + 1 == call.count()) {
                call.reply().error(Errors.SYNTAX);
                return;
            }
            if (!call.readInteger(i + 1)) return;
            limit = Math.max(0, call.integer());
        }
        long record = call.findRead(1, RecordType.STREAM);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) call.reply().array(0);
        else if (limit == 0) call.reply().nilArray();
        else replies.range(call.reply(), Record.root(record), id, other, backward, Math.max(0, limit));
    }

    /** XDEL key id [id …] */
    private void xdel(Call call) {
        long record = call.findWrite(1, RecordType.STREAM);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            call.reply().integer(0);
            return;
        }
        for (int i = 2; i < call.count(); i++) {
            if (!StreamIds.read(call, i, id)) return;
        }
        long stream = Record.root(record);
        long deleted = 0;
        for (int i = 2; i < call.count(); i++) {
            StreamIds.isId(call, i, id);
            if (streams.delete(stream, id)) deleted++;
        }
        if (deleted > 0) {
            streams.deletionsDone(stream);
            call.changed(1, deleted);
            call.event(STREAM, "xdel", 1);
        }
        call.reply().integer(deleted);
    }

    /** XTRIM key MAXLEN | MINID [= | ~] threshold [LIMIT count] */
    private void xtrim(Call call) {
        trim.clear();
        for (int at = 2; at < call.count(); at++) {
            int last = trim.read(call, at);
            if (last == StreamTrim.NOT_MINE) call.reply().error(Errors.SYNTAX);
            if (last <= 0) return;
            at = last;
        }
        if (!trim.isSound(call, true)) return;
        long record = call.findWrite(1, RecordType.STREAM);
        if (record == Call.WRONG_TYPE) return;
        long removed = record == 0 ? 0 : trim.apply(Record.root(record));
        if (removed > 0) {
            call.event(STREAM, "xtrim", 1);
            if (call.propagates()) trim.propagate(call, Record.root(record), 0, null);
            call.changed(1, removed);
        }
        call.reply().integer(removed);
    }

    /** XSETID key last-id [ENTRIESADDED entries-added] [MAXDELETEDID max-deleted-id] */
    private void xsetid(Call call) {
        if (!StreamIds.read(call, 2, id)) return;
        long entriesAdded = -1;
        boolean deletedGiven = false;
        for (int i = 3; i < call.count(); i += 2) {
            if (i + 1 < call.count() && call.is(i, "ENTRIESADDED")) {
                if (!call.readInteger(i + 1)) return;
                entriesAdded = call.integer();
                if (entriesAdded < 0) {
                    call.reply().error(NEGATIVE_ENTRIES_ADDED);
                    return;
                }
            } else if (i + 1 < call.count() && call.is(i, "MAXDELETEDID")) {
                if (!StreamIds.read(call, i + 1, other)) return;
                if (id.compareTo(other) < 0) {
                    call.reply().error(BELOW_GIVEN_DELETED);
                    return;
                }
                deletedGiven = !other.isZero();
            } else {
                call.reply().error(Errors.SYNTAX);
                return;
            }
        }
        long record = call.findWrite(1, RecordType.STREAM);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            call.reply().error(Errors.NO_SUCH_KEY);
            return;
        }
        long stream = Record.root(record);
        if (!maySetId(call, stream, entriesAdded)) return;
        StreamValues.setLastId(stream, id);
        if (entriesAdded != -1) StreamValues.setEntriesAdded(stream, entriesAdded);
        if (deletedGiven) StreamValues.setMaxDeletedId(stream, other);
        call.changedSomething();
        call.event(STREAM, "xsetid", 1);
        call.reply().ok();
    }

    private boolean maySetId(Call call, long stream, long entriesAdded) {
        StreamValues.maxDeletedId(stream, found);
        ErrorReply error = null;
        if (id.compareTo(found) < 0) {
            error = BELOW_DELETED;
        } else if (streams.lastEntryId(stream, found)) {
            if (id.compareTo(found) < 0) error = BELOW_TOP;
            else if (entriesAdded != -1 && StreamValues.length(stream) > entriesAdded) error = FEWER_THAN_LENGTH;
        }
        if (error != null) call.reply().error(error);
        return error == null;
    }

    /** DEBUG DIGEST: ids and content, without groups. */
    private void addTo(ContentDigest digest, long record) {
        EntryCursor cursor = streams.entryCursor();
        cursor.forward(Record.root(record), 0, 0, -1, -1);
        while (cursor.next()) {
            digest.mix(cursor.id().toString().replace('-', '.').getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < cursor.pairs(); i++) {
                cursor.nextPair();
                mix(digest, cursor.field());
                mix(digest, cursor.value());
            }
        }
    }

    private static void mix(ContentDigest digest, long element) {
        if (Listpack.isInteger(element)) {
            digest.mix(Long.toString(Listpack.integer(element)).getBytes(StandardCharsets.US_ASCII));
        } else {
            digest.mix(Listpack.stringAddress(element), Listpack.stringLength(element));
        }
    }
}
