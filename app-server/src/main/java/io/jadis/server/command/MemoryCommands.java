package io.jadis.server.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.DoubleText;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.client.Clients;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Scratch;
import io.jadis.server.info.InfoText;
import io.jadis.server.info.MemoryFigures;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.memory.Allocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** MEMORY: what a key takes, what all takes, and whether that is as it should be. */
public final class MemoryCommands {
    private static final long DEFAULT_SAMPLES = 5;
    /** Below this there is nothing to judge. */
    private static final long JUDGED_BYTES_MIN = 5 << 20;
    private static final long WASTE_BYTES_MAX = 10 << 20, CLIENT_BYTES_MAX = 200 << 10;
    private static final double PEAK_RATIO_MAX = 1.5, FRAGMENTATION_MAX = 1.4, RESIDENT_RATIO_MAX = 1.1;

    private final Keyspace keyspace;
    private final MemoryFigures figures;
    private final Clients clients;
    private final Scratch scratch;

    public MemoryCommands(Keyspace keyspace, MemoryFigures figures, Clients clients, Scratch scratch) {
        this.keyspace = keyspace;
        this.figures = figures;
        this.clients = clients;
        this.scratch = scratch;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("memory|usage", this::usage);
        handlers.bind("memory|stats", this::stats);
        handlers.bind("memory|doctor", call -> call.reply().verbatim("txt", bytes(diagnosis())));
        handlers.bind("memory|malloc-stats", call -> call.reply().verbatim("txt", bytes(allocatorText())));
        handlers.bind("memory|purge", this::purge);
        handlers.bind("memory|help", MemoryCommands::help);
    }

