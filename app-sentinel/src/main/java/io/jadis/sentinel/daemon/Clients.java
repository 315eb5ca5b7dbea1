package io.jadis.sentinel.daemon;

import io.jadis.protocol.acl.AccessCheck;
import io.jadis.protocol.acl.ChannelRights;
import io.jadis.protocol.acl.Denial;
import io.jadis.protocol.acl.DenialLog;
import io.jadis.protocol.acl.User;
import io.jadis.protocol.acl.UserConnections;
import io.jadis.protocol.acl.Users;
import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.match.Glob;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.server.Connection;
import io.jadis.protocol.server.Session;
import io.jadis.protocol.server.SessionFactory;
import io.jadis.sentinel.core.Saves;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The clients of this Sentinel: their coming and going, what they ask for, and the events that they subscribe to. */
final class Clients implements SessionFactory, UserConnections {
    private static final Set<String> OF_SUBSCRIBERS =
            Set.of("subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ping", "quit", "reset");

    private final NavigableMap<Long, Client> byId = new TreeMap<>();
    private final CommandTable table;
    private final Users users;
    private final DenialLog denials;
    private final AccessCheck check = new AccessCheck();
    private final Saves saves;
    private final LongSupplier clock;
    private final Map<Command, Handler> handlers = new HashMap<>();
    private final ClientLimits limits = new ClientLimits(this);
    private boolean protectedMode;
    /** The client whose command is being executed, or null. */
    private Client current;
    private long clientsMax = 10_000;
    private long nextId = 1;
    long acceptedCount, rejectedCount, commandCount;

    Clients(CommandTable table, Users users, DenialLog denials, Saves saves, LongSupplier clock) {
        this.table = table;
        this.users = users;
        this.denials = denials;
        users.connections(this);
        this.saves = saves;
        this.clock = clock;
    }

    void bind(String fullName, Handler handler) {
        for (Command command : table.allCommands()) {
            if (command.fullName().equals(fullName)) handlers.put(command, handler);
            for (Command subcommand : command.subcommands()) {
                if (subcommand.fullName().equals(fullName)) handlers.put(subcommand, handler);
            }
        }
    }

    /** Whether a command of the table has a handler. */
    boolean isBound(Command command) {
        return handlers.containsKey(command);
    }

    Users users() {
        return users;
    }

    void protectedMode(boolean on) {
        protectedMode = on;
    }

    void clientsMax(long max) {
        clientsMax = max;
    }

    ClientLimits limits() {
        return limits;
    }

    /** Something was written for a client. */
    void checkLimits(Client client) {
        limits.check(client, clock.getAsLong());
    }

    Collection<Client> all() {
        return List.copyOf(byId.values());
    }

    int count() {
        return byId.size();
    }

    // ---- coming and going

    @Override
    public Session onAccepted(Connection connection) {
        if (byId.size() >= clientsMax) return refused(connection, "ERR max number of clients reached");
        boolean foreign = connection.peer() != null && !connection.peer().getAddress().isLoopbackAddress();
        if (protectedMode && users.defaultUser().needsNoPassword() && foreign) {
            return refused(connection,
                    "DENIED Redis is running in protected mode because protected mode is enabled and no "
                    + "password is set for the default user. In this mode connections are only accepted from the loopback "
                    + "interface.");
        }
        acceptedCount++;
        Client client = new Client(nextId++, connection, this, clock.getAsLong());
        byId.put(client.id, client);
        return client;
    }

    private Session refused(Connection connection, String error) {
        rejectedCount++;
        connection.reply().error(error);
        return null;
    }

    void remove(Client client) {
        byId.remove(client.id);
    }

    void closeAll() {
        for (Client client : all()) client.connection().close();
    }

    // ---- requests

