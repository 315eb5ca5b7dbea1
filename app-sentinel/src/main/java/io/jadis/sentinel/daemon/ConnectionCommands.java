package io.jadis.sentinel.daemon;

import io.jadis.protocol.acl.User;
import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.resp.ReplyBuffer;
import java.util.Optional;

/** PING, AUTH, HELLO, RESET, QUIT: a client and its own connection. */
final class ConnectionCommands {
    static final String REDIS_VERSION = "7.2.5";
    private static final String WRONG_PASSWORD = "WRONGPASS invalid username-password pair or user is disabled.";

    private final Clients clients;

    ConnectionCommands(Clients clients) {
        this.clients = clients;
    }

    void bind() {
        clients.bind("ping", this::ping);
        clients.bind("auth", this::auth);
        clients.bind("hello", this::hello);
        clients.bind("reset", this::reset);
        clients.bind("quit", call -> {
            call.reply().ok();
            call.client().connection().closeAfterReply();
        });
    }

    private void ping(Call call) {
        ReplyBuffer reply = call.reply();
        if (call.count() > 2) {
            call.error("wrong number of arguments for 'ping' command");
        } else if (call.client().subscriptionCount() > 0 && call.client().protocol() == 2) {
            reply.array(2);
            reply.bulk("pong");
            reply.bulk(call.count() == 1 ? new byte[0] : call.bytes(1));
        } else if (call.count() == 1) {
            reply.status("PONG");
        } else {
            reply.bulk(call.bytes(1));
        }
    }

    private void auth(Call call) {
        if (call.count() > 3) {
            call.error("syntax error");
        } else if (call.count() == 2 && clients.users().defaultUser().needsNoPassword()) {
            call.error("AUTH <password> called without any password configured for the default user. Are you sure your "
                    + "configuration is correct?");
        } else if (authenticate(call, call.count() == 2 ? clients.users().defaultUser().name() : name(call, 1),
                call.bytes(call.count() - 1))) {
            call.reply().ok();
        }
    }

    private static String name(Call call, int index) {
        return ByteText.of(call.bytes(index));
    }

    /** Sends the error where it fails. */
    private boolean authenticate(Call call, String userName, byte[] password) {
        Optional<User> user = clients.users().authenticate(userName, password);
        if (user.isPresent()) {
            call.client().authenticate(user.get());
        } else {
            clients.authenticationFailed(call, userName);
            call.reply().error(WRONG_PASSWORD);
        }
        return user.isPresent();
    }

    /** HELLO [version [AUTH username password] [SETNAME name]] */
    private void hello(Call call) {
        Client client = call.client();
        long version = client.protocol();
        if (call.count() > 1) {
            Long asked = call.number(1, "Protocol version is not an integer or out of range");
            if (asked == null) return;
            if (asked < 2 || asked > 3) {
                call.reply().error("NOPROTO unsupported protocol version");
                return;
            }
            version = asked;
        }
        int userIndex = 0;
        String name = null;
        for (int i = 2; i < call.count(); i++) {
            if (call.is(i, "auth") && i + 2 < call.count()) {
                userIndex = i + 1;
                i += 2;
            } else if (call.is(i, "setname") && i + 1 < call.count()) {
                name = call.text(++i);
                if (!ClientCommands.isValidName(call, name)) return;
            } else {
                call.error("Syntax error in HELLO option '" + call.text(i) + "'");
                return;
            }
        }
        if (userIndex > 0 && !authenticate(call, name(call, userIndex), call.bytes(userIndex + 1))) return;
        if (!client.isAuthenticated()) {
            call.reply().error("NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> "
                    + "AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version "
                    + "at the same time");
            return;
        }
        if (name != null) client.name = name;
        client.protocol((int) version);
        replyToHello(call.reply(), client);
    }

    private static void replyToHello(ReplyBuffer reply, Client client) {
        reply.map(6);
        reply.bulk("server");
        reply.bulk("redis");
        reply.bulk("version");
        reply.bulk(REDIS_VERSION);
        reply.bulk("proto");
        reply.integer(client.protocol());
        reply.bulk("id");
        reply.integer(client.id);
        reply.bulk("mode");
        reply.bulk("sentinel");
        reply.bulk("modules");
        reply.array(0);
    }

    private void reset(Call call) {
        Client client = call.client();
        client.channels.clear();
        client.patterns.clear();
        client.protocol(2);
        client.name = "";
        client.tracking = false;
        client.replyMode = Client.ReplyMode.ON;
        call.reply().discard(false);
        client.logOut();
        call.reply().status("RESET");
    }
}
