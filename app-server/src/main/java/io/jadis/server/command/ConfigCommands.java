package io.jadis.server.command;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigRewrite;
import io.jadis.protocol.config.ConfigRewrite.LineGroup;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** CONFIG GET, SET, REWRITE, RESETSTAT. */
public final class ConfigCommands {
    private final Config config;
    private final Optional<Path> file;
    private final Supplier<List<LineGroup>> lineGroups;
    private final Runnable resetStatistics;

    /**
     * @param file the one that the server was started with
     * @param lineGroups what CONFIG REWRITE is to write besides values
     * @param resetStatistics CONFIG RESETSTAT
     */
    public ConfigCommands(Config config, Optional<Path> file, Supplier<List<LineGroup>> lineGroups,
            Runnable resetStatistics) {
        this.config = config;
        this.file = file;
        this.lineGroups = lineGroups;
        this.resetStatistics = resetStatistics;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("config|get", this::get);
        handlers.bind("config|set", this::set);
        handlers.bind("config|rewrite", this::rewrite);
        handlers.bind("config|resetstat", this::resetstat);
        handlers.bind("config|help", call -> Help.reply(call,
                "GET <pattern> [<pattern> ...]", "    Return the directives whose names match, with their values.",
                "SET <directive> <value> [<directive> <value> ...]", "    Set directives, all of them or none.",
                "RESETSTAT", "    Reset the statistics that INFO shows.",
                "REWRITE", "    Write what holds now into the configuration file."));
    }

    /** CONFIG GET pattern [pattern …] */
    private void get(Call call) {
        List<String> patterns = new ArrayList<>();
        for (int i = 2; i < call.count(); i++) patterns.add(call.text(i));
        Map<String, String> found = config.getMatching(patterns);
        call.reply().map(found.size());
        found.forEach((name, value) -> {
            call.reply().bulk(name.getBytes(StandardCharsets.ISO_8859_1));
            call.reply().bulk(value.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    /** CONFIG SET directive value [directive value …] */
    private void set(Call call) {
        if (call.count() % 2 == 1) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        List<String> namesAndValues = new ArrayList<>();
        for (int i = 2; i < call.count(); i++) {
            call.takeHeapForWords(call.length(i));
            namesAndValues.add(call.text(i));
            // Whatever becomes of the command, nobody is to see it.
            if (i % 2 == 0 && Config.isSensitive(namesAndValues.getLast())) call.redact(i + 1);
        }
        boolean local = ProtectedAccess.isLocal(call.client());
        Optional<String> error = config.set(namesAndValues, local, call.execution().admission().isLoading());
        if (error.isPresent()) call.reply().error(ErrorReply.of(error.get()));
        else call.reply().ok();
    }

    /** CONFIG REWRITE */
    private void rewrite(Call call) {
        Optional<String> error = ConfigRewrite.run(config, file, lineGroups.get());
        if (error.isPresent()) {
            call.reply().error(ErrorReply.of(error.get()));
            return;
        }
        call.reply().ok();
    }

    /** CONFIG RESETSTAT */
    private void resetstat(Call call) {
        resetStatistics.run();
        call.reply().ok();
    }
}