    void execute(Client client, Arguments request) {
        client.lastInteractionMs = clock.getAsLong();
        ReplyBuffer reply = client.reply();
        Command command = table.find(request);
        if (command == null || !handlers.containsKey(command) && !command.isContainer()) {
            reply.error(unknown(request));
            return;
        }
        Call call = new Call(client, command, request, clock.getAsLong());
        if (!command.acceptsCount(request.count()) || !handlers.containsKey(command)) {
            reply.error("ERR wrong number of arguments for '" + command.fullName() + "' command");
            return;
        }
        if (!client.isAuthenticated() && !users.defaultUser().isOpen() && !command.noAuth()) {
            reply.error("NOAUTH Authentication required.");
            return;
        }
        Denial denial = check.denial(client.user(), command, request);
        if (denial != null) {
            note(denial, client, check.object(denial, command, request), client.user().name());
            reply.error(AccessCheck.refusal(denial, client.user(), command));
            return;
        }
        if (client.subscriptionCount() > 0 && client.protocol() == 2 && !OF_SUBSCRIBERS.contains(command.name())) {
            reply.error("ERR Can't execute '" + command.fullName()
                    + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context");
            return;
        }
        client.lastCommand = command.fullName();
        commandCount++;
        current = client;
        try {
            handlers.get(command).handle(call);
        } finally {
            current = null;
        }
        if (call.tellsState()) client.told(saves.position());
    }

    private void note(Denial denial, Client client, String object, String userName) {
        long nowMs = clock.getAsLong();
        String line = ByteText.ofString(ClientCommands.line(client, nowMs).stripTrailing());
        denials.add(denial, DenialLog.Context.TOPLEVEL, object, userName, line, nowMs);
    }

    /** AUTH or HELLO had a wrong name or password. */
    void authenticationFailed(Call call, String userName) {
        note(Denial.AUTH, call.client(), DenialLog.text(call.arguments(), 0), userName);
    }

    // ---- users

    @Override
    public void closeAll(User user) {
        for (Client client : all()) {
            if (client.user() != user) continue;
            client.logOut();
            close(client);
        }
    }

    @Override
    public void channelsTaken(User user, ChannelRights remaining) {
        for (Client client : all()) {
            boolean allowed = client.channels.stream().allMatch(name -> allows(remaining, name, false))
                    && client.patterns.stream().allMatch(name -> allows(remaining, name, true));
            if (client.user() == user && !allowed) close(client);
        }
    }

    private static boolean allows(ChannelRights rights, String name, boolean isPattern) {
        return rights.allows(LosslessText.bytes(name), isPattern);
    }

    /** Whoever has asked for it still gets the reply. */
    void close(Client client) {
        if (client == current) client.connection().closeAfterReply();
        else client.connection().closeSoon();
    }

    @Override
    public void defaultUserChanged() {
        byId.values().forEach(Client::applyLimits);
    }

    private String unknown(Arguments request) {
        String name = shown(request, 0);
        Command container = table.find(request.address(0), request.length(0));
        if (container != null && container.isContainer()) {
            return "ERR unknown subcommand '" + shown(request, 1) + "'. Try "
                    + container.name().toUpperCase(Locale.ROOT) + " HELP.";
        }
        StringBuilder arguments = new StringBuilder();
        for (int i = 1; i < request.count() && arguments.length() < 128; i++) {
            arguments.append('\'').append(shown(request, i)).append("' ");
        }
        return "ERR unknown command '" + name + "', with args beginning with: " + arguments;
    }

    private static String shown(Arguments request, int index) {
        long length = Math.min(request.length(index), 128);
        return Call.line(new String(Memory.toArray(request.address(index), length), StandardCharsets.UTF_8));
    }

    // ---- events

    /** Sends an event to those who have subscribed to it. */
    int publish(String channel, String text) {
        int receivers = 0;
        for (Client client : all()) {
            if (client.channels.contains(channel)) {
                push(client, List.of("message", channel, text));
                receivers++;
            }
            for (String pattern : new ArrayList<>(client.patterns)) {
                if (!Glob.matches(pattern, channel, false)) continue;
                push(client, List.of("pmessage", pattern, channel, text));
                receivers++;
            }
        }
        return receivers;
    }

    private static void push(Client client, List<String> parts) {
        ReplyBuffer reply = client.reply();
        reply.push(parts.size());
        for (String part : parts) reply.bulk(part.getBytes(StandardCharsets.UTF_8));
        client.pushed();
    }
}
