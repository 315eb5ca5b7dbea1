package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.stats.Slowlog;
import java.nio.charset.StandardCharsets;

/** SLOWLOG GET, LEN, RESET. */
public final class SlowlogCommands {
    private static final ErrorReply COUNT_TOO_LOW = ErrorReply.of("ERR count should be greater than or equal to -1");
    private static final int DEFAULT_COUNT = 10;

    private final Slowlog slowlog;

    public SlowlogCommands(Slowlog slowlog) {
        this.slowlog = slowlog;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("slowlog|get", this::get);
        handlers.bind("slowlog|len", call -> call.reply().integer(slowlog.entries().size()));
        handlers.bind("slowlog|reset", this::reset);
        handlers.bind("slowlog|help", call -> Help.reply(call,
                "GET [<count>]", "    Return the latest slow calls, 10 of them by default, all for -1.",
                "    Each has an id, a unix time, a duration in microseconds, the command, the address of the client",
                "    and its name.",
                "LEN", "    Return how many entries there are.",
                "RESET", "    Forget all of them."));
    }

    /** SLOWLOG GET [count] */
    private void get(Call call) {
        long count = DEFAULT_COUNT;
        if (call.count() == 3) {
            if (!call.readInteger(2, COUNT_TOO_LOW)) return;
            count = call.integer();
            if (count < -1) {
                call.reply().error(COUNT_TOO_LOW);
                return;
            }
        }
        int shown = count == -1 ? slowlog.entries().size() : (int) Math.min(count, slowlog.entries().size());
        call.reply().array(shown);
        for (Slowlog.Entry entry : slowlog.entries()) {
            if (shown-- == 0) break;
            call.reply().array(6);
            call.reply().integer(entry.id());
            call.reply().integer(entry.atSeconds());
            call.reply().integer(entry.tookUs());
            call.reply().array(entry.arguments().size());
            entry.arguments().forEach(call.reply()::bulk);
            call.reply().bulk(entry.peer());
            call.reply().bulk(entry.clientName().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** SLOWLOG RESET */
    private void reset(Call call) {
        slowlog.clear();
        call.reply().ok();
    }
}
