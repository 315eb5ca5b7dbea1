package io.jadis.server.command;

import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.info.Info;
import io.jadis.server.info.ServerIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** INFO, TIME, LOLWUT: what the server says about itself. */
public final class Introspection {
    private final Info info;
    private final ServerIdentity identity;

    public Introspection(Info info, ServerIdentity identity) {
        this.info = info;
        this.identity = identity;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("info", this::info);
        handlers.bind("time", this::time);
        handlers.bind("lolwut", this::lolwut);
    }

    /** INFO [section …] */
    private void info(Call call) {
        List<String> words = new ArrayList<>();
        for (int i = 1; i < call.count(); i++) words.add(call.text(i));
        call.reply().verbatim("txt", info.render(words).getBytes(StandardCharsets.UTF_8));
    }

    /** TIME: seconds and microseconds, read now. */
    private void time(Call call) {
        Instant now = Instant.now();
        call.reply().array(2);
        call.reply().bulkInteger(now.getEpochSecond());
        call.reply().bulkInteger(now.getNano() / 1000);
    }

    /** LOLWUT [VERSION version] [arguments]: the version under a picture, and clients only look for the version. */
    private void lolwut(Call call) {
        String text = "Jadis " + identity.version() + ", compatible with Redis ver. " + ServerIdentity.REDIS_VERSION
                + "\n";
        call.reply().verbatim("txt", text.getBytes(StandardCharsets.UTF_8));
    }
}
