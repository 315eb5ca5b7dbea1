package io.jadis.server.command;

import io.jadis.protocol.acl.User;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.client.Client;
import io.jadis.server.client.ClientClass;
import io.jadis.server.client.ClientFilter;
import io.jadis.server.client.ClientLine;
import io.jadis.server.client.Clients;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Pause;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** CLIENT and its subcommands, but for those of {@link TrackingCommands}. */
public final class ClientCommands {
    private static final ErrorReply ID_TOO_SMALL = ErrorReply.of("ERR client-id should be greater than 0");
    private static final ErrorReply INVALID_ID = ErrorReply.of("ERR Invalid client ID");
    private static final ErrorReply NO_SUCH_CLIENT = ErrorReply.of("ERR No such client");
    private static final ErrorReply UNBLOCK_REASON =
            ErrorReply.of("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    private static final ErrorReply PAUSE_MODE = ErrorReply.of("ERR CLIENT PAUSE mode must be WRITE or ALL");
    private static final ErrorReply NO_TIMEOUT = ErrorReply.of("ERR timeout is not an integer or out of range");
    private static final ErrorReply NEGATIVE_TIMEOUT = ErrorReply.of("ERR timeout is negative");
    private static final ErrorReply TIMEOUT_TOO_LARGE = ErrorReply.of("ERR timeout is out of range");

    private final Clients clients;
    private final Pause pause;

    public ClientCommands(Clients clients, Pause pause) {
        this.clients = clients;
        this.pause = pause;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("client|id", call -> call.reply().integer(call.client().id()));
        handlers.bind("client|info", call -> reply(call, List.of(call.client())));
        handlers.bind("client|list", this::list);
        handlers.bind("client|getname", this::getname);
        handlers.bind("client|setname", this::setname);
        handlers.bind("client|setinfo", this::setinfo);
        handlers.bind("client|kill", this::kill);
        handlers.bind("client|pause", this::pause);
        handlers.bind("client|unpause", this::unpause);
        handlers.bind("client|reply", this::replies);
        handlers.bind("client|unblock", this::unblock);
        handlers.bind("client|no-evict", this::noEvict);
        handlers.bind("client|no-touch", call -> turn(call, call.client()::noTouch));
        handlers.bind("client|help", call -> Help.reply(call,
                "CACHING (YES|NO)", "    Say whether the keys of the next command are to be tracked.",
                "GETNAME", "    Return the name of this connection.",
                "GETREDIR", "    Return the id of the client that gets our invalidation messages.",
                "ID", "    Return the id of this connection.",
                "INFO", "    Describe this connection.",
                "KILL <address>", "    Close the connection from this ip:port or unix socket.",
                "KILL <filter> <value> [<filter> <value> ...]",
                "    Close the connections that match all of: ID <id>, ADDR <address>, LADDR <address>,",
                "    TYPE (NORMAL|MASTER|REPLICA|PUBSUB), USER <name>; this one only with SKIPME NO.",
                "LIST [TYPE (NORMAL|MASTER|REPLICA|PUBSUB) | ID <id> [<id> ...]]", "    Describe the open connections.",
                "NO-EVICT (ON|OFF)", "    Exempt this connection from client eviction, or not.",
                "NO-TOUCH (ON|OFF)", "    Leave the age of keys alone when this connection uses them, or not.",
                "PAUSE <milliseconds> [WRITE|ALL]", "    Hold back all commands, or those that write, for some time.",
                "REPLY (ON|OFF|SKIP)", "    Send replies, none, or none to the next command.",
                "SETINFO (LIB-NAME|LIB-VER) <value>", "    Tell the name or version of the client library.",
                "SETNAME <name>", "    Name this connection.",
                "TRACKING (ON|OFF) [REDIRECT <id>] [BCAST] [PREFIX <prefix> ...] [OPTIN] [OPTOUT] [NOLOOP]",
                "    Switch invalidation messages for cached keys.",
                "TRACKINGINFO", "    Tell how tracking is set.",
                "UNBLOCK <id> [TIMEOUT|ERROR]", "    End the wait of a client in a blocking command.",
                "UNPAUSE", "    Let commands through again."));
    }

    // ---- who is there

    /** CLIENT LIST [TYPE type | ID id [id …]] */
    private void list(Call call) {
        if (call.count() == 4 && call.is(2, "TYPE")) {
            ClientClass type = readType(call, 3);
            if (type != null) reply(call, clients.all().stream().filter(c -> c.clientClass() == type).toList());
        } else if (call.count() > 3 && call.is(2, "ID")) {
            listById(call);
        } else if (call.count() == 2) {
            reply(call, clients.all());
        } else {
            call.reply().error(Errors.SYNTAX);
        }
    }

    private void listById(Call call) {
        for (int i = 3; i < call.count(); i++) {
            if (!call.readInteger(i, INVALID_ID)) return;
        }
        // Read once more, as there may be millions: a list of them has no place on the Java heap.
        reply(call, IntStream.range(3, call.count()).mapToObj(i -> namedById(call, i))
                .filter(Objects::nonNull)::iterator);
    }

    /** Null if there is none. */
    private Client namedById(Call call, int index) {
        return call.readInteger(index, INVALID_ID) ? clients.byId(call.integer()) : null;
    }

    private static ClientClass readType(Call call, int index) {
        ClientClass type = ClientClass.named(call.text(index));
        if (type == null) call.reply().error("ERR Unknown client type '" + call.text(index) + "'");
        return type;
    }

    private static void reply(Call call, Iterable<Client> described) {
        // Line by line: all of them may be too much for the Java heap. This client's own is as it was before the reply.
        String own = ClientLine.of(call.client());
        Object mark = call.reply().openVerbatim("txt");
        long bytes = 0;
        for (Client client : described) {
            String text = client == call.client() ? own : ClientLine.of(client);
            byte[] line = (text + '\n').getBytes(StandardCharsets.ISO_8859_1);
            call.reply().raw(line);
            bytes += line.length;
        }
        call.reply().closeVerbatim(mark, bytes);
    }

    // ---- names

    /** CLIENT GETNAME */
    private void getname(Call call) {
        String name = call.client().name();
        if (name.isEmpty()) call.reply().nil();
        else call.reply().bulk(name);
    }

    /** CLIENT SETNAME name; an empty one takes the name away. */
    private void setname(Call call) {
        if (!ClientNames.isValidClientName(call, 2)) return;
        call.client().name(call.text(2));
        call.reply().ok();
    }

    /** CLIENT SETINFO LIB-NAME name | LIB-VER version */
    private void setinfo(Call call) {
        Consumer<String> target;
        if (call.is(2, "LIB-NAME")) {
            target = call.client()::libraryName;
        } else if (call.is(2, "LIB-VER")) {
            target = call.client()::libraryVersion;
        } else {
            call.reply().error("ERR Unrecognized option '" + call.text(2) + "'");
            return;
        }
        if (!ClientNames.isValid(call, 3)) {
            call.reply().error("ERR " + call.text(2) + " cannot contain spaces, newlines or special characters.");
            return;
        }
        target.accept(call.text(3));
        call.reply().ok();
    }

    // ---- killing

    /** CLIENT KILL address | filter value [filter value …] */
    private void kill(Call call) {
        if (call.count() == 3) {
            int killed = kill(call, new ClientFilter(0, call.text(2), null, null, null), false);
            if (killed == 0) call.reply().error(NO_SUCH_CLIENT);
            else call.reply().ok();
            return;
        }
        long id = 0;
        String address = null, localAddress = null;
        ClientClass type = null;
        User user = null;
        boolean skipMe = true;
        for (int i = 2; i < call.count(); i += 2) {
            if (i + 1 == call.count()) {
                call.reply().error(Errors.SYNTAX);
                return;
            } else if (call.is(i, "ID")) {
                if (!call.readInteger(i + 1, ID_TOO_SMALL)) return;
                id = call.integer();
                if (id < 1) {
                    call.reply().error(ID_TOO_SMALL);
                    return;
                }
            } else if (call.is(i, "TYPE")) {
                type = readType(call, i + 1);
                if (type == null) return;
            } else if (call.is(i, "ADDR")) {
                address = call.text(i + 1);
            } else if (call.is(i, "LADDR")) {
                localAddress = call.text(i + 1);
            } else if (call.is(i, "USER")) {
                user = clients.users().find(call.text(i + 1));
                if (user == null) {
                    call.reply().error("ERR No such user '" + call.text(i + 1) + "'");
                    return;
                }
            } else if (call.is(i, "SKIPME") && (call.is(i + 1, "YES") || call.is(i + 1, "NO"))) {
                skipMe = call.is(i + 1, "YES");
            } else {
                call.reply().error(Errors.SYNTAX);
                return;
            }
        }
        call.reply().integer(kill(call, new ClientFilter(id, address, localAddress, type, user), skipMe));
    }

    /** How many; whoever asked for it gets the reply even if it is one of them. */
    private int kill(Call call, ClientFilter filter, boolean skipMe) {
        int killed = 0;
        for (Client client : List.copyOf(clients.all())) {
            if (!filter.matches(client) || client == call.client() && skipMe) continue;
            if (client == call.client()) client.connection().closeAfterReply();
            else client.connection().close();
            killed++;
        }
        return killed;
    }

    // ---- waiting

    /** CLIENT PAUSE milliseconds [WRITE | ALL] */
    private void pause(Call call) {
        if (call.count() > 4) {
            Help.wrongSyntax(call);
            return;
        }
        boolean writesOnly = call.count() == 4 && call.is(3, "WRITE");
        if (call.count() == 4 && !writesOnly && !call.is(3, "ALL")) {
            call.reply().error(PAUSE_MODE);
            return;
        }
        if (!call.readInteger(2, NO_TIMEOUT)) return;
        long timeoutMs = call.integer();
        if (timeoutMs < 0) {
            call.reply().error(NEGATIVE_TIMEOUT);
        } else if (timeoutMs > Long.MAX_VALUE - call.nowMs()) {
            call.reply().error(TIMEOUT_TOO_LARGE);
        } else {
            pause.begin(Pause.Purpose.CLIENT_COMMAND, !writesOnly, call.steadyMs() + timeoutMs);
            call.reply().ok();
        }
    }

    /** CLIENT UNPAUSE */
    private void unpause(Call call) {
        pause.end(Pause.Purpose.CLIENT_COMMAND);
        call.reply().ok();
    }

    /** CLIENT UNBLOCK id [TIMEOUT | ERROR] */
    private void unblock(Call call) {
        if (call.count() > 4) {
            Help.wrongSyntax(call);
            return;
        }
        boolean withError = call.count() == 4 && call.is(3, "ERROR");
        if (call.count() == 4 && !withError && !call.is(3, "TIMEOUT")) {
            call.reply().error(UNBLOCK_REASON);
            return;
        }
        if (!call.readInteger(2)) return;
        Client target = clients.byId(call.integer());
        boolean unblocked = target != null && target.blocking() != null && target.blocking().unblock(withError);
        call.reply().integer(unblocked ? 1 : 0);
    }

    // ---- switches

    /** CLIENT REPLY ON | OFF | SKIP */
    private void replies(Call call) {
        Client client = call.client();
        if (call.is(2, "ON")) {
            client.replyMode(Client.ReplyMode.ON);
            call.reply().discard(false);
            call.reply().ok();
        } else if (call.is(2, "OFF")) {
            client.replyMode(Client.ReplyMode.OFF);
        } else if (call.is(2, "SKIP")) {
            if (client.replyMode() != Client.ReplyMode.OFF) client.replyMode(Client.ReplyMode.SKIP_NEXT);
        } else {
            call.reply().error(Errors.SYNTAX);
        }
    }

    @FunctionalInterface
    private interface Switch {
        void turn(boolean on);
    }

    private static void turn(Call call, Switch what) {
        boolean on = call.is(2, "ON");
        if (!on && !call.is(2, "OFF")) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        what.turn(on);
        call.reply().ok();
    }

    /** CLIENT NO-EVICT ON | OFF */
    private void noEvict(Call call) {
        turn(call, call.client()::noEvict);
        clients.memory().account(call.client());
    }
}
