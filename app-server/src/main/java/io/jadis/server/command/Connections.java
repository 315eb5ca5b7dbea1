package io.jadis.server.command;

import io.jadis.protocol.acl.User;
import io.jadis.protocol.acl.Users;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.client.Client;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.Handler;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.info.ServerIdentity;
import io.jadis.server.pubsub.PubSub;
import io.jadis.server.tracking.Tracking;
import io.jadis.store.keyspace.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** AUTH, HELLO, PING, ECHO, SELECT, QUIT, RESET, MONITOR: a client and its own connection. */
public final class Connections {
    private static final ErrorReply NO_PASSWORD_SET = ErrorReply.of("ERR AUTH <password> called without any password "
            + "configured for the default user. Are you sure your configuration is correct?");
    private static final ErrorReply WRONG_PASSWORD =
            ErrorReply.of("WRONGPASS invalid username-password pair or user is disabled.");
    private static final ErrorReply NO_PROTOCOL = ErrorReply.of("NOPROTO unsupported protocol version");
    private static final ErrorReply NO_VERSION =
            ErrorReply.of("ERR Protocol version is not an integer or out of range");
    private static final ErrorReply HELLO_WITHOUT_AUTH = ErrorReply.of("NOAUTH HELLO must be called with the client "
            + "already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate "
            + "the client and select the RESP protocol version at the same time");
    private static final ErrorReply NO_DATABASES_IN_CLUSTER =
            ErrorReply.of("ERR SELECT is not allowed in cluster mode");
    private static final ErrorReply NO_MONITOR =
            ErrorReply.of("ERR MONITOR isn't allowed for DENY BLOCKING client");
    private static final byte[] PONG = "+PONG\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG_OF_SUBSCRIBER = "pong".getBytes(StandardCharsets.US_ASCII), NOTHING = {};

    private final Config config;
    private final Users users;
    private final Keyspace keyspace;
    private final PubSub pubsub;
    private final Tracking tracking;

    public Connections(Config config, Users users, Keyspace keyspace, PubSub pubsub, Tracking tracking) {
        this.config = config;
        this.users = users;
        this.keyspace = keyspace;
        this.pubsub = pubsub;
        this.tracking = tracking;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("auth", this::auth);
        handlers.bind("hello", this::hello);
        handlers.bind("ping", new Ping());
        handlers.bind("echo", new Echo());
        handlers.bind("select", this::select);
        handlers.bind("quit", this::quit);
        handlers.bind("reset", this::reset);
        handlers.bind("monitor", this::monitor);
    }

    /** AUTH [username] password */
    private void auth(Call call) {
        if (call.count() > 3) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        call.redact(1);
        call.redact(2);
        if (call.count() == 2 && users.defaultUser().needsNoPassword()) {
            call.reply().error(NO_PASSWORD_SET);
            return;
        }
        String user = call.count() == 2 ? users.defaultUser().name() : call.text(1);
        if (authenticate(call, user, call.bytes(call.count() - 1))) call.reply().ok();
    }

    /** Sends the error where it fails. */
    private boolean authenticate(Call call, String userName, byte[] password) {
        Optional<User> user = users.authenticate(userName, password);
        if (user.isPresent()) {
            call.client().authenticate(user.get());
        } else {
            call.execution().permissions().authenticationFailed(call, userName);
            call.reply().error(WRONG_PASSWORD);
        }
        return user.isPresent();
    }

