package io.jadis.sentinel.daemon;

import io.jadis.protocol.acl.User;
import io.jadis.protocol.command.HelpReply;
import io.jadis.protocol.command.ReplySink;
import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.resp.ReplyBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** CLIENT, as far as a Sentinel's clients use it. */
final class ClientCommands {
    private static final List<String> TYPES = List.of("normal", "master", "replica", "slave", "pubsub");

    private final Clients clients;

    ClientCommands(Clients clients) {
        this.clients = clients;
    }

    void bind() {
        clients.bind("client|id", call -> call.reply().integer(call.client().id));
        clients.bind("client|getname", this::getName);
        clients.bind("client|setname", this::setName);
        clients.bind("client|setinfo", this::setInfo);
        clients.bind("client|info", call -> text(call, line(call.client(), call.nowMs())));
        clients.bind("client|list", this::list);
        clients.bind("client|kill", this::kill);
        clients.bind("client|no-evict", call -> turn(call, on -> { }));
        clients.bind("client|reply", this::replyMode);
        clients.bind("client|tracking", call -> turn(call, on -> call.client().tracking = on));
        clients.bind("client|trackinginfo", ClientCommands::trackingInfo);
        clients.bind("client|getredir", call -> call.reply().integer(call.client().tracking ? 0 : -1));
        clients.bind("client|caching",
                call -> call.error("CLIENT CACHING can be called only when the client is in tracking "
                + "mode with OPTIN or OPTOUT mode enabled"));
        clients.bind("client|unblock", this::unblock);
        clients.bind("client|unpause", call -> call.reply().ok());
        clients.bind("client|pause", call -> call.error("A Sentinel can't be paused: the others wait for its answers"));
        clients.bind("client|help", call -> HelpReply.write("client", ReplySink.into(call.reply()),
                "GETNAME", "    Return the name of this connection.",
                "ID", "    Return the id of this connection.",
                "INFO", "    Describe this connection.",
                "KILL <address>", "    Close the connection from this ip:port.",
                "KILL <filter> <value> [<filter> <value> ...]",
                "    Close the connections that match all of: ID <id>, ADDR <address>, LADDR <address>,",
                "    TYPE (NORMAL|PUBSUB), USER <name>; this one only with SKIPME NO.",
                "LIST [TYPE (NORMAL|PUBSUB) | ID <id> [<id> ...]]", "    Describe the open connections.",
                "REPLY (ON|OFF|SKIP)", "    Send replies, none, or none to the next command.",
                "SETINFO (LIB-NAME|LIB-VER) <value>", "    Tell the name or version of the client library.",
                "SETNAME <name>", "    Name this connection.",
                "TRACKING (ON|OFF)", "    Accepted: there are no keys whose values could change."));
    }

    private static void turn(Call call, Consumer<Boolean> what) {
        boolean on = call.is(2, "on");
        if (!on && !call.is(2, "off")) {
            call.error("syntax error");
            return;
        }
        what.accept(on);
        call.reply().ok();
    }

    private static void trackingInfo(Call call) {
        ReplyBuffer reply = call.reply();
        reply.map(3);
        reply.bulk("flags");
        reply.set(1);
        reply.bulk(call.client().tracking ? "on" : "off");
        reply.bulk("redirect");
        reply.integer(call.client().tracking ? 0 : -1);
        reply.bulk("prefixes");
        reply.array(0);
    }

