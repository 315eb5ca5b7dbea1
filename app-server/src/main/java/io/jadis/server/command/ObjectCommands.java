package io.jadis.server.command;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;

/** OBJECT: what a key looks like from inside. */
public final class ObjectCommands {
    private static final int SHARED_NUMBERS = 10_000;
    private static final String SWITCHING_TAKES_TIME = " Please note that when switching between policies at runtime "
            + "LRU and LFU data will take some time to adjust.";
    private static final ErrorReply NO_IDLE_TIME = ErrorReply.of(
            "ERR An LFU maxmemory policy is selected, idle time not tracked." + SWITCHING_TAKES_TIME);
    private static final ErrorReply NO_FREQUENCY = ErrorReply.of(
            "ERR An LFU maxmemory policy is not selected, access frequency not tracked." + SWITCHING_TAKES_TIME);

    private final Keyspace keyspace;
    private final Config config;

    public ObjectCommands(Keyspace keyspace, Config config) {
        this.keyspace = keyspace;
        this.config = config;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("object|encoding", this::encoding);
        handlers.bind("object|freq", this::freq);
        handlers.bind("object|idletime", this::idletime);
        handlers.bind("object|refcount", this::refcount);
        handlers.bind("object|help", ObjectCommands::help);
    }

    /** The key of OBJECT, found without a trace; where it is missing, 0, and null has been replied. */
    private static long find(Call call) {
        long record = call.execution().keys().peek(call.client(), call.address(2), call.length(2));
        if (record == 0) call.reply().nil();
        return record;
    }

    /** OBJECT ENCODING key */
    private void encoding(Call call) {
        long record = find(call);
        if (record != 0) call.reply().bulk(Encoding.name(Record.encoding(record)));
    }

    /** OBJECT FREQ key */
    private void freq(Call call) {
        long record = find(call);
        if (record == 0) return;
        if (countsFrequency()) call.reply().integer(call.database().frequency(record, call.nowMs()));
        else call.reply().error(NO_FREQUENCY);
    }

    /** OBJECT IDLETIME key */
    private void idletime(Call call) {
        long record = find(call);
        if (record == 0) return;
        if (countsFrequency()) call.reply().error(NO_IDLE_TIME);
        else call.reply().integer(call.database().idleMs(record, call.nowMs()) / 1000);
    }

    private boolean countsFrequency() {
        return keyspace.config().evictionPolicy().countsFrequency();
    }

    /** OBJECT REFCOUNT key */
    private void refcount(Call call) {
        long record = find(call);
        if (record != 0) call.reply().integer(refcount(record));
    }

    /**
     * What Redis would count. There is nothing shared here; Redis shares small numbers among all keys, unless a limit
     * of memory needs the age of each, and shows their count as the largest there is.
     */
    int refcount(long record) {
        if (!Record.isNumber(record)) return 1;
        long number = Record.number(record);
        boolean shares = number >= 0 && number < SHARED_NUMBERS && !needsAge();
        return shares ? Integer.MAX_VALUE : 1;
    }

    private boolean needsAge() {
        if (config.get(Directives.MAXMEMORY) == 0) return false;
        return switch (keyspace.config().evictionPolicy()) {
            case ALLKEYS_LRU, ALLKEYS_LFU, VOLATILE_LRU, VOLATILE_LFU -> true;
            case NOEVICTION, ALLKEYS_RANDOM, VOLATILE_RANDOM, VOLATILE_TTL -> false;
        };
    }

    /** OBJECT HELP */
    private static void help(Call call) {
        Help.reply(call,
                "ENCODING <key>",
                "    The name of the representation that the value of <key> has in memory.",
                "FREQ <key>",
                "    How often <key> is used, on a logarithmic scale from 0 to 255. Only",
                "    under an LFU policy of maxmemory.",
                "IDLETIME <key>",
                "    The seconds since <key> was used last. Not under an LFU policy.",
                "REFCOUNT <key>",
                "    How many keys share the value of <key>.");
    }
}
