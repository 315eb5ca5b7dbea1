package io.jadis.server.oracle;

import io.jadis.protocol.client.Endpoint;
import io.jadis.protocol.client.ReplyLimits;
import io.jadis.protocol.client.RespClient;
import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.client.RespValue.Array;
import io.jadis.protocol.client.RespValue.BulkString;
import io.jadis.protocol.client.RespValue.ErrorReply;
import io.jadis.protocol.client.RespValue.Push;
import io.jadis.protocol.client.RespValue.SimpleString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Some clients of one server, fresh, on an empty data set. A step's answer is everything that any of them has received
 * when it is done: messages of pub/sub come whenever they like, so a PING with a token of its own marks the end.
 */
final class Conversation implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;
    /** Commands that answer once for each channel. */
    static final Set<String> SUBSCRIBING = Set.of("SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE",
            "SSUBSCRIBE", "SUNSUBSCRIBE");
    /** No command: asks all there is to know of a key. The answer is its type, encoding, time to live and content. */
    static final String LOOK = "(LOOK)";
    private static final Set<String> MESSAGES = Set.of("message", "pmessage", "smessage");
    static final Set<String> LEAVING_MULTI = Set.of("EXEC", "DISCARD", "RESET");

    private final RespClient[] clients;
    private final boolean[] inMulti;
    private final boolean listening;
    private int tokens;

    /** @param listening whether clients may hear what others do */
    Conversation(int port, int clientsCount, boolean listening) throws IOException {
        this.listening = listening;
        clients = new RespClient[clientsCount];
        inMulti = new boolean[clientsCount];
        for (int i = 0; i < clientsCount; i++) {
            clients[i] = RespClient.connect(new Endpoint.Tcp("127.0.0.1", port), TIMEOUT_MS, TIMEOUT_MS,
                    ReplyLimits.DEFAULT);
        }
        clients[0].call("CONFIG", "SET", "notify-keyspace-events", "");
        clients[0].call("CONFIG", "SET", "hll-sparse-max-bytes", "3000",
                "set-max-intset-entries", "12",
                "hash-max-listpack-entries", "12", "hash-max-listpack-value", "64",
                "zset-max-listpack-entries", "128", "zset-max-listpack-value", "64");
        clients[0].call("FLUSHALL");
    }

    /** What each client received, by its number; a reply that doesn't come is one as well. */
    List<List<RespValue>> answer(Step step) {
        List<List<RespValue>> answer = new ArrayList<>();
        for (int i = 0; i < clients.length; i++) answer.add(new ArrayList<>());
        try {
            carryOut(step, answer.get(step.client()));
            if (!listening) return answer;
            for (int i = 0; i < clients.length; i++) {
                if (i != step.client() && !inMulti[i]) readToToken(i, answer.get(i));
            }
        } catch (IOException e) {
            answer.get(step.client()).add(new ErrorReply(Grammar.bytes("(connection: " + e + ")")));
        }
        return answer;
    }

    private void carryOut(Step step, List<RespValue> answer) throws IOException {
        int client = step.client();
        String command = step.command();
        if (command.equals(LOOK)) {
            look(client, step.words().get(1), answer);
            return;
        }
        clients[client].send(step.words().toArray(byte[][]::new));
        if (SUBSCRIBING.contains(command) && !inMulti[client]) {
            readToToken(client, answer);
            return;
        }
        RespValue reply = readReply(client, answer);
        answer.add(reply);
        if (command.equals("MULTI") && isStatus(reply, "OK")) inMulti[client] = true;
        if (LEAVING_MULTI.contains(command) && inMulti[client] && !isArityError(reply)) {
            inMulti[client] = false;
            // SUBSCRIBE in a transaction answers more often than EXEC's array has room for.
            readToToken(client, answer);
        } else if (listening && !inMulti[client]) {
            // What it said to itself may come before the reply or after it.
            readToToken(client, answer);
        }
    }

    /** The next reply; messages before it are added to the answer. */
    private RespValue readReply(int client, List<RespValue> answer) throws IOException {
        RespValue reply;
        while (isMessage(reply = clients[client].readAny())) answer.add(reply);
        return reply;
    }

    private void look(int client, byte[] key, List<RespValue> answer) throws IOException {
        List<RespValue> parts = new ArrayList<>();
        parts.add(ask(client, answer, "TYPE", key));
        if (!isStatus(parts.getFirst(), "none")) {
            parts.add(ask(client, answer, "OBJECT ENCODING", key));
            parts.add(ask(client, answer, "PTTL", key));
            // Scores go into digests as they are printed, which 7.0 does with other digits.
            boolean sorted = isStatus(parts.getFirst(), "zset");
            parts.add(sorted ? ask(client, answer, "ZRANGE", key, "0", "-1", "WITHSCORES")
                    : ask(client, answer, "DEBUG DIGEST-VALUE", key));
            if (isStatus(parts.getFirst(), "stream")) parts.add(ask(client, answer, "XINFO GROUPS", key));
        }
        if (listening) readToToken(client, answer);
        answer.add(new Array(parts));
    }

    private RespValue ask(int client, List<RespValue> answer, String command, byte[] key, String... more)
            throws IOException {
        List<byte[]> words = new ArrayList<>();
        for (String word : command.split(" ")) words.add(Grammar.bytes(word));
        words.add(key);
        for (String word : more) words.add(Grammar.bytes(word));
        clients[client].send(words.toArray(byte[][]::new));
        return readReply(client, answer);
    }

    private void readToToken(int client, List<RespValue> answer) throws IOException {
        BulkString token = new BulkString(Grammar.bytes("token-" + ++tokens));
        RespValue inResp2 = new Array(List.of(new BulkString(Grammar.bytes("pong")), token));
        clients[client].send(Grammar.bytes("PING"), token.bytes());
        for (RespValue value; !(value = clients[client].readAny()).equals(token) && !value.equals(inResp2); ) {
            answer.add(value);
        }
    }

    /** Whether this came of itself, in RESP3 as a push and in RESP2 as an array. */
    static boolean isMessage(RespValue value) {
        if (value instanceof Push) return true;
        return value instanceof Array array && array.elements().size() > 2
                && array.elements().getFirst() instanceof BulkString kind && MESSAGES.contains(kind.text());
    }

    private static boolean isStatus(RespValue value, String text) {
        return value instanceof SimpleString status && status.text().equals(text);
    }

    private static boolean isArityError(RespValue value) {
        return value instanceof ErrorReply error && error.text().startsWith("ERR wrong number of arguments");
    }

    @Override
    public void close() {
        for (RespClient client : clients) client.close();
    }
}
