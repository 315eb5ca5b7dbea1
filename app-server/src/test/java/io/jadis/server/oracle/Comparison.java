package io.jadis.server.oracle;

import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.client.RespValue.Aggregate;
import io.jadis.protocol.client.RespValue.Array;
import io.jadis.protocol.client.RespValue.BulkString;
import io.jadis.protocol.client.RespValue.DoubleReply;
import io.jadis.protocol.client.RespValue.IntegerReply;
import io.jadis.protocol.client.RespValue.SetReply;
import io.jadis.protocol.client.RespValue.SimpleString;
import io.jadis.protocol.client.RespValue.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether two answers to a step are the same: to the byte, but for the order of what has none, the time that passed,
 * and the differences between the oracle's version and ours that {@link #KNOWN} lists. Follows transactions, because
 * EXEC's array is compared by what was queued.
 */
final class Comparison {
    private static final Set<String> UNORDERED = Set.of("KEYS", "PUBSUB CHANNELS", "PUBSUB SHARDCHANNELS", "SMEMBERS",
            "SINTER", "SUNION", "SDIFF", "SPOP", "SRANDMEMBER", "HKEYS", "HVALS", "HRANDFIELD", "ZRANDMEMBER");
    private static final Set<String> SECONDS = Set.of("TTL", "EXPIRETIME");
    private static final Set<String> MILLISECONDS = Set.of("PTTL", "PEXPIRETIME");
    private static final Set<String> SUBSCRIPTION_ENDS = Set.of("UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE");
    /** How much later one server may have come to a step than the other. */
    private static final long LATE_SECONDS_MAX = 10;

    /**
     * What Redis 7.0.15, the oracle, does otherwise than 7.2.
     *
     * @param command whose replies differ
     * @param oracle  beginning of the oracle's error, or empty for any reply
     * @param ours    beginning of our error, or empty for any reply
     * @param why     the change in Redis
     */
    record Known(String command, String oracle, String ours, String why) {
        Known(String command, String oracle, String why) {
            this(command, oracle, "", why);
        }

        boolean explains(String name, RespValue oracles, RespValue ours) {
            return command.equals(name) && begins(oracles, oracle) && begins(ours, this.ours);
        }

        private static boolean begins(RespValue reply, String text) {
            return text.isEmpty() || reply instanceof Text error && error.text().startsWith(text);
        }
    }

    private static final String ENDLESS = "since 7.2 a timeout of more milliseconds than 64 bits hold is out of range";

    static final List<Known> KNOWN = List.of(
            new Known("BLPOP", "ERR timeout is negative", ENDLESS),
            new Known("BRPOP", "ERR timeout is negative", ENDLESS),
            new Known("BLMPOP", "ERR timeout is negative", ENDLESS),
            new Known("XREAD", "ERR Unbalanced XREAD", "7.2 has the command's own name and sign"),
            new Known("LPOS", "", "ERR value is out of range, value must between -9223372036854775807",
                    "since 7.2 the least of all ranks is refused"),
            new Known("HELLO", "WRONGPASS", "since 7.2 all options are looked at before the password is"),
            new Known("XREADGROUP", "ERR Unbalanced XREAD", "as XREAD"));

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?(e[+-][0-9]+)?");
    private static final RespValue SERVER = new BulkString(Grammar.bytes("server"));
    private static final int HELLO_WORDS = 14;
    private static final RespValue PATTERN_MESSAGE = new BulkString(Grammar.bytes("pmessage"));
    private static final RespValue ZERO = new BulkString(Grammar.bytes("0"));
    private static final RespValue OK = new SimpleString(Grammar.bytes("OK"));
    private static final RespValue QUEUED = new SimpleString(Grammar.bytes("QUEUED"));

    /** By client, since its last MULTI. */
    private final Map<Integer, List<Step>> queued = new HashMap<>();

    /**
     * Whether there was a SORT, at which Redis makes an index of a listpack for good, of a sorted set that it reads.
     */
    private boolean sorted;

