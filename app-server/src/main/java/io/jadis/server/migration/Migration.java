package io.jadis.server.migration;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.config.KeyspaceEvents;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.client.Client;
import io.jadis.server.execution.Changes;
import io.jadis.server.execution.EndOfWait;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Record;
import io.jadis.store.rdb.DumpPayload;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One MIGRATE: CONNECTING, then TRANSFERRING (requests go out as the target takes them, replies come in), then ENDED. A
 * connection that breaks before any key was answered for is opened once more: one that had rested may have been closed
 * meanwhile.
 *
 * <p>The keys are held from the beginning to the end ({@link io.jadis.server.execution.KeyHolds}), so what the target
 * has acknowledged is what the key still holds. All that it has acknowledged goes in one moment, at the end, also when
 * the client has left.
 */
public final class Migration implements TargetLink.User {
    /**
     * What is to be done.
     *
     * @param keys those that are there
     * @param database the number of the database there
     * @param timeoutMs for how long nothing may happen
     * @param end of the wait of the client that asked for it
     */
    public record Order(Client client, Command command, EndOfWait end, Database from, List<byte[]> keys, Target target,
            int database, int timeoutMs, boolean copy, boolean replace) {}

    private enum State { CONNECTING, TRANSFERRING, ENDED }

    private static final int PIECE_BYTES = 64 << 10, HEADER_BYTES = 128;
    /** Of a turn of the event loop. */
    private static final long SLICE_NS = 500_000;
    private static final long PAUSE_MS = 10;
    private static final byte[] REPLACE = TargetLink.ascii("\r\n$7\r\nREPLACE\r\n"),
            LINE_END = TargetLink.ascii("\r\n");

    private final Migrations room;
    private final Order order;
    private final DumpPayload payload;

    private State state = State.CONNECTING;
    private TargetLink link;
    private boolean retried;
    private long progressAtNs;
    /** Ends with the migration: it may be for weeks, and knows the keys and the password. */
    private Future<?> timer;

    // What has been sent.
    private int nextKey;
    private boolean inPayload;
    private long payloadAt;
    private boolean pumpScheduled;
    private final List<byte[]> sent = new ArrayList<>();

    // What has been answered.
    private boolean awaitsAuth, awaitsSelect;
    private int answered;
    private String firstError;
    private final List<byte[]> taken = new ArrayList<>();

    Migration(Migrations room, Order order) {
        this.room = room;
        this.order = order;
        payload = new DumpPayload(room.keyspace().allocator(), room.rdb().values());
    }

    void begin() {
        progressed();
        timer = room.executor().schedule(this::checkTimeout, order.timeoutMs, TimeUnit.MILLISECONDS);
        link = room.take(order.target);
        if (link == null) {
            connect();
        } else {
            link.user(this);
            transfer();
        }
    }

    private void connect() {
        state = State.CONNECTING;
        progressed();
        room.open(order.target, order.timeoutMs, this, opened -> {
            if (state != State.CONNECTING) {
                if (opened != null) opened.close();
                return;
            }
            link = opened;
            if (opened == null) end("-IOERR error or timeout connecting to the client");
            else transfer();
        });
    }

    private void progressed() {
        progressAtNs = System.nanoTime();
    }

    private void checkTimeout() {
        if (state == State.ENDED) return;
        long idleMs = (System.nanoTime() - progressAtNs) / 1_000_000;
        if (idleMs < order.timeoutMs) {
            timer = room.executor().schedule(this::checkTimeout, order.timeoutMs - idleMs, TimeUnit.MILLISECONDS);
        } else if (state == State.CONNECTING) {
            end("-IOERR error or timeout connecting to the client");
        } else {
            endByLink();
        }
    }

    // ---- requests

    private void transfer() {
        state = State.TRANSFERRING;
        progressed();
        if (!link.isOpen()) {
            onClosed();
            return;
        }
        nextKey = 0;
        inPayload = false;
        sent.clear();
        answered = 0;
        byte[] auth = order.target.auth();
        awaitsAuth = auth.length > 0;
        awaitsSelect = link.database() != order.database;
        if (awaitsAuth || awaitsSelect) introduce(auth);
        else pump();
    }

    /** No key is sent before the target has agreed: it would come into another database. */
    private void introduce(byte[] auth) {
        ByteBuf out = link.buffer(auth.length + HEADER_BYTES).writeBytes(auth);
        if (awaitsSelect) {
            String number = Integer.toString(order.database);
            out.writeBytes(TargetLink.ascii("*2\r\n$6\r\nSELECT\r\n$" + number.length() + "\r\n" + number + "\r\n"));
        }
        link.send(out, this::progressed);
    }

    @Override
    public void onWritable() {
        if (!pumpScheduled && !awaitsAuth && !awaitsSelect) pump();
    }

    private void pump() {
        pumpScheduled = false;
        long startedNs = System.nanoTime();
        while (state == State.TRANSFERRING && !isAllSent() && link.isWritable()) {
            if (System.nanoTime() - startedNs > SLICE_NS) {
                pumpScheduled = true;
                room.executor().execute(this::pump);
                return;
            }
            ByteBuf out = link.buffer(PIECE_BYTES + HEADER_BYTES);
            fill(out);
            if (out.isReadable()) link.send(out, this::progressed);
            else out.release();
        }
        if (state == State.TRANSFERRING && isAllSent() && answered == sent.size()) endInPeace();
    }

