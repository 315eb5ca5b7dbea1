package io.jadis.server.oracle;

import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.client.RespValue.Aggregate;
import io.jadis.protocol.client.RespValue.Array;
import io.jadis.protocol.client.RespValue.BulkString;
import io.jadis.protocol.client.RespValue.IntegerReply;
import io.jadis.protocol.client.RespValue.SimpleString;
import io.jadis.protocol.client.RespValue.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether two answers to a step are the same: to the byte, but for the order of what has none, the time that passed, and
 * the differences between the oracle's version and ours that {@link #KNOWN} lists. Follows transactions, because EXEC's
 * array is compared by what was queued.
 */
final class Comparison {
    private static final Set<String> UNORDERED = Set.of("KEYS", "PUBSUB CHANNELS", "PUBSUB SHARDCHANNELS");
    private static final Set<String> SECONDS = Set.of("TTL", "EXPIRETIME", "OBJECT IDLETIME");
    private static final Set<String> MILLISECONDS = Set.of("PTTL", "PEXPIRETIME");
    private static final Set<String> SUBSCRIPTION_ENDS = Set.of("UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE");
    /** How much later one server may have come to a step than the other. */
    private static final long LATE_SECONDS_MAX = 10;

    /**
     * What Redis 7.0.15, the oracle, does otherwise than 7.2.
     *
     * @param command whose replies differ
     * @param oracle  beginning of the oracle's error
     * @param why     the change in Redis
     */
    record Known(String command, String oracle, String why) {}

    static final List<Known> KNOWN = List.of();

    private static final RespValue PATTERN_MESSAGE = new BulkString(Grammar.bytes("pmessage"));
    private static final RespValue ZERO = new BulkString(Grammar.bytes("0"));
    private static final RespValue OK = new SimpleString(Grammar.bytes("OK"));
    private static final RespValue QUEUED = new SimpleString(Grammar.bytes("QUEUED"));

    /** By client, since its last MULTI. */
    private final Map<Integer, List<Step>> queued = new HashMap<>();

    /** To be called for every step in turn. */
    boolean isSame(Step step, List<List<RespValue>> oracles, List<List<RespValue>> ours) {
        boolean same = true;
        for (int client = 0; client < oracles.size(); client++) {
            same &= isSame(step, client, oracles.get(client), ours.get(client));
        }
        List<RespValue> own = oracles.get(step.client());
        if (own.isEmpty()) return same;
        if (own.getLast().equals(QUEUED)) queued.get(step.client()).add(step);
        else if (step.command().equals("MULTI") && own.getLast().equals(OK)) queued.put(step.client(), new ArrayList<>());
        return same;
    }

    private boolean isSame(Step step, int client, List<RespValue> oracles, List<RespValue> ours) {
        if (oracles.size() != ours.size()) return false;
        if (client != step.client()) return byPattern(oracles).equals(byPattern(ours));
        if (SUBSCRIPTION_ENDS.contains(step.command()) && step.words().size() == 1) {
            return sortedEnds(oracles).equals(sortedEnds(ours));
        }
        List<RespValue> those = byPattern(oracles), these = byPattern(ours);
        for (int i = 0; i < those.size(); i++) {
            if (!isSame(step, those.get(i), these.get(i))) return false;
        }
        return true;
    }

    private boolean isSame(Step step, RespValue oracles, RespValue ours) {
        if (oracles.equals(ours)) return true;
        String command = step.command();
        if (command.equals("EXEC")) return isSameExec(step, oracles, ours);
        for (Known known : KNOWN) {
            if (known.command.equals(command) && oracles instanceof Text text && text.text().startsWith(known.oracle)) {
                return true;
            }
        }
        if (SECONDS.contains(command)) return isNear(oracles, ours, LATE_SECONDS_MAX);
        if (command.equals("SCAN") && oracles instanceof Array && ours instanceof Array
                && !(isWholeScan(step, oracles) && isWholeScan(step, ours))) {
            return true;
        }
        if (MILLISECONDS.contains(command)) return isNear(oracles, ours, LATE_SECONDS_MAX * 1000);
        return arranged(command, oracles).equals(arranged(command, ours));
    }