    /** Nobody waits in a Sentinel. */
    private void unblock(Call call) {
        if (call.count() > 3 && !call.is(3, "timeout") && !call.is(3, "error")) {
            call.error("CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
        } else if (call.number(2, "value is not an integer or out of range") != null) {
            call.reply().integer(0);
        }
    }

    /** False, with the error sent, for a name with blanks or what isn't printable. */
    static boolean isValidName(Call call, String name) {
        if (name.chars().allMatch(c -> c >= '!' && c <= '~')) return true;
        call.error("Client names cannot contain spaces, newlines or special characters.");
        return false;
    }

    private void getName(Call call) {
        if (call.client().name.isEmpty()) call.reply().nil();
        else call.reply().bulk(call.client().name);
    }

    private void setName(Call call) {
        String name = call.text(2);
        if (!isValidName(call, name)) return;
        call.client().name = name;
        call.reply().ok();
    }

    private void setInfo(Call call) {
        String value = call.text(3);
        if (!value.chars().allMatch(c -> c >= '!' && c <= '~')) {
            call.error(call.text(2).toLowerCase(Locale.ROOT)
                    + " cannot contain spaces, newlines or special characters.");
        } else if (call.is(2, "lib-name")) {
            call.client().libraryName = value;
            call.reply().ok();
        } else if (call.is(2, "lib-ver")) {
            call.client().libraryVersion = value;
            call.reply().ok();
        } else {
            call.error("Unrecognized option '" + call.text(2) + "'");
        }
    }

    private void list(Call call) {
        String type = null;
        List<Long> ids = null;
        if (call.count() == 4 && call.is(2, "type")) {
            type = call.text(3).toLowerCase(Locale.ROOT);
            if (!TYPES.contains(type)) {
                call.error("Unknown client type '" + call.text(3) + "'");
                return;
            }
        } else if (call.count() > 3 && call.is(2, "id")) {
            ids = new ArrayList<>();
            for (int i = 3; i < call.count(); i++) {
                Long id = call.number(i, "Invalid client ID");
                if (id == null) return;
                ids.add(id);
            }
        } else if (call.count() != 2) {
            call.error("syntax error");
            return;
        }
        StringBuilder text = new StringBuilder();
        for (Client client : clients.all()) {
            if (type != null && !type.equals(type(client)) || ids != null && !ids.contains(client.id)) continue;
            text.append(line(client, call.nowMs()));
        }
        text(call, text.toString());
    }

    private static void text(Call call, String text) {
        call.reply().verbatim("txt", text.getBytes(StandardCharsets.UTF_8));
    }

    /** CLIENT KILL address | filter value … */
    private void kill(Call call) {
        if (call.count() == 3) {
            for (Client client : clients.all()) {
                if (!client.address().equals(call.text(2))) continue;
                call.reply().ok();
                clients.close(client);
                return;
            }
            call.error("No such client");
            return;
        }
        boolean skipsMe = true;
        for (int i = 2; i < call.count(); i += 2) {
            if (i + 1 == call.count() || !isFilter(call.text(i))) {
                call.error("syntax error");
                return;
            }
            if (!isValid(call, i)) return;
            if (call.is(i, "skipme")) skipsMe = !call.is(i + 1, "no");
        }
        int count = 0;
        for (Client client : clients.all()) {
            if (skipsMe && client == call.client() || !matches(call, client)) continue;
            clients.close(client);
            count++;
        }
        call.reply().integer(count);
    }

    private static boolean isFilter(String word) {
        return List.of("id", "type", "user", "addr", "laddr", "skipme").contains(word.toLowerCase(Locale.ROOT));
    }

    /** False, with the error sent, for a filter's value that can't be one. */
    private boolean isValid(Call call, int filter) {
        String value = call.text(filter + 1);
        String error = switch (call.text(filter).toLowerCase(Locale.ROOT)) {
            case "id" -> value.matches("0*[1-9][0-9]{0,17}") ? null : "client-id should be greater than 0";
            case "type" -> TYPES.contains(value.toLowerCase(Locale.ROOT)) ? null
                    : "Unknown client type '" + value + "'";
            case "user" -> user(call, filter) != null ? null : "No such user '" + value + "'";
            case "skipme" -> call.is(filter + 1, "yes") || call.is(filter + 1, "no") ? null : "syntax error";
            default -> null;
        };
        if (error != null) call.error(error);
        return error == null;
    }

    private User user(Call call, int filter) {
        return clients.users().find(ByteText.of(call.bytes(filter + 1)));
    }

    private boolean matches(Call call, Client client) {
        for (int i = 2; i < call.count(); i += 2) {
            String value = call.text(i + 1);
            boolean match = switch (call.text(i).toLowerCase(Locale.ROOT)) {
                case "id" -> value.equals(Long.toString(client.id));
                case "type" -> value.equalsIgnoreCase(type(client));
                case "user" -> client.user() == user(call, i);
                case "addr" -> value.equals(client.address());
                case "laddr" -> value.equals(client.localAddress());
                default -> true;
            };
            if (!match) return false;
        }
        return true;
    }

    private void replyMode(Call call) {
        Client client = call.client();
        if (call.is(2, "on")) {
            client.replyMode = Client.ReplyMode.ON;
            call.reply().discard(false);
            call.reply().ok();
        } else if (call.is(2, "off")) {
            client.replyMode = Client.ReplyMode.OFF;
        } else if (call.is(2, "skip")) {
            if (client.replyMode != Client.ReplyMode.OFF) client.replyMode = Client.ReplyMode.SKIP_NEXT;
        } else {
            call.error("syntax error");
        }
    }

    private static String type(Client client) {
        return client.subscriptionCount() > 0 ? "pubsub" : "normal";
    }

    /** As CLIENT LIST shows it, with a line end. */
    static String line(Client client, long nowMs) {
        return "id=" + client.id + " addr=" + client.address() + " laddr=" + client.localAddress()
                + " fd=" + client.connection().fileDescriptor() + " name=" + client.name
                + " age=" + (nowMs - client.createdAtMs) / 1000 + " idle=" + (nowMs - client.lastInteractionMs) / 1000
                + " flags=" + (client.subscriptionCount() > 0 ? "P" : "N") + " db=0 sub=" + client.channels.size()
                + " psub=" + client.patterns.size() + " ssub=0 multi=-1 qbuf=" + client.connection().queryBytes()
                + " qbuf-free=0 argv-mem=0 multi-mem=0 rbs=0 rbp=0 obl=0 oll=0 omem="
                + client.connection().unsentBytes()
                + " tot-mem=0 events=r cmd=" + client.lastCommand + " user=" + ByteText.toString(client.user().name())
                + " redir=-1 resp=" + client.protocol() + " lib-name=" + client.libraryName
                + " lib-ver=" + client.libraryVersion + "\n";
    }
}
