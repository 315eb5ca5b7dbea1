package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.STRING;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.hyperloglog.HyperLogLogSelfTest;
import io.jadis.store.hyperloglog.HyperLogLogValues;
import io.jadis.store.hyperloglog.HyperLogLogValues.Outcome;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** PFADD, PFCOUNT and the other commands on HyperLogLogs. */
public final class HyperLogLogs {
    private static final ErrorReply NOT_VALID =
            ErrorReply.of("WRONGTYPE Key is not a valid HyperLogLog string value.");
    private static final ErrorReply CORRUPT = ErrorReply.of("INVALIDOBJ Corrupted HLL object detected");
    private static final ErrorReply NO_KEY = ErrorReply.of("ERR The specified key does not exist");
    /** {@code v:32,4} and a blank, and what it takes to grow a text. */
    private static final long DESCRIBED_RUN_BYTES = 4 * 8;
    private static final ErrorReply NOT_SPARSE = ErrorReply.of("ERR HLL encoding is not sparse");

    private final HyperLogLogValues hyperLogLogs;
    private final Config config;
    private final RandomGenerator random;

    public HyperLogLogs(HyperLogLogValues hyperLogLogs, Config config, RandomGenerator random) {
        this.hyperLogLogs = hyperLogLogs;
        this.config = config;
        this.random = random;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("pfadd", this::pfadd);
        handlers.bind("pfcount", this::pfcount);
        handlers.bind("pfmerge", this::pfmerge);
        handlers.bind("pfdebug", this::pfdebug);
        handlers.bind("pfselftest", this::pfselftest);
    }

    private static boolean isRefused(Call call, long record) {
        if (record == 0 || HyperLogLogValues.isValid(record)) return false;
        call.reply().error(Record.type(record) == RecordType.STRING ? NOT_VALID : Errors.WRONG_TYPE);
        return true;
    }

    /** PFADD key [element [element …]] */
    private void pfadd(Call call) {
        long record = call.findWrite(1);
        if (isRefused(call, record)) return;
        int changes = 0;
        if (record == 0) {
            record = hyperLogLogs.create(call.database(), call.nowMs(), call.address(1), call.length(1));
            changes++;
        } else {
            record = hyperLogLogs.writable(call.database(), record);
        }
        long sparseBytesMax = config.get(Directives.HLL_SPARSE_MAX_BYTES);
        for (int i = 2; i < call.count(); i++) {
            Outcome outcome = hyperLogLogs.add(call.database(), record, call.address(i), call.length(i),
                    sparseBytesMax);
            if (outcome == Outcome.CORRUPT) {
                call.reply().error(CORRUPT);
                return;
            }
            record = hyperLogLogs.record();
            if (outcome == Outcome.CHANGED) changes++;
        }
        if (changes > 0) {
            HyperLogLogValues.outdate(record);
            call.changed(1, changes);
            call.event(STRING, "pfadd", 1);
        }
        call.reply().integer(changes > 0 ? 1 : 0);
    }

    /** PFCOUNT key [key …] */
    private void pfcount(Call call) {
        if (call.count() > 2) {
            if (uniteFrom(call, 1)) call.reply().integer(hyperLogLogs.countUnion());
            return;
        }
        long record = call.findRead(1);
        if (isRefused(call, record)) return;
        if (record == 0) {
            call.reply().integer(0);
            return;
        }
        // What is remembered changes the value, which a snapshot under way needs as it was.
        call.database().beforeChange(record);
        record = hyperLogLogs.writable(call.database(), record);
        long cardinality = HyperLogLogValues.countedBefore(record);
        if (cardinality < 0) {
            cardinality = hyperLogLogs.count(record);
            if (cardinality == HyperLogLogValues.CORRUPT) {
                call.reply().error(CORRUPT);
                return;
            }
            // What is remembered is a part of the value, which replicas are to have too.
            call.changed(1);
        }
        call.reply().integer(cardinality);
    }

    /** Unites all that are there from this argument on; where one is none, sends the error. */
    private boolean uniteFrom(Call call, int index) {
        hyperLogLogs.beginUnion();
        for (int i = index; i < call.count(); i++) {
            long record = call.findRead(i);
            if (isRefused(call, record)) return false;
            if (record == 0 || hyperLogLogs.unite(record)) continue;
            call.reply().error(CORRUPT);
            return false;
        }
        return true;
    }

    /** PFMERGE destkey [sourcekey [sourcekey …]] */
    private void pfmerge(Call call) {
        if (!uniteFrom(call, 1)) return;
        long target = call.findWrite(1);
        target = target == 0
                ? hyperLogLogs.create(call.database(), call.nowMs(), call.address(1), call.length(1))
                : hyperLogLogs.writable(call.database(), target);
        hyperLogLogs.storeUnion(call.database(), target, config.get(Directives.HLL_SPARSE_MAX_BYTES));
        call.changed(1);
        call.event(STRING, "pfadd", 1);
        call.reply().ok();
    }

    /** PFDEBUG GETREG | DECODE | ENCODING | TODENSE key */
    private void pfdebug(Call call) {
        long record = call.findWrite(2);
        if (record == 0) {
            call.reply().error(NO_KEY);
            return;
        }
        if (isRefused(call, record)) return;
        record = hyperLogLogs.writable(call.database(), record);
        boolean sparse = HyperLogLogValues.isSparse(record);
        if (call.is(1, "GETREG")) {
            if (!sparse || makeDense(call, record)) replyRegisters(call, sparse ? hyperLogLogs.record() : record);
        } else if (call.is(1, "DECODE")) {
            if (sparse) describe(call, record);
            else call.reply().error(NOT_SPARSE);
        } else if (call.is(1, "ENCODING")) {
            call.reply().status(sparse ? "sparse" : "dense");
        } else if (call.is(1, "TODENSE")) {
            if (!sparse || makeDense(call, record)) call.reply().integer(sparse ? 1 : 0);
        } else {
            call.reply().error("ERR Unknown PFDEBUG subcommand '" + call.shown(1) + "'");
        }
    }

    private static void describe(Call call, long sparse) {
        call.takeHeap(DESCRIBED_RUN_BYTES * Record.valueLength(sparse));
        call.reply().bulk(HyperLogLogValues.describeRuns(sparse));
    }

    private boolean makeDense(Call call, long record) {
        if (hyperLogLogs.makeDense(call.database(), record)) {
            // Replicas convert theirs, though for those who watch the key it is what it was.
            call.changedSomething();
            return true;
        }
        call.reply().error(CORRUPT);
        return false;
    }

    private static void replyRegisters(Call call, long record) {
        call.reply().array(HyperLogLogValues.registerCount());
        for (int i = 0; i < HyperLogLogValues.registerCount(); i++) {
            call.reply().integer(HyperLogLogValues.register(record, i));
        }
    }

    /** PFSELFTEST */
    private void pfselftest(Call call) {
        HyperLogLogSelfTest test =
                new HyperLogLogSelfTest(call.execution().allocator(), random,
                config.get(Directives.HLL_SPARSE_MAX_BYTES));
        Optional<String> failure = test.run();
        if (failure.isEmpty()) call.reply().ok();
        else call.reply().error("TESTFAILED " + failure.get());
    }
}