    private boolean isSameExec(Step exec, RespValue oracles, RespValue ours) {
        List<Step> commands = queued.getOrDefault(exec.client(), List.of());
        if (!(oracles instanceof Array those) || !(ours instanceof Array these)) return false;
        if (those.elements().size() != commands.size() || these.elements().size() != commands.size()) return false;
        for (int i = 0; i < commands.size(); i++) {
            if (!isSame(commands.get(i), those.elements().get(i), these.elements().get(i))) return false;
        }
        return true;
    }

    /** Where a cursor leads is each server's own affair; a scan that begins and ends with 0 has seen all. */
    private static boolean isWholeScan(Step step, RespValue reply) {
        return new String(step.words().get(1), StandardCharsets.ISO_8859_1).equals("0")
                && reply instanceof Array(List<RespValue> parts) && parts.getFirst().equals(ZERO);
    }

    /** Values below 0 say that there is no time, and those must agree. */
    private static boolean isNear(RespValue oracles, RespValue ours, long distanceMax) {
        return oracles instanceof IntegerReply(long a) && ours instanceof IntegerReply(long b)
                && a >= 0 && b >= 0 && Math.abs(a - b) <= distanceMax;
    }

    /** The reply with what is left to chance taken out. */
    private static RespValue arranged(String command, RespValue reply) {
        if (UNORDERED.contains(command) && reply instanceof Array keys) return new Array(sorted(keys.elements()));
        if (command.equals("SCAN") && reply instanceof Array(List<RespValue> parts) && parts.size() == 2
                && parts.get(1) instanceof Array keys) {
            return new Array(List.of(parts.get(0), new Array(sorted(keys.elements()))));
        }
        if (command.equals("RANDOMKEY") && reply instanceof BulkString) return new BulkString(Grammar.bytes("(a key)"));
        if (command.equals("HELLO") && reply instanceof Aggregate hello) {
            List<RespValue> fields = new ArrayList<>(hello.elements());
            for (int i = 0; i + 1 < fields.size(); i += 2) {
                boolean ofTheServer = fields.get(i) instanceof Text name
                        && Set.of("server", "version", "id").contains(name.text());
                if (ofTheServer) fields.set(i + 1, new BulkString(Grammar.bytes("(its own)")));
            }
            return new Array(fields);
        }
        return reply;
    }

    private static List<RespValue> sorted(List<RespValue> values) {
        return values.stream().sorted(Comparator.comparing(RespValue::toString)).toList();
    }

    /** One message that matches several patterns of a client comes once for each, in any order. */
    private static List<RespValue> byPattern(List<RespValue> values) {
        List<RespValue> arranged = new ArrayList<>(values);
        for (int from = 0, to; from < arranged.size(); from = to) {
            for (to = from + 1; to < arranged.size() && isSameMessage(arranged.get(from), arranged.get(to)); ) to++;
            arranged.subList(from, to).sort(Comparator.comparing(RespValue::toString));
        }
        return arranged;
    }

    private static boolean isSameMessage(RespValue a, RespValue b) {
        return a instanceof Aggregate one && b instanceof Aggregate other
                && one.elements().size() == 4 && other.elements().size() == 4
                && one.elements().getFirst().equals(PATTERN_MESSAGE) && other.elements().getFirst().equals(PATTERN_MESSAGE)
                && one.elements().subList(2, 4).equals(other.elements().subList(2, 4));
    }

    /** All subscriptions of a client end in any order; each says how many are left. */
    private static List<List<RespValue>> sortedEnds(List<RespValue> ends) {
        List<RespValue> names = new ArrayList<>(), rest = new ArrayList<>();
        for (RespValue end : ends) {
            if (end instanceof Aggregate aggregate && aggregate.elements().size() == 3) {
                names.add(aggregate.elements().get(1));
                rest.add(aggregate.elements().get(2));
            } else {
                rest.add(end);
            }
        }
        return List.of(sorted(names), rest);
    }
}