    private boolean isAllSent() {
        return !inPayload && nextKey == order.keys.size();
    }

    private void fill(ByteBuf out) {
        while (out.readableBytes() < PIECE_BYTES && !isAllSent()) {
            if (!inPayload) {
                beginKey(out, order.keys.get(nextKey++));
            } else if (payloadAt < payload.length()) {
                long bytes = Math.min(payload.length() - payloadAt, PIECE_BYTES);
                out.writeBytes(Memory.buffer(payload.address() + payloadAt, (int) bytes));
                payloadAt += bytes;
            } else {
                out.writeBytes(order.replace ? REPLACE : LINE_END);
                payload.release();
                inPayload = false;
            }
        }
    }

    private void beginKey(ByteBuf out, byte[] key) {
        long nowMs = room.execution().clock().nowMs();
        long record = order.from.find(nowMs, room.scratch().hold(key), key.length, Database.NO_TOUCH);
        if (record == 0) return;
        payload.write(record, room.rdb().version(), room.rdb().compresses());
        payloadAt = 0;
        inPayload = true;
        sent.add(key);
        long expiresAtMs = Record.expiresAtMs(record);
        String ttl = Long.toString(expiresAtMs == Record.NO_EXPIRY ? 0 : Math.max(1, expiresAtMs - nowMs));
        String command = room.isCluster() ? "$14\r\nRESTORE-ASKING" : "$7\r\nRESTORE";
        out.writeBytes(TargetLink.ascii((order.replace ? "*5\r\n" : "*4\r\n") + command + "\r\n$" + key.length
                + "\r\n"));
        out.writeBytes(key);
        out.writeBytes(TargetLink.ascii("\r\n$" + ttl.length() + "\r\n" + ttl + "\r\n$" + payload.length() + "\r\n"));
    }

    // ---- replies

    @Override
    public void onLine(String line) {
        if (state != State.TRANSFERRING) return;
        progressed();
        boolean error = line.startsWith("-");
        if (error && firstError == null) firstError = line.substring(1);
        if (awaitsAuth || awaitsSelect) {
            if (awaitsAuth) awaitsAuth = false;
            else awaitsSelect = false;
            if (awaitsSelect) return;
            if (firstError == null) pump();
            else endInPeace();
        } else if (answered < sent.size()) {
            byte[] key = sent.get(answered++);
            if (!error) taken.add(key);
            if (isAllSent() && answered == sent.size()) endInPeace();
        } else {
            endByLink();
        }
    }

    /** The target has answered everything; the connection may serve the next one. */
    private void endInPeace() {
        link.database(firstError == null ? order.database : TargetLink.NO_DATABASE);
        room.rest(link);
        link = null;
        end(firstError == null ? null : targetError());
    }

    private String targetError() {
        return "-ERR Target instance replied with error: " + firstError;
    }

    @Override
    public void onClosed() {
        if (state != State.TRANSFERRING) return;
        if (retried || answered > 0 || firstError != null) {
            endByLink();
            return;
        }
        retried = true;
        payload.release();
        connect();
    }

    /** The connection has broken, or nothing comes any more. */
    private void endByLink() {
        String doing = isAllSent() || awaitsAuth || awaitsSelect ? "reading" : "writing";
        end(firstError != null ? targetError()
                : "-IOERR error or timeout " + doing + " to target instance");
    }

    // ---- the end

    private void end(String error) {
        close();
        conclude(error);
    }

    private void close() {
        state = State.ENDED;
        timer.cancel(false);
        payload.close();
        if (link != null) link.close();
        link = null;
    }

    /** Removes what was taken, and answers. While CLIENT PAUSE keeps the data set still, that waits. */
    private void conclude(String error) {
        if (room.execution().admission().isPaused(order.client, order.command)) {
            room.executor().schedule(() -> conclude(error), PAUSE_MS, TimeUnit.MILLISECONDS);
            return;
        }
        room.execution().clock().wake();
        String trouble = error;
        if (!order.copy && !taken.isEmpty()) {
            if (room.isMaster()) remove();
            else if (trouble == null) trouble = "-ERR This has become a replica meanwhile: the keys are there and here";
        }
        room.ended(this);
        order.end.end(trouble == null ? null : ErrorReply.of(trouble.substring(1)));
        room.execution().admission().keyHolds().release(order.keys);
    }

    private void remove() {
        long nowMs = room.execution().clock().nowMs();
        Changes changes = room.execution().changes();
        List<Object> del = new ArrayList<>(List.of("DEL"));
        for (byte[] key : taken) {
            long record = order.from.find(nowMs, room.scratch().hold(key), key.length, Database.NO_TOUCH);
            // It may have expired, or been evicted.
            if (record == 0) continue;
            order.from.remove(record, room.deletesLazily());
            changes.changed(order.from, room.scratch().hold(key), key.length);
            changes.event(KeyspaceEvents.GENERIC, "del", order.from, room.scratch().hold(key), key.length);
            del.add(key);
        }
        if (del.size() > 1) room.execution().propagateFor(order.client, order.from, del.toArray());
    }

    /** The server closes down: nobody hears of it any more. */
    void abandon() {
        if (state != State.ENDED) close();
    }
}
