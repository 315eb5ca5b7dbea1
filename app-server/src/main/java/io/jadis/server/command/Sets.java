package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;
import static io.jadis.protocol.config.KeyspaceEvents.SET;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.set.SetValues;

/** SADD, SREM, SISMEMBER and the other commands on one set, but those that draw members at random. */
public final class Sets {
    private final SetValues sets;
    private final ScanOptions options = new ScanOptions(ScanOptions.Scope.SET);
    private final MemberReply members = new MemberReply();
    private final FoundMembers found = new FoundMembers(options);

    public Sets(SetValues sets) {
        this.sets = sets;
    }

    /** Binds the commands, and says how a set goes into the digest of the data set. */
    public void bindTo(HandlerTable handlers, DataSetDigest digests) {
        handlers.bind("sadd", this::sadd);
        handlers.bind("srem", this::srem);
        handlers.bind("smove", this::smove);
        handlers.bind("sismember", this::sismember);
        handlers.bind("smismember", this::smismember);
        handlers.bind("scard", this::scard);
        handlers.bind("smembers", this::smembers);
        handlers.bind("sscan", this::sscan);
        digests.register(RecordType.SET, this::addTo);
    }

    /** SADD key member [member …] */
    private void sadd(Call call) {
        long record = call.findWrite(1, RecordType.SET);
        if (record == Call.WRONG_TYPE) return;
        int members = call.count() - 2;
        if (record == 0) record = create(call, 1, 2, members);
        else if (members > 1) sets.expect(call.database(), record, members);
        int added = 0;
        for (int i = 2; i < call.count(); i++) {
            if (sets.add(call.database(), record, call.address(i), call.length(i))) added++;
        }
        if (added > 0) {
            call.changed(1, added);
            call.event(SET, "sadd", 1);
        }
        call.reply().integer(added);
    }

    /** An empty set for the member in that argument and so many in all. */
    private long create(Call call, int key, int first, int members) {
        return sets.create(call.database(), call.nowMs(), call.address(key), call.length(key), call.address(first),
                call.length(first), members);
    }

    /** SREM key member [member …] */
    private void srem(Call call) {
        long record = call.findWrite(1, RecordType.SET);
        if (record == Call.WRONG_TYPE) return;
        int removed = 0;
        boolean emptied = false;
        for (int i = 2; i < call.count() && record != 0 && !emptied; i++) {
            if (!sets.remove(call.database(), record, call.address(i), call.length(i))) continue;
            removed++;
            emptied = sets.size(record) == 0;
        }
        if (removed > 0) {
            if (emptied) call.database().remove(record, false);
            call.changed(1, removed);
            call.event(SET, "srem", 1);
            if (emptied) call.event(GENERIC, "del", 1);
        }
        call.reply().integer(removed);
    }

    /** SMOVE source destination member */
    private void smove(Call call) {
        long from = call.findWrite(1), to = call.findWrite(2);
        if (from != 0 && (isNoSet(from) || to != 0 && isNoSet(to))) {
            call.reply().error(Errors.WRONG_TYPE);
            return;
        }
        long member = call.address(3);
        long length = call.length(3);
        if (from == 0 || !sets.contains(from, member, length)) {
            call.reply().integer(0);
            return;
        }
        if (from != to) move(call, from, to, member, length);
        call.reply().integer(1);
    }

    private static boolean isNoSet(long record) {
        return Record.type(record) != RecordType.SET;
    }

    private void move(Call call, long from, long to, long member, long length) {
        sets.remove(call.database(), from, member, length);
        call.changed(1);
        call.event(SET, "srem", 1);
        if (sets.size(from) == 0) {
            call.database().remove(from, false);
            call.event(GENERIC, "del", 1);
        }
        long target = to == 0 ? create(call, 2, 3, 1) : to;
        if (!sets.add(call.database(), target, member, length)) return;
        call.changed(2);
        call.event(SET, "sadd", 2);
    }

    /** SISMEMBER key member */
    private void sismember(Call call) {
        long record = call.findRead(1, RecordType.SET);
        if (record == Call.WRONG_TYPE) return;
        call.reply().integer(record != 0 && sets.contains(record, call.address(2), call.length(2)) ? 1 : 0);
    }

    /** SMISMEMBER key member [member …] */
    private void smismember(Call call) {
        long record = call.findRead(1, RecordType.SET);
        if (record == Call.WRONG_TYPE) return;
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            call.reply().integer(record != 0 && sets.contains(record, call.address(i), call.length(i)) ? 1 : 0);
        }
    }

    /** SCARD key */
    private void scard(Call call) {
        long record = call.findRead(1, RecordType.SET);
        if (record == Call.WRONG_TYPE) return;
        call.reply().integer(record == 0 ? 0 : sets.size(record));
    }

    /** SMEMBERS key */
    private void smembers(Call call) {
        long record = call.findRead(1, RecordType.SET);
        if (record == Call.WRONG_TYPE) return;
        call.reply().set(record == 0 ? 0 : sets.size(record));
        if (record != 0) sets.forEach(record, members.to(call.reply()));
    }

    /** SSCAN key cursor [MATCH pattern] [COUNT count] */
    private void sscan(Call call) {
        if (!ScanCursor.isValid(call, 2)) return;
        long record = call.findRead(1);
        if (record == 0) {
            ScanCursor.replyNothing(call.reply());
        } else if (isNoSet(record)) {
            call.reply().error(Errors.WRONG_TYPE);
        } else if (options.read(call, 3)) {
            if (Record.encoding(record) == Encoding.HASHTABLE) scanTable(call, record);
            else scanWhole(call.reply(), record);
        }
    }

    private void scanTable(Call call, long record) {
        long cursor = ScanCursor.parse(call, 2), stepsLeft = options.stepsMax();
        found.clear();
        do {
            cursor = sets.scan(record, cursor, found);
        } while (cursor != 0 && stepsLeft-- > 0 && found.seenCount() < options.count());
        call.reply().array(2);
        ScanCursor.reply(call.reply(), cursor);
        found.reply(call.reply());
    }

    /** A compact set comes whole, whatever the count and the cursor say. */
    private void scanWhole(ReplyBuffer reply, long record) {
        reply.array(2);
        ScanCursor.reply(reply, 0);
        Object mark = reply.openAggregate();
        sets.forEach(record, members.to(reply, options.pattern()));
        reply.closeArray(mark, members.count());
    }

    private void addTo(ContentDigest digest, long record) {
        sets.forEach(record, (address, length) -> digest.xor(address, length));
    }
}
