package io.jadis.server.client;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.server.Connection;
import java.util.NavigableMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after each client about once a second, some at each call: idle ones go ({@code timeout}), soft limits are
 * enforced though nothing is written, buffers shrink, memory is counted. Keeps the largest buffers of the last seconds.
 */
public final class ClientCron {
    private static final Logger LOG = LoggerFactory.getLogger(ClientCron.class);

    private static final long ROUND_MS = 1000, IDLE_MS = 2000;
    private static final int CLIENTS_MIN = 5;
    private static final int PEAK_SECONDS = 8;
    /** After so long a peak of the replies doesn't count any more. */
    public static final long REPLY_PEAK_RESET_MS = 5000;

    private final Clients clients;
    private final NavigableMap<Long, Client> byId;
    private long timeoutMs;
    private long replyPeakResetMs = REPLY_PEAK_RESET_MS;
    private boolean replyResizing = true;
    /** The map's own key: nothing is boxed to go on from here. */
    private Long lastId = 0L;
    private long lastRunMs;
    private long replyShrinkCount;
    private final long[] inputPeaks = new long[PEAK_SECONDS], outputPeaks = new long[PEAK_SECONDS];

    ClientCron(Clients clients, NavigableMap<Long, Client> byId) {
        this.clients = clients;
        this.byId = byId;
    }

    /** {@code timeout}: 0 for never. */
    public void timeoutSeconds(int seconds) {
        timeoutMs = seconds * 1000L;
    }

    /** DEBUG REPLYBUFFER PEAK-RESET-TIME: -1 for never. */
    public void replyPeakResetMs(long ms) {
        replyPeakResetMs = ms;
    }

    /** DEBUG REPLYBUFFER RESIZING. */
    public void replyResizing(boolean on) {
        replyResizing = on;
    }

    /** To be called {@code hz} times a second, with the steady time. */
    public void run(long nowMs) {
        long sinceMs = Math.clamp(nowMs - lastRunMs, 1, ROUND_MS);
        lastRunMs = nowMs;
        int slot = slot(nowMs), next = slot(nowMs + 1000);
        inputPeaks[next] = 0;
        outputPeaks[next] = 0;
        int count = (int) Math.min(byId.size(), Math.max(CLIENTS_MIN, byId.size() * sinceMs / ROUND_MS));
        while (count-- > 0) {
            Long id = byId.higherKey(lastId);
            if (id == null && byId.isEmpty()) return;
            lastId = id == null ? byId.firstKey() : id;
            lookAfter(byId.get(lastId), slot, nowMs);
        }
    }

    private static int slot(long ms) {
        return (int) (ms / 1000 % PEAK_SECONDS);
    }

    private void lookAfter(Client client, int slot, long nowMs) {
        Connection connection = client.connection();
        inputPeaks[slot] = Math.max(inputPeaks[slot],
                connection.queryCapacityBytes() + connection.argumentFootprintBytes());
        outputPeaks[slot] = Math.max(outputPeaks[slot], connection.pendingOutputBytes());
        client.noteTransfers(nowMs);
        long idleMs = nowMs - client.lastInteractionMs();
        if (timeoutMs != 0 && idleMs > timeoutMs && mayTimeOut(client)) {
            LOG.debug("Closing idle client");
            connection.close();
            return;
        }
        connection.trim(idleMs > IDLE_MS);
        if (replyResizing) resizeReplies(client, nowMs);
        clients.outputLimits().check(client);
        clients.memory().account(client);
    }

    private static boolean mayTimeOut(Client client) {
        return client.blocking() == null && !client.isSubscriber() && !client.isMonitor() && !client.isMaster()
                && !client.isReplica();
    }

    private void resizeReplies(Client client, long nowMs) {
        ReplyBuffer reply = client.reply();
        if (reply.trim()) replyShrinkCount++;
        if (replyPeakResetMs < 0 || nowMs - client.replyPeakResetAtMs() < replyPeakResetMs) return;
        reply.resetPeak();
        client.replyPeakResetAtMs(nowMs);
    }

    /** client_recent_max_input_buffer: the largest query buffer of the last seconds, its arguments included. */
    public long recentInputBytesMax() {
        return max(inputPeaks);
    }

    /** client_recent_max_output_buffer */
    public long recentOutputBytesMax() {
        return max(outputPeaks);
    }

    private static long max(long[] values) {
        long max = 0;
        for (long value : values) max = Math.max(max, value);
        return max;
    }

    /** reply_buffer_shrinks */
    public long replyShrinkCount() {
        return replyShrinkCount;
    }

    void resetStatistics() {
        replyShrinkCount = 0;
    }
}
