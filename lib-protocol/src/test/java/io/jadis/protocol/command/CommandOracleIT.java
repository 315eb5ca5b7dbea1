package io.jadis.protocol.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.command.ReplyTree.Aggregate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The replies of COMMAND and its subcommands, compared with those of the system's redis-server, which is a 7.0. Where
 * 7.2 answers otherwise than 7.0 is listed here with the reason; a difference that is not listed fails, and so does one
 * that is listed but gone.
 */
final class CommandOracleIT {
    /** Differences of COMMAND INFO: command, field, and what 7.2 changed. */
    private static final Map<String, String> INFO_CHANGES = changes("""
            blmove flags: scripts may call blocking commands, which then don't block
            blpop flags: scripts may call blocking commands, which then don't block
            brpop flags: scripts may call blocking commands, which then don't block
            brpoplpush flags: scripts may call blocking commands, which then don't block
            bzpopmax flags: scripts may call blocking commands, which then don't block
            bzpopmin flags: scripts may call blocking commands, which then don't block
            wait flags: scripts may call blocking commands, which then don't block
            cluster|shards flags: allowed while loading
            cluster|slots flags: allowed while loading
            client subcommands: NO-TOUCH and SETINFO are new
            cluster subcommands: MYSHARDID is new
            command|getkeys arity: a command without arguments gets its own error
            command|getkeysandflags arity: a command without arguments gets its own error
            zrank arity: WITHSCORE
            zrevrank arity: WITHSCORE
            acl|deluser tips: clients send it to all nodes
            acl|save tips: clients send it to all nodes
            acl|setuser tips: clients send it to all nodes
            client|setname tips: clients send it to all nodes
            config|resetstat tips: clients send it to all nodes
            config|rewrite tips: clients send it to all nodes
            latency|reset tips: the reply is a number, to be summed up
            msetnx tips: it can't be split between nodes
            randomkey tips: special response policy
            scan tips: special response policy
            """);

    /** The same for COMMAND DOCS. */
    private static final Map<String, String> DOCS_CHANGES = changes("""
            bitop arguments: operations spelled out
            client|kill arguments: YES and NO spelled out
            client|list arguments: block around a single argument removed
            config|get arguments: block around a single argument removed
            module|loadex arguments: block around a single argument removed
            psubscribe arguments: block around a single argument removed
            xinfo|stream arguments: FULL became an argument of its own
            command|getkeys arguments: were missing
            command|getkeysandflags arguments: were missing
            georadius arguments: STORE and STOREDIST became alternatives
            georadiusbymember arguments: STORE and STOREDIST became alternatives
            geohash arguments: members are optional
            geopos arguments: members are optional
            pfmerge arguments: source keys are optional
            migrate arguments: empty token shown as quotes, alternatives not optional themselves
            zrank arguments: WITHSCORE
            zrevrank arguments: WITHSCORE
            acl|log history: new fields
            xinfo|consumers history: new field
            xinfo|stream history: new field
            zrank history: WITHSCORE
            zrevrank history: WITHSCORE
            client subcommands: NO-TOUCH and SETINFO are new
            cluster subcommands: MYSHARDID is new
            client|pause since: corrected
            psetex deprecated_since: deprecated afterwards
            psetex doc_flags: deprecated afterwards
            psetex replaced_by: deprecated afterwards
            quit deprecated_since: deprecated
            quit doc_flags: deprecated
            quit replaced_by: deprecated
            setex deprecated_since: deprecated afterwards
            setex doc_flags: deprecated afterwards
            setex replaced_by: deprecated afterwards
            setnx deprecated_since: deprecated afterwards
            setnx doc_flags: deprecated afterwards
            setnx replaced_by: deprecated afterwards
            cluster|getkeysinslot complexity: corrected
            cluster|replicas complexity: corrected
            cluster|slaves complexity: corrected
            geodist complexity: corrected
            geohash complexity: corrected
            geopos complexity: corrected
            punsubscribe complexity: corrected
            xread complexity: left out
            """);

    private static RedisOracle oracle;

    private final CommandTable table = CommandTable.forServer();
    private final CommandReplies replies = new CommandReplies(table);