    /** To be called for every step in turn. */
    boolean isSame(Step step, List<List<RespValue>> oracles, List<List<RespValue>> ours) {
        boolean same = true;
        sorted |= step.command().startsWith("SORT");
        for (int client = 0; client < oracles.size(); client++) {
            same &= isSame(step, client, oracles.get(client), ours.get(client));
        }
        List<RespValue> own = oracles.get(step.client());
        if (own.isEmpty()) return same;
        if (own.getLast().equals(QUEUED)) queued.get(step.client()).add(step);
        else if (step.command().equals("MULTI") && own.getLast().equals(OK)) queued.put(step.client(),
                new ArrayList<>());
        return same;
    }

    private boolean isSame(Step step, int client, List<RespValue> oracles, List<RespValue> ours) {
        // It looks for keys in the order in which a set has its members.
        if (client != step.client() && step.command().startsWith("SORT")) return sorted(oracles).equals(sorted(ours));
        if (client != step.client()) {
            return byPattern(withoutNewConsumers(oracles)).equals(byPattern(withoutNewConsumers(ours)));
        }
        if (SUBSCRIPTION_ENDS.contains(step.command()) && step.words().size() == 1) {
            return sortedEnds(oracles).equals(sortedEnds(ours));
        }
        // They answer more often than EXEC's array has room for: nothing is in its place.
        if (step.command().equals("EXEC") && subscribes(step.client())) return true;
        if (holdsMessage(oracles) || holdsMessage(ours)) {
            List<List<RespValue>> those = flat(oracles), these = flat(ours);
            // In the middle of EXEC's array there is no telling what answers what.
            return step.command().equals("EXEC") ? those.getFirst().equals(these.getFirst()) : those.equals(these);
        }
        if (oracles.size() != ours.size()) return false;
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
        if (command.equals(Conversation.LOOK)) return isSameLook(((Array) oracles).elements(),
                ((Array) ours).elements());
        for (Known known : KNOWN) {
            if (known.explains(command, oracles, ours)) return true;
        }
        if (command.equals("OBJECT ENCODING")) return isSameEncoding(oracles, ours);
        if (step.leavesOrderToTheType()) return isSameUnsorted(step, oracles, ours);
        if (SECONDS.contains(command)) return isNear(oracles, ours, LATE_SECONDS_MAX);
        if (command.endsWith("SCAN") && oracles instanceof Array && ours instanceof Array
                && !(isWholeScan(step, oracles) && isWholeScan(step, ours))) {
            return true;
        }
        if (MILLISECONDS.contains(command)) return isNear(oracles, ours, LATE_SECONDS_MAX * 1000);
        return isSameContent(command, oracles, ours);
    }

    private static boolean isSameContent(String command, RespValue oracles, RespValue ours) {
        return arranged(command, oracles).equals(arranged(command, ours));
    }

