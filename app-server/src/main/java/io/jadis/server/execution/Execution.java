package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.server.Session;
import io.jadis.server.ServerClock;
import io.jadis.server.client.Client;
import io.jadis.server.client.ClientLine;
import io.jadis.server.client.RequestExecutor;
import io.jadis.server.stats.CommandStats;
import io.jadis.server.stats.ErrorStats;
import io.jadis.server.stats.LatencyMonitor;
import io.jadis.server.stats.Slowlog;
import io.jadis.store.memory.Allocator;
import java.nio.charset.StandardCharsets;
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

    private final CommandTable commands;
    private final HandlerTable handlers;
    private final ServerClock clock;
    private final Allocator allocator;
    private final Keys keys;
    private final Changes changes;
    private final Propagation propagation;
    private final CommandStats stats;
    private final ErrorStats errors;
    private final Slowlog slowlog;
    private final LatencyMonitor latency;
    private final Monitors monitors;
    private final Admission admission;
    private final Call[] calls = new Call[DEPTH_MAX];
    private int depth;

    public Execution(CommandTable commands, HandlerTable handlers, ServerClock clock, Allocator allocator, Changes changes,
            CommandStats stats, ErrorStats errors, Slowlog slowlog, LatencyMonitor latency) {
        this.commands = commands;
        this.handlers = handlers;
        this.clock = clock;
        this.allocator = allocator;
        this.keys = new Keys(clock);
        this.changes = changes;
        this.propagation = new Propagation(allocator);
        this.stats = stats;
        this.errors = errors;
        this.slowlog = slowlog;
        this.latency = latency;
        this.monitors = new Monitors();
        this.admission = new Admission(this);
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

    /** Whether a command is being executed right now. */
    public boolean isExecuting() {
        return depth > 0;
    }

    // ---- requests

    @Override
    public Session.Next execute(Client client, Arguments request) {
        Command command = commands.find(request);
        if (command == null || !handlers.isCallable(command)) {
            reject(client, null, unknown(request));
            return Session.Next.CONTINUE;
        }
        client.lastCommand(command.fullName());
        switch (admission.judge(client, command, request)) {
            case EXECUTE -> {
                return call(client, command, request) ? Session.Next.PARK : Session.Next.CONTINUE;
            }
            case QUEUE -> {
                ((TransactionState) client.transaction()).queue(command, request);
                client.reply().status("QUEUED");
            }
            case REFUSED -> { }
            case POSTPONE -> {
                return Session.Next.PARK_AND_RETRY;
            }
        }
        endReplyMode(client);
        return Session.Next.CONTINUE;
    }

    /** Sends the error in a command's place. Returns false, so that a ladder can say so and return at once. */
    boolean reject(Client client, Command command, ErrorReply error) {
        if (client.transaction() instanceof TransactionState transaction) transaction.breakUp();
        if (command != null) stats.rejected(command);
        client.reply().error(error);
        return false;
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

    private static String text(Arguments request, int index, int lengthMax) {
        byte[] bytes = Memory.toArray(request.address(index), Math.min(request.length(index), lengthMax));
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Executes an admitted command. Returns whether the client is parked. */
    private boolean call(Client client, Command command, Arguments request) {
        boolean silent = client.replyMode() == Client.ReplyMode.OFF || client.replyMode() == Client.ReplyMode.SKIP;
        if (silent) client.reply().discard(true);
        propagation.enter();
        boolean parked = run(client, command, request, true);
        propagation.leave(false);
        if (silent) client.reply().discard(false);
        endReplyMode(client);
        return parked;
    }

    private static void endReplyMode(Client client) {
        if (client.replyMode() == Client.ReplyMode.ON) return;
        if (client.replyMode() == Client.ReplyMode.SKIP) client.replyMode(Client.ReplyMode.ON);
        else if (client.replyMode() == Client.ReplyMode.SKIP_NEXT) client.replyMode(Client.ReplyMode.SKIP);
    }

    /** Executes a command that EXEC or a script holds: without the ladder, inside the caller's propagation. */
    void callNested(Client client, Command command, Arguments arguments) {
        run(client, command, arguments, false);
    }

    private boolean run(Client client, Command command, Arguments request, boolean outermost) {
        Call call = calls[depth++];
        call.begin(client, request, command);
        long errorsBefore = errors.total();
        long dirtyBefore = changes.dirty();
        long startedNs = outermost ? clock.nowNs() : System.nanoTime();
        if (!monitors.isEmpty() && !command.skipMonitor()) monitors.feed(client, request, clock.nowMs());
        propagation.beginCommand();
        try {
            handlers.of(command).handle(call);
        } catch (RuntimeException e) {
            LOG.error("A command failed by an internal error: {} from {}", command, ClientLine.of(client, clock.nowMs()), e);
            client.reply().error("ERR internal error, see the server's log");
        } finally {
            depth--;
        }
        // The end of this command is the beginning of the next one: one reading of the clock serves both.
        long tookNs = clock.tick() - startedNs;
        boolean failed = call.hasFailed() || errors.total() != errorsBefore;
        stats.executed(command, tookNs, failed);
        if (changes.dirty() != dirtyBefore) propagation.commandChanged(client.database(), request);
        if (slowlog.isSlow(tookNs / 1000)) noteSlow(client, command, request, tookNs / 1000);
        return call.parks();
    }

    private void noteSlow(Client client, Command command, Arguments request, long tookUs) {
        if (!command.skipSlowlog()) slowlog.add(client, request, tookUs, clock.nowMs());
    }
}