    @BeforeAll
    static void start() throws Exception {
        assertTrue(RedisOracle.isInstalled(), "no redis-server installed");
        oracle = RedisOracle.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (oracle != null) oracle.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void infoOfEveryCommandIsRedis(int protocol) throws IOException {
        Set<String> differences = new TreeSet<>();
        for (String name : namesOfOracle(protocol)) {
            List<String> words = List.of("COMMAND", "INFO", name);
            compare(name, infoFields(oracle.ask(words)), infoFields(ours(words, protocol)), INFO_CHANGES, differences);
        }
        assertEquals(INFO_CHANGES.keySet(), differences);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void docsOfEveryCommandAreRedis(int protocol) throws IOException {
        Set<String> differences = new TreeSet<>();
        for (String name : namesOfOracle(protocol)) {
            List<String> words = List.of("COMMAND", "DOCS", name);
            compare(name, docsFields(oracle.ask(words)), docsFields(ours(words, protocol)), DOCS_CHANGES, differences);
        }
        assertEquals(DOCS_CHANGES.keySet(), differences);
    }

    private static void compare(String name, Map<String, Object> theirs, Map<String, Object> ours,
            Map<String, String> expected, Set<String> differences) {
        Set<String> fields = new TreeSet<>(theirs.keySet());
        fields.addAll(ours.keySet());
        for (String field : fields) {
            if (Objects.equals(theirs.get(field), ours.get(field))) continue;
            String difference = name + " " + field;
            differences.add(difference);
            if (!expected.containsKey(difference)) assertEquals(theirs.get(field), ours.get(field), difference);
        }
    }

    @ParameterizedTest
    @EnumSource
    void commandsOfACategoryAreRedis(AclCategory category) throws IOException {
        Set<String> known = Set.copyOf(namesOfOracle(2));
        List<String> words = List.of("COMMAND", "LIST", "FILTERBY", "ACLCAT", category.label());
        Set<String> ours = new TreeSet<>(strings(ours(words, 2)));
        ours.retainAll(known);
        assertEquals(new TreeSet<>(strings(oracle.ask(words))), ours);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "COMMAND INFO nosuch", "COMMAND INFO get nosuch|get config|nosuch get|x GET", "COMMAND INFO CONFIG|GET",
        "COMMAND DOCS nosuch", "COMMAND DOCS",
        "COMMAND LIST FILTERBY", "COMMAND LIST FILTERBY ACLCAT", "COMMAND LIST FILTERBY nosuch x",
        "COMMAND LIST filterby module x", "COMMAND LIST FILTERBY ACLCAT nosuch", "COMMAND LIST x",
        "COMMAND LIST FILTERBY MODULE a b",
    })
    void oddRequestsAreAnsweredAsByRedis(String line) throws IOException {
        for (int protocol : new int[] {2, 3}) {
            oracle.ask(List.of("HELLO", "" + protocol));
            Object theirs = oracle.ask(NativeRequest.words(line));
            Object ours = ours(NativeRequest.words(line), protocol);
            if (line.equals("COMMAND DOCS")) assertEquals(kind(theirs), kind(ours));
            else assertEquals(theirs, ours);
        }
    }

    /** Complete requests and broken ones, of two words at least as 7.0 demands; {@code ''} is an empty argument. */
    static final List<String> LINES = """
            GET k
            GET a b
            nosuch k
            get|x k
            CONFIG GET x
            CONFIG nosuch
            OBJECT ENCODING k
            OBJECT HELP
            OBJECT nosuch k
            MEMORY USAGE k SAMPLES 5
            XGROUP CREATE k g $ MKSTREAM
            XINFO STREAM k FULL
            SET k v
            SET k v GET
            SET k v NX get EX 10
            SET k
            SETEX k 1 v
            APPEND k v
            GETEX k PERSIST
            GETDEL k
            MGET a b c
            MSET a 1
            MSET a 1 b 2
            MSET a 1 b
            MSETNX a 1 b 2
            LCS a b LEN
            INCRBY k 1
            DEL a b c
            UNLINK a
            EXISTS a a
            TOUCH a b
            COPY a b DB 1
            RENAME a b
            RENAMENX a b
            MOVE k 1
            DUMP k
            RESTORE k 0 x
            EXPIRE k 1 NX
            PERSIST k
            TYPE k
            KEYS *
            SCAN 0
            WAIT 0 0
            WATCH a b
            LPUSH k a b
            LMOVE a b LEFT RIGHT
            RPOPLPUSH a b
            BRPOPLPUSH a b 0
            BLMOVE a b LEFT RIGHT 0
            BLPOP a b c 0
            BLPOP a 0
            BZPOPMIN a b 0
            LMPOP 2 a b LEFT
            LMPOP 3 a b LEFT
            LMPOP 4 a b LEFT
            LMPOP 0 a LEFT
            LMPOP x a LEFT
            LMPOP 1x a LEFT
            BLMPOP 0 2 a b LEFT COUNT 3
            BLMPOP 0 9 a b LEFT
            ZMPOP 1 a MIN
            BZMPOP 0 1 a MIN
            HSET k f v
            HRANDFIELD k 1
            SADD k a
            SMOVE a b m
            SINTER a b
            SINTERSTORE d a b
            SUNIONSTORE d a
            SINTERCARD 2 a b LIMIT 1
            SINTERCARD 3 a b
            SINTERCARD 02 a b
            ZADD k 1 m
            ZUNION 2 a b WEIGHTS 1 2
            ZUNION 1 a
            ZUNION 0 a
            ZUNIONSTORE d 2 a b
            ZUNIONSTORE d 3 a b
            ZUNIONSTORE d 2x a b
            ZINTERSTORE d 1 a WEIGHTS 1
            ZDIFFSTORE d +2 a b
            ZDIFFSTORE d ' 2 a b
            ZRANGESTORE d s 0 -1
            ZINTERCARD 2 a b
            SORT k
            SORT k BY w GET g GET # LIMIT 0 1 ASC ALPHA STORE d
            SORT k STORE a STORE b
            SORT k STORE d LIMIT 0 1 store e
            SORT k GET store x STORE d
            SORT k BY store d
            SORT k STORE
            SORT k LIMIT store d
            SORT_RO k GET g
            SORT_RO k STORE d
            MIGRATE h 1 k 0 5
            MIGRATE h 1 k 0 5 COPY REPLACE
            MIGRATE h 1 '' 0 5 KEYS a b
            MIGRATE h 1 '' 0 5 COPY AUTH p KEYS a
            MIGRATE h 1 '' 0 5 AUTH keys KEYS a
            MIGRATE h 1 '' 0 5 AUTH2 keys keys KEYS a b
            MIGRATE h 1 k 0 5 KEYS a
            MIGRATE h 1 '' 0 5 KEYS
            MIGRATE h 1 '' 0 5
            GEOADD k 1 2 m
            GEORADIUS k 0 0 1 m
            GEORADIUS k 0 0 1 m STORE d
            GEORADIUS k 0 0 1 m STOREDIST d
            GEORADIUS k 0 0 1 m STORE d STOREDIST e
            GEORADIUS k 0 0 1 m STORE
            GEORADIUS k 0 0 1 m COUNT 1 store d ASC
            GEORADIUS_RO k 0 0 1 m
            GEORADIUSBYMEMBER k m 1 m STORE d
            GEORADIUSBYMEMBER k store 1 m
            GEOSEARCHSTORE d s FROMMEMBER m BYRADIUS 1 m
            PFADD k a
            PFCOUNT a b
            PFMERGE d a b
            PFMERGE d
            PFDEBUG ENCODING k
            BITOP AND d a b
            BITOP NOT d
            BITCOUNT k 0 1
            BITFIELD k GET u8 0
            BITFIELD k GET u8 0 OVERFLOW SAT
            BITFIELD k OVERFLOW SAT INCRBY u8 0 1
            BITFIELD k SET u8 0 1
            BITFIELD k GET u8
            BITFIELD k nosuch
            BITFIELD k
            BITFIELD_RO k GET u8 0
            EVAL s 0
            EVAL s 0 a
            EVAL s 1 k a
            EVAL s 3 k a
            EVAL s -1 k
            EVAL s x k
            EVAL s 1x k
            EVAL s 01 k
            EVAL s '' k
            EVAL s
            EVALSHA s 2 a b
            EVAL_RO s 1 a
            EVALSHA_RO s 1 a
            FCALL f 1 k a
            FCALL_RO f 0
            XADD k * f v
            XREAD STREAMS a 0
            XREAD STREAMS a b 0 0
            XREAD COUNT 1 BLOCK 0 STREAMS a b 0 0
            XREAD COUNT streams STREAMS a 0
            XREAD STREAMS a b 0
            XREAD COUNT 1 STREAMS
            XREAD a b c
            XREADGROUP GROUP g c STREAMS a >
            XREADGROUP GROUP g c NOACK COUNT 1 STREAMS a b > >
            XREADGROUP GROUP streams c STREAMS a >
            XREADGROUP GROUP g streams STREAMS a >
            XREADGROUP GROUP g c STREAMS a b >
            XREADGROUP nosuch g c STREAMS a >
            XCLAIM k g c 0 1-1
            XACK k g 1-1
            PUBLISH c m
            SPUBLISH c m
            SSUBSCRIBE c
            SUBSCRIBE c
            COMMAND GETKEYS GET k
            """.lines().map(String::strip).toList();

    @ParameterizedTest
    @FieldSource("LINES")
    void keysAreFoundAsByRedis(String line) throws IOException {
        for (int protocol : new int[] {2, 3}) {
            oracle.ask(List.of("HELLO", "" + protocol));
            for (String subcommand : List.of("GETKEYS", "GETKEYSANDFLAGS")) {
                List<String> words = NativeRequest.words("COMMAND " + subcommand + " " + line);
                assertEquals(oracle.ask(words), ours(words, protocol), subcommand);
            }
        }
    }

    private Object ours(List<String> words, int protocol) {
        ReplyTree tree = new ReplyTree(protocol);
        try (NativeRequest request = NativeRequest.of(words)) {
            switch (words.get(1)) {
                case "INFO" -> replies.info(request, tree);
                case "DOCS" -> replies.docs(request, tree);
                case "LIST" -> replies.list(request, tree);
                case "GETKEYS" -> replies.getKeys(request, tree);
                case "GETKEYSANDFLAGS" -> replies.getKeysAndFlags(request, tree);
                default -> throw new AssertionError(words);
            }
        }
        return tree.reply();
    }

    /** All names that the oracle lists, in the protocol asked for from here on; we must have every one. */
    private List<String> namesOfOracle(int protocol) throws IOException {
        oracle.ask(List.of("HELLO", "" + protocol));
        List<String> names = strings(oracle.ask(List.of("COMMAND", "LIST")));
        for (String name : names) assertTrue(table.find(name) != null, name);
        return names;
    }

    /** The only command of a COMMAND INFO reply, field by field. */
    private static Map<String, Object> infoFields(Object reply) {
        List<Object> cells = elements(elements(reply).getFirst());
        List<String> labels = List.of("name", "arity", "flags", "first", "last", "step", "acl", "tips", "key_specs");
        assertEquals(labels.size() + 1, cells.size());
        Map<String, Object> fields = new TreeMap<>();
        for (int i = 0; i < labels.size(); i++) fields.put(labels.get(i), normal(cells.get(i)));
        // Their order is that of a hash table, and each is compared under its own name.
        fields.put("subcommands", elements(cells.getLast()).stream().map(each -> elements(each).getFirst())
                .collect(Collectors.toCollection(TreeSet::new)));
        return fields;
    }

    /** The only command of a COMMAND DOCS reply, field by field; of texts only what is not wording. */
    private static Map<String, Object> docsFields(Object reply) {
        assertEquals(2, elements(reply).size());
        List<Object> pairs = elements(elements(reply).getLast());
        Map<String, Object> fields = new TreeMap<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            Object value = pairs.get(i + 1);
            String label = (String) pairs.get(i);
            fields.put(label, switch (label) {
                case "summary", "replaced_by" -> "present";
                case "complexity" -> formula((String) value);
                case "history" -> elements(value).stream().map(change -> elements(change).getFirst()).toList();
                case "subcommands" -> everySecond(value);
                default -> normal(value);
            });
        }
        return fields;
    }

