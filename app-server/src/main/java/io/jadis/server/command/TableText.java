package io.jadis.server.command;

import io.jadis.server.client.Client;
import io.jadis.store.keyspace.Database;
import io.jadis.store.table.TableStatistics;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What DEBUG HTSTATS and DEBUG CLIENT-EVICTION print, in the form that Redis has for them. */
final class TableText {
    /** Clients are sorted by memory into powers of two from 2^15 to 2^33. */
    private static final int LOG2_MIN = 15, LOG2_MAX = 33;

    private TableText() {}

    /** @param full with the lengths of the chains; that looks at every bucket */
    static String of(Database database, boolean full) {
        StringBuilder text = new StringBuilder("[Dictionary HT]\n");
        if (database.size() == 0) appendEmpty(text);
        else append(text, database.tableStatistics(), full);
        text.append("[Expires HT]\n");
        // A wheel, not a table: its keys are all there is to tell.
        if (database.volatileCount() == 0) appendEmpty(text);
        else appendHead(text, 0, database.expiryIndexBytes() / Long.BYTES, database.volatileCount());
        return text.toString();
    }

    /** Of a table that isn't empty: its array, and the next one while it is rehashed. */
    static String of(List<TableStatistics> arrays, boolean full) {
        StringBuilder text = new StringBuilder();
        append(text, arrays, full);
        return text.toString();
    }

    private static void append(StringBuilder text, List<TableStatistics> arrays, boolean full) {
        for (int i = 0; i < arrays.size(); i++) append(text, i, arrays.get(i), full);
    }

    private static void appendEmpty(StringBuilder text) {
        text.append("Hash table 0 stats (main hash table):\nNo stats available for empty dictionaries\n");
    }

    private static void appendHead(StringBuilder text, int index, long size, long entries) {
        text.append("Hash table ").append(index).append(" stats (")
                .append(index == 0 ? "main hash table" : "rehashing target").append("):\n")
                .append(" table size: ").append(size).append('\n')
                .append(" number of elements: ").append(entries).append('\n');
    }

    private static void append(StringBuilder text, int index, TableStatistics array, boolean full) {
        appendHead(text, index, array.buckets(), array.entries());
        if (!full) return;
        List<Long> counts = array.bucketsByEntries();
        long used = array.buckets() - counts.getFirst();
        double average = used == 0 ? 0 : (double) array.entries() / used;
        text.append(" different slots: ").append(used).append('\n')
                .append(" max chain length: ").append(counts.size() - 1).append('\n')
                .append(String.format(Locale.ROOT, " avg chain length (counted): %.2f\n", average))
                .append(String.format(Locale.ROOT, " avg chain length (computed): %.2f\n", average))
                .append(" Chain length distribution:\n");
        for (int length = 0; length < counts.size(); length++) {
            long count = counts.get(length);
            if (count == 0) continue;
            double percent = 100.0 * count / array.buckets();
            text.append(String.format(Locale.ROOT, "   %d: %d (%.2f%%)\n", length, count, percent));
        }
    }

    static String ofClients(Collection<Client> clients) {
        int buckets = LOG2_MAX - LOG2_MIN + 1;
        long[] counts = new long[buckets], bytes = new long[buckets];
        for (Client client : clients) {
            long memory = client.memoryBytes();
            int log2 = Long.SIZE - Long.numberOfLeadingZeros(memory);
            int bucket = Math.max(0, Math.min(buckets - 1, log2 - LOG2_MIN));
            counts[bucket]++;
            bytes[bucket] += memory;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < buckets; i++) {
            long from = i == 0 ? 0 : 1L << (i - 1 + LOG2_MIN);
            text.append(String.format(Locale.ROOT, "bucket %10d", from));
            if (i == buckets - 1) text.append("+            : ");
            else text.append(String.format(Locale.ROOT, " - %10d: ", (1L << (i + LOG2_MIN)) - 1));
            text.append(String.format(Locale.ROOT, "tot-mem: %10d, clients: %d\n", bytes[i], counts[i]));
        }
        return text.toString();
    }
}
