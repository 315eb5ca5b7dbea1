package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandFlag;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.resp.ReplyChunks;
import io.jadis.protocol.server.Session;
import io.jadis.server.client.Client;
import io.jadis.server.client.ClientLine;
import io.jadis.server.client.RequestExecutor;
import io.jadis.server.clock.ServerClock;
import io.jadis.server.stats.CommandStats;
import io.jadis.server.stats.ErrorStats;
import io.jadis.server.stats.LatencyMonitor;
import io.jadis.server.stats.Slowlog;
import io.jadis.store.keyspace.Database;
import io.jadis.store.memory.Allocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes requests: finds the command, climbs the {@link Admission} ladder, calls the handler, and sends what changed
 * down the pipeline. The rooms that handlers use hang here.
 */
public final class Execution implements RequestExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);
    /** A transaction inside a script inside …: no deeper nesting exists. */
    private static final int DEPTH_MAX = 4;
    private static final byte[] QUEUED = "+QUEUED\r\n".getBytes(StandardCharsets.US_ASCII);

    private final CommandTable commands;
    private final HandlerTable handlers;
    private final ServerClock clock;
    private final Allocator allocator;
    private final Keys keys;
    private final Changes changes;
    private final Permissions permissions;
    private final Propagation propagation;
    private final CommandStats stats;
    private final ErrorStats errors;
    private final Slowlog slowlog;
    private final LatencyMonitor latency;
    private final Monitors monitors;
    private final Admission admission;
    private final KeyLimit keyLimit = new KeyLimit();
    private final WriteGate writeGate;
    private final BlockedClients blocked;
    private final Call[] calls = new Call[DEPTH_MAX];
    private int depth;
    /** Error replies that have made a command a failed one: an EXEC doesn't fail with what it executes. */
    private long errorsCounted;
    /** The client whose command is being executed, and the messages that go to it behind the reply. */
    private Client current;
    private Consumer<Client> writes = client -> { };
    private final ReplyBuffer heldPushes = new ReplyBuffer(new ReplyChunks(UnpooledByteBufAllocator.DEFAULT));
    private boolean silentBeforePush;

    public Execution(CommandTable commands, HandlerTable handlers, ServerClock clock, Allocator allocator,
            Changes changes, Permissions permissions, CommandStats stats, ErrorStats errors, Slowlog slowlog,
            LatencyMonitor latency, EventLoop executor) {
        this.commands = commands;
        this.handlers = handlers;
        this.clock = clock;
        this.allocator = allocator;
        this.keys = new Keys(clock);
        this.changes = changes;
        this.permissions = permissions;
        this.propagation = new Propagation(allocator);
        this.stats = stats;
        this.errors = errors;
        this.slowlog = slowlog;
        this.latency = latency;
        this.monitors = new Monitors();
        this.admission = new Admission(this, permissions);
        this.blocked = new BlockedClients(this, executor);
        this.writeGate = new WriteGate(admission, blocked);
        for (int i = 0; i < DEPTH_MAX; i++) calls[i] = new Call(this);
    }

    // ---- rooms

    public CommandTable commands() {
        return commands;
    }

    public HandlerTable handlers() {
        return handlers;
    }

    public ServerClock clock() {
        return clock;
    }

    public Allocator allocator() {
        return allocator;
    }

    public Keys keys() {
        return keys;
    }

    public Changes changes() {
        return changes;
    }

    public Permissions permissions() {
        return permissions;
    }

    public Propagation propagation() {
        return propagation;
    }

    public CommandStats stats() {
        return stats;
    }

    public ErrorStats errors() {
        return errors;
    }

    public Slowlog slowlog() {
        return slowlog;
    }

    public LatencyMonitor latency() {
        return latency;
    }

    public Monitors monitors() {
        return monitors;
    }

    public Admission admission() {
        return admission;
    }

    /** Closed while nobody may write. */
    public WriteGate writeGate() {
        return writeGate;
    }

    public BlockedClients blocked() {
        return blocked;
    }

    /** Told of a client whose command has gone to the AOF or to replicas, right after that. */
    public void onWrite(Consumer<Client> listener) {
        writes = listener;
    }

    /**
     * Sends a command that comes of what this client has asked for, but after that was executed: whoever waits for all
     * that the client wrote waits for this, too.
     */
    public void propagateFor(Client client, Database database, Object... parts) {
        propagation.enter();
        propagation.also(database, parts);
        if (propagation.leave(true)) writes.accept(client);
    }

    /** Whether a command is being executed right now. */
    public boolean isExecuting() {
        return depth > 0;
    }

    /** Whether it is one of this client, which is still to get its reply. */
    public boolean isExecutingFor(Client client) {
        return current == client;
    }

    /** Whether that command is one of a transaction or a script. */
    public boolean isNested() {
        return depth > 1;
    }

    // ---- requests

    @Override
    public Session.Next execute(Client client, Arguments request) {
        boolean muted = client.isMuted();
        return client.isReplica() ? executeForReplica(client, request, muted)
                : executeAndReply(client, request, muted);
    }

    /** A replica gets copy and stream where others get replies, which would be taken for a part of them. */
    private Session.Next executeForReplica(Client client, Arguments request, boolean muted) {
        long pending = client.reply().pendingBytes();
        long errorsBefore = errors.total();
        Session.Next next = executeAndReply(client, request, muted);
        if (client.reply().pendingBytes() != pending) {
            LOG.warn("Replica generated a reply to command '{}', disconnecting it: {}", client.lastCommand(),
                    ClientLine.of(client));
            client.connection().closeSoon();
        }
        if (errors.total() != errorsBefore) errors.countUnexpected();
        return next;
    }

    private Session.Next executeAndReply(Client client, Arguments request, boolean silent) {
        if (silent) client.reply().discard(true);
        Session.Next next = dispatch(client, request);
        if (silent) client.reply().discard(false);
        if (next == Session.Next.CONTINUE) endRequest(client);
        if (blocked.hasReady()) blocked.serve();
        return next;
    }

    /** Executes the command of a client that was blocked once more. Returns whether it is blocked again. */
    boolean retry(Client client, Command command, Arguments request) {
        boolean silent = client.isSilent();
        if (silent) client.reply().discard(true);
        boolean parked = admission.judgeServed(client, command, request) == Admission.Verdict.EXECUTE
                && call(client, command, request);
        if (silent) client.reply().discard(false);
        if (!parked) endRequest(client);
        return parked;
    }

    /** A client has waited in vain: it is told so, and the command counts as executed. */
    void endOfWait(Waiter waiter, ErrorReply error) {
        Client client = waiter.client;
        boolean silent = client.isSilent();
        if (silent) client.reply().discard(true);
        if (error == null) waiter.timeoutReply.send(client.reply());
        else client.reply().error(error);
        if (silent) client.reply().discard(false);
        endRequest(client);
        stats.executed(waiter.command, waiter.tookNs, error != null);
        if (waiter.arguments != null && slowlog.isSlow(waiter.tookNs / 1000) && !waiter.command.skipSlowlog()) {
            slowlog.add(client, waiter.arguments, 0, waiter.tookNs / 1000, clock.nowMs());
        }
    }

    private Session.Next dispatch(Client client, Arguments request) {
        Command command = commands.find(request);
        if (command == null || !handlers.isCallable(command)) {
            client.lastCommand(Client.NO_COMMAND);
            if (isHttp(request)) refuseHttp(client);
            else reject(client, null, request, unknown(request));
            return Session.Next.CONTINUE;
        }
        client.lastCommand(command.fullName());
        switch (admission.judge(client, command, request)) {
            case EXECUTE -> {
                return call(client, command, request) ? Session.Next.PARK : Session.Next.CONTINUE;
            }
            case QUEUE -> {
                ((TransactionState) client.transaction()).queue(command, request);
                client.reply().raw(QUEUED);
            }
            case REFUSED -> { }
            case POSTPONE -> {
                return Session.Next.PARK_AND_RETRY;
            }
        }
        return Session.Next.CONTINUE;
    }

    /** Sends the error in a command's place; a transaction that is being queued will fail, one that is at EXEC ends. */
    void reject(Client client, Command command, Arguments request, ErrorReply error) {
        if (command != null) stats.rejected(command);
        if (command != null && command.fullName().equals("exec")) {
            if (client.transaction() instanceof TransactionState transaction) transaction.close();
            String why = error.text().startsWith("ERR ") ? error.text().substring(4) : error.text();
            client.reply().error(ErrorReply.of("EXECABORT Transaction discarded because of: " + why));
            // Monitors have seen the MULTI and are to see that it is over.
            if (!monitors.isEmpty()) monitors.feed(client, request, 0);
            return;
        }
        if (client.transaction() instanceof TransactionState transaction) transaction.breakUp();
        client.reply().error(error);
    }

    /** What a browser that was lured here would send: a form's POST. */
    private static boolean isHttp(Arguments request) {
        String word = text(request, 0, 6);
        return word.equalsIgnoreCase("post") || word.equalsIgnoreCase("host:");
    }

    private void refuseHttp(Client client) {
        LOG.warn("Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host: commands to Redis. "
                + "This is likely due to an attacker attempting to use Cross Protocol Scripting to compromise your Redis "
                + "instance. Connection from {} aborted.", ClientLine.peerAddress(client));
        client.connection().closeSoon();
    }

    private ErrorReply unknown(Arguments request) {
        Command container = commands.find(request.address(0), request.length(0));
        if (container != null && container.isContainer() && handlers.isBound(container)) {
            if (request.count() == 1) return Admission.wrongArity(container);
            return ErrorReply.of("ERR unknown subcommand '" + text(request, 1, 128) + "'. Try "
                    + container.name().toUpperCase(java.util.Locale.ROOT) + " HELP.");
        }
        StringBuilder text = new StringBuilder("ERR unknown command '").append(text(request, 0, 128))
                .append("', with args beginning with: ");
        for (int i = 1, room = 128; i < request.count() && room > 0; i++) {
            String argument = text(request, i, room);
            text.append('\'').append(argument).append("' ");
            room -= argument.length() + 3;
        }
        return ErrorReply.of(text.toString());
    }

    /** An argument as error replies show it: so much of it, and up to a NUL, where text in C ends. */
    private static String text(Arguments request, int index, int lengthMax) {
        byte[] bytes = Memory.toArray(request.address(index), Math.min(request.length(index), lengthMax));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    /** Executes an admitted command. Returns whether the client is parked. */
    private boolean call(Client client, Command command, Arguments request) {
        current = client;
        propagation.enter();
        try {
            return run(client, command, request, true);
        } finally {
            if (propagation.leave(!command.has(CommandFlag.TOUCHES_ARBITRARY_KEYS))) writes.accept(client);
            current = null;
            if (heldPushes.pendingBytes() != 0) sendHeldPushes(client);
        }
    }

    /** The client whose command is being executed, or null. */
    public Client current() {
        return current;
    }

    /**
     * Begins an out-of-band message, which is then written to what is returned, in the client's protocol; {@link
     * #endPush} ends it. To the client whose command is being executed it goes behind that command's reply.
     */
    public ReplyBuffer beginPush(Client target) {
        if (target == current) {
            heldPushes.protocol(target.protocol());
            return heldPushes;
        }
        silentBeforePush = target.reply().discard(false);
        return target.reply();
    }

    /** The message that {@link #beginPush} began is complete: it is sent. */
    public void endPush(Client target) {
        if (target == current) {
            // It may be a million messages, to itself, of one command.
            target.registry().outputLimits().check(target, heldPushes.pendingBytes());
            if (target.isClosing()) heldPushes.release();
            return;
        }
        target.reply().discard(silentBeforePush);
        target.registry().written(target);
    }

    /** Removes all keys. Whoever watches or waits for one is told while they are still there. Returns how many. */
    public long flush(Database database, boolean lazily) {
        changes.watches().touchAll(database, null);
        blocked.contentsGo(database, null);
        return database.flush(lazily);
    }

    private void sendHeldPushes(Client client) {
        ReplyBuffer reply = beginPush(client);
        for (ByteBuf chunk; (chunk = heldPushes.takeChunk()) != null; chunk.release()) {
            reply.raw(chunk.memoryAddress() + chunk.readerIndex(), chunk.readableBytes());
        }
        heldPushes.trim();
        endPush(client);
    }

    /** What was said about the next request counts no more. */
    private static void endRequest(Client client) {
        if (client.tracking() != null) client.tracking().requestEnded(client);
        if (client.replyMode() == Client.ReplyMode.ON) return;
        if (client.replyMode() == Client.ReplyMode.SKIP) client.replyMode(Client.ReplyMode.ON);
        else if (client.replyMode() == Client.ReplyMode.SKIP_NEXT) client.replyMode(Client.ReplyMode.SKIP);
    }

    /** Executes a command that MULTI has queued, if the client may still do that. */
    void callQueued(Client client, int commandIndex, Arguments arguments) {
        Command command = commands.byIndex(commandIndex);
        ErrorReply denied = admission.refusalAtExec(client, command, arguments);
        if (denied == null) callNested(client, command, arguments);
        else client.reply().error(denied);
    }

    /** Executes a command that EXEC or a script holds: without the ladder, inside the caller's propagation. */
    public void callNested(Client client, Command command, Arguments arguments) {
        run(client, command, arguments, false);
    }

    /**
     * Executes a command of a stream that was admitted where it comes from, an AOF say: without ladder and statistics,
     * and it never waits.
     *
     * @return false if there is no such command, or not with so many arguments
     */
    public boolean replay(Client stream, Arguments request) {
        Command command = commands.find(request);
        if (command == null || !handlers.isCallable(command) || !command.acceptsCount(request.count())) return false;
        if (stream.isInMulti() && !Admission.isExecutedInMulti(command)) {
            ((TransactionState) stream.transaction()).queue(command, request);
            return true;
        }
        Call call = calls[depth++];
        try {
            call.begin(stream, request, command, true);
            handle(call, command);
        } finally {
            depth--;
        }
        return true;
    }

    /** Executes a command of our master's stream: it is obeyed, whatever the state of things. */
    public void obey(Client master, Arguments request) {
        Command command = commands.find(request);
        boolean known = command != null && handlers.isCallable(command);
        if (!known) {
            master.reply().error(unknown(request));
        } else if (!command.acceptsCount(request.count())) {
            master.reply().error(Admission.wrongArity(command));
        } else {
            master.lastCommand(command.fullName());
            admission.beforeObeying();
            if (master.isInMulti() && !Admission.isExecutedInMulti(command)) {
                ((TransactionState) master.transaction()).queue(command, request);
            } else {
                boolean parks = call(master, command, request);
                assert !parks : command;
            }
        }
        if (blocked.hasReady()) blocked.serve();
    }

    private void handle(Call call, Command command) {
        if (keyLimit.isExceeded(command, call.arguments())) call.reply().error(Errors.KEY_TOO_LONG);
        else handlers.of(command).handle(call);
    }

    private boolean run(Client client, Command command, Arguments request, boolean outermost) {
        Call call = calls[depth++];
        call.begin(client, request, command, !outermost);
        errorsCounted = errors.total();
        long dirtyBefore = changes.dirty();
        long startedNs = outermost ? clock.nowNs() : System.nanoTime();
        propagation.beginCommand();
        long repliedBefore = client.reply().pendingBytes();
        try {
            handle(call, command);
        } catch (HeapCopyRefused e) {
            // A reply that has begun can't be taken back.
            if (client.reply().pendingBytes() != repliedBefore) client.connection().closeSoon();
            else client.reply().error(Errors.TOO_LARGE);
        } catch (Throwable e) {
            LOG.error("A command failed by an internal error: {} from {}", command,
                    ClientLine.of(client), e);
            // Half a reply can't be taken back: then the connection is of no use any more.
            if (client.reply().pendingBytes() != repliedBefore) client.connection().closeSoon();
            else client.reply().error("ERR internal error, see the server's log");
        } finally {
            depth--;
        }
        // The end of this command is the beginning of the next one: one reading of the clock serves both. What EXEC or
        // a script executes is all of one moment.
        long tookNs = (outermost ? clock.tick() : System.nanoTime()) - startedNs;
        boolean failed = call.hasFailed() || errors.total() != errorsCounted;
        errorsCounted = errors.total();
        if (latency.thresholdMs() != 0) {
            latency.sample(command.has(CommandFlag.FAST) ? "fast-command" : "command", tookNs / 1_000_000,
                    clock.nowMs());
        }
        if (outermost) tookNs += blocked.tookBeforeNs();
        if (call.parks()) blocked.parked(client, tookNs);
        else stats.executed(command, tookNs, failed);
        if (changes.dirty() != dirtyBefore) propagation.commandChanged(client.database(), request, outermost);
        if (!monitors.isEmpty() && !command.skipMonitor() && !command.has(CommandFlag.ADMIN) && !blocked.isRetrying()) {
            monitors.feed(client, request, call.redacted());
        }
        if (slowlog.isSlow(tookNs / 1000) && !call.parks()) noteSlow(call, tookNs / 1000);
        KeyTracking tracking = changes.tracking();
        if (tracking != null && command.isReadOnly()) tracking.remember(current, command, request);
        return call.parks();
    }

    private void noteSlow(Call call, long tookUs) {
        if (call.command().skipSlowlog()) return;
        slowlog.add(call.client(), call.arguments(), call.redacted(), tookUs, clock.nowMs());
    }
}