    private static Object everySecond(Object map) {
        Set<Object> keys = new TreeSet<>();
        for (int i = 0; i < elements(map).size(); i += 2) keys.add(elements(map).get(i));
        return keys;
    }

    private static final Pattern FORMULA = Pattern.compile("O\\([^ ]*\\)");

    /** The first O(…) without the prose around it, or a constant where there is none. */
    private static String formula(String complexity) {
        Matcher matcher = FORMULA.matcher(complexity);
        return matcher.find() ? matcher.group() : "no formula";
    }

    /** Wording, and the names and display texts of arguments, which 7.2 went over from beginning to end. */
    private static final Set<Object> LEFT_OUT = Set.of("notes", "name", "display_text", "value");

    private static Object normal(Object reply) {
        if (!(reply instanceof Aggregate(char kind, List<Object> elements))) return reply;
        List<Object> kept = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            Object element = elements.get(i);
            boolean isKey = i % 2 == 0 && i + 1 < elements.size();
            if (isKey && element != null && LEFT_OUT.contains(element)) i++;
            else kept.add(normal(element));
        }
        return new Aggregate(kind, kept);
    }

    private static List<Object> elements(Object aggregate) {
        return ((Aggregate) aggregate).elements();
    }

    private static List<String> strings(Object aggregate) {
        return elements(aggregate).stream().map(Object::toString).toList();
    }

    private static char kind(Object aggregate) {
        return ((Aggregate) aggregate).kind();
    }

    /** Lines of {@code command field: reason}. */
    private static Map<String, String> changes(String lines) {
        return lines.lines().map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, other) -> one, TreeMap::new));
    }
}
