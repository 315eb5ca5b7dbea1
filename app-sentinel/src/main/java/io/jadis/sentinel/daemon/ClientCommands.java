package io.jadis.sentinel.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** CLIENT, as far as a Sentinel's clients use it. */
final class ClientCommands {
    private final Clients clients;

    ClientCommands(Clients clients) {
        this.clients = clients;
    }

    void bind() {
        clients.bind("client|id", call -> call.reply().integer(call.client().id));
        clients.bind("client|getname", this::getName);
        clients.bind("client|setname", this::setName);
        clients.bind("client|setinfo", this::setInfo);
        clients.bind("client|info", call -> call.reply().bulk(line(call.client(), call.nowMs())));
        clients.bind("client|list", this::list);
        clients.bind("client|kill", this::kill);
        clients.bind("client|no-evict", call -> call.reply().ok());
        clients.bind("client|reply", this::replyMode);
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
            call.error(call.text(2).toLowerCase(Locale.ROOT) + " cannot contain spaces, newlines or special characters.");
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
            if (!List.of("normal", "master", "replica", "slave", "pubsub").contains(type)) {
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
        call.reply().bulk(text.toString());
    }

    /** CLIENT KILL address | filter value … */
    private void kill(Call call) {
        if (call.count() == 3) {
            for (Client client : clients.all()) {
                if (!client.address().equals(call.text(2))) continue;
                call.reply().ok();
                end(call, client);
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
            if (call.is(i, "skipme")) skipsMe = !call.is(i + 1, "no");
        }
        int count = 0;
        for (Client client : clients.all()) {
            if (skipsMe && client == call.client() || !matches(call, client)) continue;
            end(call, client);
            count++;
        }
        call.reply().integer(count);
    }

    private static boolean isFilter(String word) {
        return List.of("id", "type", "user", "addr", "laddr", "skipme").contains(word.toLowerCase(Locale.ROOT));
    }

    private static boolean matches(Call call, Client client) {
        for (int i = 2; i < call.count(); i += 2) {
            String value = call.text(i + 1);
            boolean match = switch (call.text(i).toLowerCase(Locale.ROOT)) {
                case "id" -> value.equals(Long.toString(client.id));
                case "type" -> value.equalsIgnoreCase(type(client));
                case "user" -> value.equals("default");
                case "addr" -> value.equals(client.address());
                case "laddr" -> value.equals(client.localAddress());
                default -> true;
            };
            if (!match) return false;
        }
        return true;
    }

    private static void end(Call call, Client client) {
        if (client == call.client()) client.connection().closeAfterReply();
        else client.connection().closeSoon();
    }

    private void replyMode(Call call) {
        if (call.is(2, "on")) call.reply().ok();
        else call.error("syntax error");
    }

    private static String type(Client client) {
        return client.subscriptionCount() > 0 ? "pubsub" : "normal";
    }

    private static String line(Client client, long nowMs) {
        return "id=" + client.id + " addr=" + client.address() + " laddr=" + client.localAddress()
                + " fd=" + client.connection().fileDescriptor() + " name=" + client.name
                + " age=" + (nowMs - client.createdAtMs) / 1000 + " idle=" + (nowMs - client.lastInteractionMs) / 1000
                + " flags=" + (client.subscriptionCount() > 0 ? "P" : "N") + " db=0 sub=" + client.channels.size()
                + " psub=" + client.patterns.size() + " ssub=0 multi=-1 qbuf=" + client.connection().queryBytes()
                + " qbuf-free=0 argv-mem=0 multi-mem=0 rbs=0 rbp=0 obl=0 oll=0 omem=" + client.connection().unsentBytes()
                + " tot-mem=0 events=r cmd=" + client.lastCommand + " user=default redir=-1 resp=" + client.protocol()
                + " lib-name=" + client.libraryName + " lib-ver=" + client.libraryVersion + "\n";
    }
}
