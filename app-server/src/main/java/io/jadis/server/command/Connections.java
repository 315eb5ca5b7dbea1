package io.jadis.server.command;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.client.Client;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.info.ServerIdentity;
import io.jadis.store.keyspace.Keyspace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** AUTH, HELLO, PING, ECHO, SELECT, QUIT: what a connection begins and ends with. */
public final class Connections {
    private static final ErrorReply NO_PASSWORD_CONFIGURED = ErrorReply.of("ERR AUTH <password> called without any password "
            + "configured for the default user. Are you sure your configuration is correct?");
    private static final ErrorReply WRONG_PASSWORD =
            ErrorReply.of("WRONGPASS invalid username-password pair or user is disabled.");
    private static final ErrorReply NO_PROTOCOL = ErrorReply.of("NOPROTO unsupported protocol version");
    private static final ErrorReply PROTOCOL_NOT_AN_INTEGER =
            ErrorReply.of("ERR Protocol version is not an integer or out of range");
    private static final ErrorReply HELLO_NEEDS_AUTH = ErrorReply.of("NOAUTH HELLO must be called with the client already "
            + "authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client "
            + "and select the RESP protocol version at the same time");
    private static final String DEFAULT_USER = "default";

    private final Keyspace keyspace;
    private final Config config;

    public Connections(Keyspace keyspace, Config config) {
        this.keyspace = keyspace;
        this.config = config;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("ping", this::ping);
        handlers.bind("echo", call -> call.reply().bulk(call.address(1), call.length(1)));
        handlers.bind("select", this::select);
        handlers.bind("quit", this::quit);
        handlers.bind("auth", this::auth);
        handlers.bind("hello", this::hello);
    }

    /** PING [message]; a RESP2 subscriber gets the form of a message. */
    private void ping(Call call) {
        ReplyBuffer reply = call.reply();
        if (call.count() > 2) {
            reply.error("ERR wrong number of arguments for 'ping' command");
        } else if (call.client().isSubscriber() && call.client().protocol() == 2) {
            reply.array(2);
            reply.bulk("pong");
            if (call.count() == 1) reply.bulk("");
            else reply.bulk(call.address(1), call.length(1));
        } else if (call.count() == 1) {
            reply.status("PONG");
        } else {
            reply.bulk(call.address(1), call.length(1));
        }
    }

    /** SELECT index */
    private void select(Call call) {
        if (!call.readInteger(1)) return;
        long index = call.integer();
        if (index < 0 || index >= keyspace.databaseCount()) {
            call.reply().error(Errors.DB_INDEX_OUT_OF_RANGE);
            return;
        }
        call.client().database(keyspace.database((int) index));
        call.reply().ok();
    }

    /** QUIT */
    private void quit(Call call) {
        call.reply().ok();
        call.client().connection().closeAfterReply();
    }

    /** AUTH [username] password */
    private void auth(Call call) {
        if (call.count() > 3) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        if (call.count() == 2 && config.get(Directives.REQUIREPASS).isEmpty()) {
            call.reply().error(NO_PASSWORD_CONFIGURED);
            return;
        }
        String user = call.count() == 2 ? DEFAULT_USER : call.text(1);
        if (authenticate(call, user, call.bytes(call.count() - 1))) call.reply().ok();
    }

    /** Sends the error where the pair is wrong; the client then is what it was before. */
    private boolean authenticate(Call call, String user, byte[] password) {
        String required = config.get(Directives.REQUIREPASS);
        boolean right = user.equals(DEFAULT_USER) && (required.isEmpty()
                || MessageDigest.isEqual(required.getBytes(StandardCharsets.ISO_8859_1), password));
        if (right) {
            call.client().authenticated(true);
        } else {
            call.client().registry().authFailed();
            call.reply().error(WRONG_PASSWORD);
        }
        return right;
    }

    /** HELLO [protover [AUTH username password] [SETNAME clientname]] */
    private void hello(Call call) {
        int version = call.client().protocol();
        if (call.count() > 1) {
            if (!call.readInteger(1, PROTOCOL_NOT_AN_INTEGER)) return;
            if (call.integer() < 2 || call.integer() > 3) {
                call.reply().error(NO_PROTOCOL);
                return;
            }
            version = (int) call.integer();
        }
        int auth = 0, name = 0;
        for (int i = 2; i < call.count(); i++) {
            int more = call.count() - 1 - i;
            if (call.is(i, "AUTH") && more >= 2) {
                auth = i;
                i += 2;
            } else if (call.is(i, "SETNAME") && more >= 1) {
                name = ++i;
                if (!ClientNames.isValid(call.bytes(name))) {
                    call.reply().error(ClientNames.INVALID_NAME);
                    return;
                }
            } else {
                call.reply().error("ERR Syntax error in HELLO option '" + call.text(i) + "'");
                return;
            }
        }
        Client client = call.client();
        if (auth > 0 && !authenticate(call, call.text(auth + 1), call.bytes(auth + 2))) return;
        if (!client.isAuthenticated() && client.registry().passwordRequired()) {
            call.reply().error(HELLO_NEEDS_AUTH);
            return;
        }
        if (name > 0) client.name(call.text(name));
        client.protocol(version);
        ReplyBuffer reply = call.reply();
        reply.map(7);
        reply.bulk("server");
        reply.bulk("redis");
        reply.bulk("version");
        reply.bulk(ServerIdentity.REDIS_VERSION);
        reply.bulk("proto");
        reply.integer(version);
        reply.bulk("id");
        reply.integer(client.id());
        reply.bulk("mode");
        reply.bulk(config.get(Directives.CLUSTER_ENABLED) ? "cluster" : "standalone");
        reply.bulk("role");
        reply.bulk("master");
        reply.bulk("modules");
        reply.array(0);
    }
}
