package io.jadis.server.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that writes step after step until its server dies, and knows which steps were acknowledged, and when. Step n
 * appends n to a list; every third is a transaction that also writes n to keys of other types, the others go in
 * pipelines. So what a server has after a crash shows which steps it has kept, and whether it has kept them whole, once
 * and in order.
 */
final class CrashWriter implements Runnable {
    private static final int PIPELINE_MAX = 8, TRANSACTION_EVERY = 3;

    private final int id;
    private long sent, acknowledged;
    /** When the steps after {@link #firstStep} were acknowledged, System.nanoTime. */
    private final List<Long> acknowledgedAtNs = new ArrayList<>();
    private long firstStep;
    private volatile String trouble;
    private int port;

    CrashWriter(int id) {
        this.id = id;
    }

    /** The last step that was acknowledged: a moment's view, while it runs. */
    synchronized long acknowledged() {
        return acknowledged;
    }

    /** When the last step was acknowledged since the start, System.nanoTime; {@code otherwise} if none was. */
    long lastAcknowledgedAtNs(long otherwise) {
        return acknowledgedAtNs.isEmpty() ? otherwise : acknowledgedAtNs.getLast();
    }

    /** To be called before {@link #run}. */
    void serveAt(int newPort) {
        port = newPort;
        acknowledgedAtNs.clear();
        firstStep = acknowledged;
    }

    /** The server was emptied. */
    void forget() {
        sent = 0;
        acknowledged = 0;
    }

    @Override
    public void run() {
        try (TestClient client = new TestClient(port)) {
            while (trouble == null) {
                if ((sent + 1) % TRANSACTION_EVERY == 0) transaction(client);
                else pipeline(client);
            }
        } catch (IOException e) {
            // It was killed.
        }
    }

    private void pipeline(TestClient client) throws IOException {
        int count = (int) (sent * 7 % PIPELINE_MAX) + 1;
        // Not over a step that is a transaction.
        count = (int) Math.min(count, TRANSACTION_EVERY - 1 - sent % TRANSACTION_EVERY);
        StringBuilder requests = new StringBuilder();
        for (int i = 1; i <= count; i++) requests.append(TestClient.encode("RPUSH", "list:" + id,
                Long.toString(sent + i)));
        sent += count;
        client.raw(requests.toString());
        for (int i = 0; i < count; i++) acknowledge(client.read(), ":" + (acknowledged + 1));
    }

    private void transaction(TestClient client) throws IOException {
        String n = Long.toString(++sent);
        client.raw(TestClient.encode("MULTI") + TestClient.encode("RPUSH", "list:" + id, n)
                + TestClient.encode("SET", "string:" + id, n) + TestClient.encode("HSET", "hash:" + id, n, n)
                + TestClient.encode("ZADD", "zset:" + id, n, "m" + n) + TestClient.encode("SADD", "set:" + id, n)
                + TestClient.encode("XADD", "stream:" + id, n + "-1", "f", n) + TestClient.encode("EXEC"));
        for (int i = 0; i < 7; i++) client.read();
        acknowledge(client.read(), "[:" + n + ", OK, :1, :1, :1, '" + n + "-1']");
    }

    private synchronized void acknowledge(String reply, String expected) {
        if (!reply.equals(expected)) trouble = "writer=" + id + " expected=" + expected + " reply=" + reply;
        acknowledged++;
        acknowledgedAtNs.add(System.nanoTime());
    }

    /**
     * Compares what a server has with what was acknowledged, and goes on from there.
     *
     * @param lostFromNs steps that were acknowledged after that moment may be missing
     * @return how many acknowledged steps are missing
     */
    long verify(TestClient client, long lostFromNs) throws IOException {
        assertEquals(null, trouble);
        long kept = keptWhole(client);
        assertTrue(kept <= sent, "writer=" + id + " kept=" + kept + " sent=" + sent);
        long missing = Math.max(0, acknowledged - kept);
        if (missing > 0) {
            assertTrue(kept >= firstStep, "writer=" + id + " kept=" + kept + ", of before the start=" + firstStep);
            long atNs = acknowledgedAtNs.get((int) (kept - firstStep));
            assertTrue(atNs > lostFromNs, "writer=" + id + " acknowledged=" + acknowledged + " kept=" + kept
                    + ", the first that is missing was acknowledged " + (lostFromNs - atNs) / 1_000_000
                    + " ms too early");
        }
        sent = kept;
        acknowledged = kept;
        return missing;
    }

    /** The step up to which everything is there; that it is there whole and once. */
    long keptWhole(TestClient client) throws IOException {
        String list = client.run("LRANGE list:" + id + " 0 -1");
        String[] steps = list.equals("[]") ? new String[0] : list.substring(1, list.length() - 1).split(", ");
        for (int i = 0; i < steps.length; i++) assertEquals("'" + (i + 1) + "'", steps[i], "list:" + id);
        long transactions = steps.length / TRANSACTION_EVERY;
        String last = transactions == 0 ? "nil" : "'" + transactions * TRANSACTION_EVERY + "'";
        assertEquals(last, client.run("GET string:" + id));
        for (String count : new String[] {"HLEN hash:", "ZCARD zset:", "SCARD set:", "XLEN stream:"}) {
            assertEquals(":" + transactions, client.run(count + id), count + id);
        }
        if (transactions > 0) {
            String n = last.substring(1, last.length() - 1);
            assertEquals(last, client.run("HGET hash:" + id + " " + n));
            assertEquals(last, client.run("ZSCORE zset:" + id + " m" + n));
            assertEquals(":1", client.run("SISMEMBER set:" + id + " " + n));
            assertEquals(":1", client.run("EXISTS stream:" + id));
        }
        return steps.length;
    }
}