    /** HELLO [version [AUTH username password] [SETNAME name]] */
    private void hello(Call call) {
        Client client = call.client();
        long version = client.protocol();
        if (call.count() > 1) {
            if (!call.readInteger(1, NO_VERSION)) return;
            version = call.integer();
            if (version < 2 || version > 3) {
                call.reply().error(NO_PROTOCOL);
                return;
            }
        }
        int userIndex = 0, nameIndex = 0;
        for (int i = 2; i < call.count(); i++) {
            if (call.is(i, "AUTH") && i + 2 < call.count()) {
                userIndex = i + 1;
                call.redact(i + 1);
                call.redact(i + 2);
                i += 2;
            } else if (call.is(i, "SETNAME") && i + 1 < call.count()) {
                nameIndex = ++i;
                if (!ClientNames.isValidClientName(call, i)) return;
            } else {
                call.reply().error("ERR Syntax error in HELLO option '" + call.shown(i) + "'");
                return;
            }
        }
        if (userIndex > 0 && !authenticate(call, call.text(userIndex), call.bytes(userIndex + 1))) return;
        if (!client.isAuthenticated()) {
            call.reply().error(HELLO_WITHOUT_AUTH);
            return;
        }
        if (nameIndex > 0) client.name(call.text(nameIndex));
        client.protocol((int) version);
        replyToHello(call.reply(), client);
    }

    private void replyToHello(ReplyBuffer reply, Client client) {
        reply.map(7);
        reply.bulk("server");
        reply.bulk("redis");
        reply.bulk("version");
        reply.bulk(ServerIdentity.REDIS_VERSION);
        reply.bulk("proto");
        reply.integer(client.protocol());
        reply.bulk("id");
        reply.integer(client.id());
        reply.bulk("mode");
        reply.bulk(config.get(Directives.CLUSTER_ENABLED) ? "cluster" : "standalone");
        reply.bulk("role");
        reply.bulk(config.get(Directives.REPLICAOF).isPresent() ? "replica" : "master");
        reply.bulk("modules");
        reply.array(0);
    }

    /** SELECT index */
    private void select(Call call) {
        if (!call.readInteger(1)) return;
        long index = call.integer();
        if (index != (int) index) {
            call.reply().error(Errors.NOT_AN_INT);
        } else if (config.get(Directives.CLUSTER_ENABLED) && index != 0) {
            call.reply().error(NO_DATABASES_IN_CLUSTER);
        } else if (index < 0 || index >= keyspace.databaseCount()) {
            call.reply().error(Errors.DB_INDEX_OUT_OF_RANGE);
        } else {
            call.client().database(keyspace.database((int) index));
            call.reply().ok();
        }
    }

    /** QUIT */
    private void quit(Call call) {
        call.reply().ok();
        call.client().connection().closeAfterReply();
    }

    /** RESET: as if the client had just connected, but for what it said about its library. */
    private void reset(Call call) {
        Client client = call.client();
        Transactions.end(client);
        pubsub.forget(client);
        tracking.disable(client);
        call.execution().monitors().remove(client);
        client.database(keyspace.database(0));
        client.protocol(2);
        client.name("");
        client.noEvict(false);
        client.noTouch(false);
        client.replyMode(Client.ReplyMode.ON);
        client.reply().discard(false);
        client.logOut();
        call.reply().status("RESET");
    }

    /** MONITOR; of a client that monitors already, no word. */
    private void monitor(Call call) {
        if (call.isNested()) {
            call.reply().error(NO_MONITOR);
            return;
        }
        if (call.client().isMonitor()) return;
        call.execution().monitors().add(call.client());
        call.reply().ok();
    }

    // These two are classes of their own: what the JVM learns of the place that calls handlers it keeps in the start-up
    // cache only if the first two that it meets there are no method references (docs/jvm.md).

    /** PING [message] */
    private record Ping() implements Handler {
        @Override
        public void handle(Call call) {
            ReplyBuffer reply = call.reply();
            if (call.count() > 2) {
                reply.error("ERR wrong number of arguments for 'ping' command");
            } else if (call.client().isSubscriber() && !reply.isResp3()) {
                reply.array(2);
                reply.bulk(PONG_OF_SUBSCRIBER);
                if (call.count() == 1) reply.bulk(NOTHING);
                else reply.bulk(call.address(1), call.length(1));
            } else if (call.count() == 1) {
                reply.raw(PONG);
            } else {
                reply.bulk(call.address(1), call.length(1));
            }
        }
    }

    /** ECHO message */
    private record Echo() implements Handler {
        @Override
        public void handle(Call call) {
            call.reply().bulk(call.address(1), call.length(1));
        }
    }
}
