package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.EndOfWait;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.migration.Migration;
import io.jadis.server.migration.Migrations;
import io.jadis.server.migration.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** MIGRATE, as far as its arguments go. */
public final class Migrate {
    private static final int KEY = 3, DATABASE = 4, TIMEOUT = 5, OPTIONS = 6;
    private static final long TIMEOUT_DEFAULT_MS = 1000;
    private static final ErrorReply KEY_AND_KEYS = ErrorReply.of(
            "ERR When using MIGRATE KEYS option, the key argument must be set to the empty string");
    private static final ErrorReply NESTED =
            ErrorReply.of("ERR MIGRATE waits for another server, so it can't be part of a transaction or a script");

    private final Migrations migrations;

    // The options of the request at hand.
    private boolean copy, replace;
    private Optional<String> user, password;
    private int firstKey, keyCount;

    public Migrate(Migrations migrations) {
        this.migrations = migrations;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("migrate", this::migrate);
    }

    /**
     * MIGRATE host port key|"" destination-db timeout [COPY] [REPLACE] [AUTH password | AUTH2 username password] [KEYS
     * key [key …]]
     */
    private void migrate(Call call) {
        if (!readOptions(call) || !call.readInteger(TIMEOUT)) return;
        long timeoutMs = call.integer();
        if (!call.readInteger(DATABASE)) return;
        long database = call.integer();
        List<byte[]> keys = new ArrayList<>();
        for (int i = firstKey; i < firstKey + keyCount; i++) {
            if (call.findRead(i) != 0) keys.add(call.bytes(i));
        }
        if (keys.isEmpty()) {
            call.reply().status("NOKEY");
        } else if (!call.mayBlock()) {
            call.reply().error(NESTED);
        } else {
            Target target = new Target(call.text(1), Target.port(call.text(2)), user, password);
            EndOfWait end = call.blockUntilEnded(ReplyBuffer::ok);
            migrations.begin(new Migration.Order(call.client(), call.command(), end, call.database(), keys, target,
                    (int) Math.clamp(database, Integer.MIN_VALUE, Integer.MAX_VALUE),
                    (int) Math.clamp(timeoutMs <= 0 ? TIMEOUT_DEFAULT_MS : timeoutMs, 1, Integer.MAX_VALUE), copy,
                    replace));
        }
    }

    private boolean readOptions(Call call) {
        copy = false;
        replace = false;
        user = Optional.empty();
        password = Optional.empty();
        firstKey = KEY;
        keyCount = 1;
        for (int i = OPTIONS; i < call.count(); i++) {
            int left = call.count() - 1 - i;
            if (call.is(i, "COPY")) {
                copy = true;
            } else if (call.is(i, "REPLACE")) {
                replace = true;
            } else if (call.is(i, "AUTH") && left >= 1) {
                password = secret(call, ++i);
            } else if (call.is(i, "AUTH2") && left >= 2) {
                user = secret(call, ++i);
                password = secret(call, ++i);
            } else if (call.is(i, "KEYS")) {
                firstKey = i + 1;
                keyCount = left;
                if (call.length(KEY) == 0) return true;
                call.reply().error(KEY_AND_KEYS);
                return false;
            } else {
                call.reply().error(Errors.SYNTAX);
                return false;
            }
        }
        return true;
    }

    private static Optional<String> secret(Call call, int index) {
        call.redact(index);
        return Optional.of(call.text(index));
    }
}