    private static boolean isText(RespValue reply, String text) {
        return reply instanceof Text is && is.text().equals(text);
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

    /** Type, encoding, time to live, content and groups of a key, in this order; the type alone where it is missing. */
    private boolean isSameLook(List<RespValue> oracles, List<RespValue> ours) {
        if (oracles.size() != ours.size() || !oracles.getFirst().equals(ours.getFirst())) return false;
        if (oracles.size() == 1) return true;
        return isSameEncoding(oracles.get(1), ours.get(1))
                && (oracles.get(2).equals(ours.get(2)) || isNear(oracles.get(2), ours.get(2), LATE_SECONDS_MAX * 1000))
                && isSameContent("ZRANGE", new Array(oracles.subList(3, 4)), new Array(ours.subList(3, 4)))
                && (oracles.size() == 4 || isSameContent("XINFO GROUPS", oracles.get(4), ours.get(4)));
    }

    /** Before 7.2 a list was a quicklist, however short. */
    private boolean isSameEncoding(RespValue oracles, RespValue ours) {
        return oracles.equals(ours) || isText(oracles, "quicklist") && isText(ours, "listpack")
                || sorted && isText(oracles, "skiplist") && isText(ours, "listpack");
    }

    /** What SORT leaves unsorted: members of a set come in any order, and so a part of them is any part. */
    private static boolean isSameUnsorted(Step step, RespValue oracles, RespValue ours) {
        if (!(oracles instanceof Array those) || !(ours instanceof Array these)) return false;
        return step.has("LIMIT")
                ? those.elements().size() == these.elements().size()
                : sorted(those.elements()).equals(sorted(these.elements()));
    }

    /** Where a cursor leads is each server's own affair; a scan that begins and ends with 0 has seen all. */
    private static boolean isWholeScan(Step step, RespValue reply) {
        int cursor = step.command().equals("SCAN") ? 1 : 2;
        return new String(step.words().get(cursor), StandardCharsets.ISO_8859_1).equals("0")
                && reply instanceof Array(List<RespValue> parts) && parts.getFirst().equals(ZERO);
    }

    /** Values below 0 say that there is no time, and those must agree. */
    private static boolean isNear(RespValue oracles, RespValue ours, long distanceMax) {
        return oracles instanceof IntegerReply(long a) && ours instanceof IntegerReply(long b)
                && a >= 0 && b >= 0 && Math.abs(a - b) <= distanceMax;
    }

    /** 7.0 prints scores with 17 digits, 7.2 with the fewest that will do; and its listpacks keep the sign of 0. */
    private static RespValue withPlainScores(RespValue reply) {
        if (reply instanceof Array(List<RespValue> elements)) {
            return new Array(elements.stream().map(Comparison::withPlainScores).toList());
        }
        if (reply instanceof DoubleReply(double value, String _)) return new DoubleReply(value + 0.0, "");
        if (!(reply instanceof BulkString(byte[] bytes))) return reply;
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return NUMBER.matcher(text).matches() ? new DoubleReply(Double.parseDouble(text) + 0.0, "") : reply;
    }

    /** The reply with what is left to chance taken out. */
    private static RespValue arranged(String command, RespValue original) {
        boolean ofSortedSet = command.startsWith("Z") || command.startsWith("BZ");
        RespValue reply = ofSortedSet ? withPlainScores(original) : original;
        if (UNORDERED.contains(command) && reply instanceof Array keys) return new Array(sorted(keys.elements()));
        if (UNORDERED.contains(command) && reply instanceof SetReply set) return new SetReply(sorted(set.elements()));
        if (command.equals("HGETALL")
                && reply instanceof Aggregate pairs) return new Array(sorted(pairs(pairs.elements())));
        if (command.endsWith("SCAN") && reply instanceof Array(List<RespValue> parts) && parts.size() == 2
                && parts.get(1) instanceof Array keys) {
            return new Array(List.of(parts.get(0), new Array(sorted(keys.elements()))));
        }
        // Redis shares small numbers, but not those that COPY makes; here nothing is shared and the number is made up.
        // The idle time of a shared number is that of all its keys.
        boolean ofSharing = command.equals("OBJECT REFCOUNT") || command.equals("OBJECT IDLETIME");
        if (ofSharing && reply instanceof IntegerReply(long number) && number >= 0) return new IntegerReply(1);
        if (command.equals("XPENDING") && reply instanceof Array pending) return withoutIdleTimes(pending.elements());
        // See withoutNewConsumers.
        if (command.equals("XGROUP CREATECONSUMER") && reply instanceof IntegerReply) return ZERO;
        if (command.equals("XINFO GROUPS") && reply instanceof Array groups) return withoutConsumers(groups.elements());
        if (command.equals("XINFO STREAM") && reply instanceof Aggregate info) return without("radix-tree-nodes", info);
        if (command.equals("RANDOMKEY") && reply instanceof BulkString) return new BulkString(Grammar.bytes("(a key)"));
        return maskHello(reply);
    }

    /** Messages but those of consumers that came to be: since 7.2 XCLAIM makes one whether or not it gets anything. */
    private static List<RespValue> withoutNewConsumers(List<RespValue> messages) {
        return messages.stream().filter(message -> !message.toString().contains("xgroup-createconsumer")).toList();
    }

    /** XPENDING's entries: id, consumer, idle time, deliveries. */
    private static RespValue withoutIdleTimes(List<RespValue> entries) {
        List<RespValue> masked = new ArrayList<>();
        for (RespValue entry : entries) {
            boolean isEntry = entry instanceof Array array && array.elements().size() == 4;
            List<RespValue> parts = new ArrayList<>(isEntry ? ((Array) entry).elements() : List.of());
            if (isEntry) parts.set(2, ZERO);
            masked.add(isEntry ? new Array(parts) : entry);
        }
        return new Array(masked);
    }

    private static RespValue withoutConsumers(List<RespValue> groups) {
        List<RespValue> masked = new ArrayList<>();
        for (RespValue group : groups) masked.add(without("consumers", (Aggregate) group));
        return new Array(masked);
    }

    /** The fields of a map but this one; of how many nodes an index has each server decides for itself. */
    private static RespValue without(String name, Aggregate map) {
        List<RespValue> masked = new ArrayList<>(map.elements());
        int at = masked.indexOf(new BulkString(Grammar.bytes(name)));
        if (at >= 0) masked.set(at + 1, ZERO);
        return new Array(masked);
    }

    /** The reply to HELLO without what each server says of itself; anything else as it is. */
    private static RespValue maskHello(RespValue reply) {
        if (!(reply instanceof Aggregate hello) || hello.elements().size() != HELLO_WORDS
                || !hello.elements().getFirst().equals(SERVER)) {
            return reply;
        }
        List<RespValue> fields = new ArrayList<>(hello.elements());
        for (int i = 0; i < fields.size(); i += 2) {
            boolean itsOwn = fields.get(i) instanceof Text name
                    && Set.of("server", "version", "id").contains(name.text());
            if (itsOwn) fields.set(i + 1, SERVER);
        }
        return new Array(fields);
    }

    private static List<RespValue> sorted(List<RespValue> values) {
        return values.stream().sorted(Comparator.comparing(RespValue::toString)).toList();
    }

    /** Two and two of them as one. */
    private static List<RespValue> pairs(List<RespValue> values) {
        List<RespValue> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < values.size(); i += 2) pairs.add(new Array(values.subList(i, i + 2)));
        return pairs;
    }