    /** MEMORY PURGE */
    private void purge(Call call) {
        figures.allocator().purge();
        call.reply().ok();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** MEMORY USAGE key [SAMPLES count] */
    private void usage(Call call) {
        long samples = DEFAULT_SAMPLES;
        for (int i = 3; i < call.count(); i += 2) {
            if (!call.is(i, "SAMPLES") || i + 1 == call.count()) {
                call.reply().error(Errors.SYNTAX);
                return;
            }
            if (!call.readInteger(i + 1)) return;
            samples = call.integer();
            if (samples < 0) {
                call.reply().error(Errors.SYNTAX);
                return;
            }
        }
        Database database = call.database();
        int flags = Database.NO_TOUCH | Database.IGNORE_EXPIRY;
        long record = database.find(call.nowMs(), call.address(2), call.length(2), flags);
        if (record == 0) call.reply().nil();
        else call.reply().integer(database.memoryBytes(record, (int) Math.min(samples, Integer.MAX_VALUE)));
    }

    // ---- MEMORY STATS

    private void stats(Call call) {
        Map<String, Object> stats = stats();
        call.reply().map(stats.size());
        reply(call.reply(), stats);
    }

    private Map<String, Object> stats() {
        long used = figures.usedBytes(), overhead = figures.overheadBytes(), startup = figures.startupBytes();
        long net = Math.max(1, used - startup), data = Math.max(0, used - overhead), keys = keyspace.size();
        long allocated = figures.allocator().usedBytes(), resident = figures.residentBytes();
        long active = Math.max(allocated, figures.allocator().residentBytes());
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("peak.allocated", figures.peakBytes());
        stats.put("total.allocated", used);
        stats.put("startup.allocated", startup);
        stats.put("replication.backlog", figures.replication().backlogBytes());
        stats.put("clients.slaves", figures.replication().replicaBufferBytes());
        stats.put("clients.normal", figures.clientBytes());
        stats.put("cluster.links", 0L);
        stats.put("aof.buffer", figures.aofBufferBytes());
        stats.put("lua.caches", 0L);
        stats.put("functions.caches", 0L);
        for (int i = 0; i < keyspace.databaseCount(); i++) {
            Database database = keyspace.database(i);
            if (database.size() > 0) stats.put("db." + i, statsOf(database));
        }
        stats.put("overhead.total", overhead);
        stats.put("keys.count", keys);
        stats.put("keys.bytes-per-key", keys == 0 ? 0L : net / keys);
        stats.put("dataset.bytes", data);
        stats.put("dataset.percentage", Math.min(100, 100.0 * data / net));
        stats.put("peak.percentage", 100.0 * used / Math.max(1, figures.peakBytes()));
        stats.put("allocator.allocated", allocated);
        stats.put("allocator.active", active);
        stats.put("allocator.resident", active);
        stats.put("allocator-fragmentation.ratio", ratio(active, allocated));
        stats.put("allocator-fragmentation.bytes", active - allocated);
        stats.put("allocator-rss.ratio", 1.0);
        stats.put("allocator-rss.bytes", 0L);
        stats.put("rss-overhead.ratio", ratio(resident, active));
        stats.put("rss-overhead.bytes", resident - active);
        stats.put("fragmentation", ratio(resident, used));
        stats.put("fragmentation.bytes", resident - used);
        return stats;
    }

    private static Map<String, Object> statsOf(Database database) {
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("overhead.hashtable.main", database.tableBytes());
        stats.put("overhead.hashtable.expires", database.expiryIndexBytes());
        stats.put("overhead.hashtable.slot-to-keys", 0L);
        return stats;
    }

    private static double ratio(long part, long of) {
        return (double) part / Math.max(1, of);
    }

    private void reply(ReplyBuffer reply, Map<?, ?> stats) {
        stats.forEach((name, value) -> {
            reply.bulk((String) name);
            switch (value) {
                case Long number -> reply.integer(number);
                case Double number -> reply.doubleText(text(number));
                case Map<?, ?> inner -> {
                    reply.map(inner.size());
                    reply(reply, inner);
                }
                default -> throw new AssertionError(name + "=" + value);
            }
        });
    }

    private String text(double number) {
        long address = scratch.room(DoubleText.LENGTH_MAX);
        int length = DoubleText.write(number, address);
        return new String(Memory.toArray(address, length), StandardCharsets.US_ASCII);
    }

    // ---- MEMORY DOCTOR

    private String diagnosis() {
        long used = figures.usedBytes();
        if (used < JUDGED_BYTES_MIN) {
            return "This instance is empty or uses very little memory: there is nothing to judge yet. "
                    + "Please ask again when it holds some data.\n";
        }
        List<String> findings = findings(used);
        if (findings.isEmpty()) return "No memory issue was found in this instance.\n";
        StringBuilder text = new StringBuilder("Some issues were found in the memory of this instance:\n\n");
        findings.forEach(finding -> text.append(" * ").append(finding).append("\n\n"));
        return text.toString();
    }

    private List<String> findings(long used) {
        List<String> findings = new ArrayList<>();
        long resident = figures.residentBytes(), allocated = figures.allocator().usedBytes();
        long active = Math.max(allocated, figures.allocator().residentBytes());
        if (ratio(figures.peakBytes(), used) > PEAK_RATIO_MAX) {
            findings.add("Peak memory: at its peak this instance used more than 150% of what it uses now. The system "
                    + "may not have got all of the difference back, which makes the process look larger than its "
                    + "data.");
        }
        if (ratio(resident, used) > FRAGMENTATION_MAX && resident - used > WASTE_BYTES_MAX) {
            findings.add("High total RSS: the process takes more than 1.4 times the memory of its data and its "
                    + "buffers. Some of that is the Java runtime itself, whose part is fixed and matters less the more "
                    + "data there is; the rest may be left over from a peak.");
        }
        if (ratio(active, allocated) > RESIDENT_RATIO_MAX && active - allocated > WASTE_BYTES_MAX) {
            findings.add("High allocator fragmentation: free blocks lie scattered between used ones and take more than "
                    + "10% of the memory of the data. That happens when many keys were deleted or changed their size; "
                    + "new data of similar sizes will fill the gaps.");
        }
        long clientCount = clients.all().stream().filter(client -> !client.isReplica()).count();
        if (clientCount > 0 && figures.clientBytes() / clientCount > CLIENT_BYTES_MAX) {
            findings.add("Big client buffers: clients take more than 200 KB each on average. Some of them may read too "
                    + "slowly what they are subscribed to, or ask for large replies in long pipelines: see tot-mem in "
                    + "CLIENT LIST.");
        }
        return findings;
    }

    // ---- MEMORY MALLOC-STATS, MEMORY HELP

    private String allocatorText() {
        Allocator allocator = figures.allocator();
        return "Allocator: jadis-slab"
                + "\nUsed by blocks: " + amount(allocator.usedBytes())
                + "\nPeak: " + amount(allocator.peakBytes())
                + "\nLive blocks: " + allocator.liveBlockCount()
                + "\nActive: " + amount(allocator.activeBytes())
                + "\nResident: " + amount(allocator.residentBytes())
                + "\nUnused in slabs: " + amount(allocator.unusedSlabBytes()) + "\n";
    }

    private static String amount(long bytes) {
        return bytes + " (" + InfoText.human(bytes) + ")";
    }

    private static void help(Call call) {
        Help.reply(call,
                "DOCTOR", "    Return what is wrong with the memory of the server, in words.",
                "MALLOC-STATS", "    Return what the allocator says of itself.",
                "PURGE", "    Ask the allocator to give memory back to the system.",
                "STATS", "    Return who uses how much memory.",
                "USAGE <key> [SAMPLES <count>]", "    Return the bytes that a key and its value take. Of a collection",
                "    <count> elements are looked at, 5 by default, all for 0.");
    }
}