    private static boolean holdsMessage(List<RespValue> values) {
        return values.stream().anyMatch(value -> Conversation.isMessage(value)
                || value instanceof Aggregate aggregate && holdsMessage(aggregate.elements()));
    }

    /**
     * The messages that a client's own command brought it, in order, and its reply without them and without structure:
     * 7.0 sends them before the reply or, breaking RESP, in the middle of it, 7.2 behind it.
     */
    private static List<List<RespValue>> flat(List<RespValue> values) {
        List<RespValue> messages = new ArrayList<>(), rest = new ArrayList<>();
        flatten(values, messages, rest);
        return List.of(byPattern(messages), rest);
    }

    private boolean subscribes(int client) {
        return queued.getOrDefault(client, List.of()).stream()
                .anyMatch(step -> Conversation.SUBSCRIBING.contains(step.command()));
    }

    private static void flatten(List<RespValue> values, List<RespValue> messages, List<RespValue> rest) {
        for (RespValue value : values) {
            if (Conversation.isMessage(value)) messages.add(value);
            else if (maskHello(value) instanceof Aggregate aggregate) flatten(aggregate.elements(), messages, rest);
            else rest.add(value);
        }
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
                && one.elements().getFirst().equals(PATTERN_MESSAGE)
                && other.elements().getFirst().equals(PATTERN_MESSAGE)
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
