package io.jadis.sentinel.core;

import io.jadis.protocol.client.RespValue;
import io.jadis.simulator.Connection;
import io.jadis.simulator.Node;
import io.jadis.simulator.Simulation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A Sentinel in the simulator: the core, fed by connections that don't exist, with a file that is a list. */
final class SentinelNode extends Node implements Outside {
    static final int PORT = 26379;
    private static final long DISK_MS_MAX = 10;

    private final World world;
    final String ip;
    private final List<List<String>> firstFile;
    private List<List<String>> file;
    /** What is being written; null: nothing. */
    private List<List<String>> inFlight;
    private long diskMsMin, diskMsMax = DISK_MS_MAX;
    private Sentinel core;
    private Saves saves;
    /** Replies that are held back, by the connection: what comes after them waits as well. */
    private final Map<Connection, Integer> held = new HashMap<>();
    private final Map<Link, Map<Channel, Connection>> connections = new LinkedHashMap<>();

    SentinelNode(Simulation simulation, World world, String ip, List<List<String>> firstFile) {
        super(simulation, ip);
        this.world = world;
        this.ip = ip;
        this.firstFile = firstFile;
        this.file = firstFile;
    }

    /** Null while it is down. */
    Sentinel core() {
        return isUp() ? core : null;
    }

    @Override
    protected void onStart() {
        connections.clear();
        held.clear();
        saves = new Saves(action -> timer(0, action), this::write);
        core = world.bug == World.Bug.EPOCH_NOT_RAISED
                ? new Sentinel(this, simulation().random(), clockMs()) {
                    @Override
                    long raiseEpoch() {
                        return currentEpoch;
                    }
                }
                : new Sentinel(this, simulation().random(), clockMs());
        StateReader reader = new StateReader(core);
        List<List<String>> sorted = new ArrayList<>(file);
        sorted.sort(Comparator.comparingInt(words -> StateReader.rank(words.getFirst())));
        for (List<String> words : sorted) {
            String error = reader.take(words);
            if (error != null) throw new AssertionError(words + ": " + error);
        }
        core.start(clockMs(), world.randomId());
        tick();
    }

    private void tick() {
        timer(core.tick(clockMs()), this::tick);
    }

    @Override
    protected void onCrash(boolean filesToo) {
        // What was being written may have just got there, and nobody heard of it.
        if (inFlight != null && simulation().oneIn(2)) file = inFlight;
        inFlight = null;
        if (filesToo) file = firstFile;
    }

    /** From now on a save may take so long. */
    void disk(long msMin, long msMax) {
        tell("its disk takes " + msMin + " to " + msMax + " ms");
        diskMsMin = msMin;
        diskMsMax = msMax;
    }

    void setDiskRight() {
        diskMsMin = 0;
        diskMsMax = DISK_MS_MAX;
    }

    private void write(Consumer<Boolean> written) {
        List<List<String>> state = new ArrayList<>();
        for (StateLines.Group group : StateLines.of(core).values()) state.addAll(group.lines());
        if (world.bug == World.Bug.VOTE_NOT_PERSISTED) state.removeIf(words -> words.getFirst().equals("leader-epoch"));
        inFlight = state;
        int ofLife = life();
        // The disk goes on while the process is stopped.
        simulation().after(simulation().between(diskMsMin, diskMsMax), () -> {
            if (life() != ofLife || inFlight != state) return;
            file = state;
            inFlight = null;
            input(() -> {
                written.accept(true);
                core.tick(clockMs());
            });
        });
    }

    // ---- outside

    @Override
    public void open(Link link, Channel channel, Address to) {
        Node node = world.node(to.ip());
        Connection[] made = new Connection[1];
        Connection connection = new Connection(world.network, this, node, () -> { },
                () -> closed(link, channel, made[0]),
                () -> {
                    if (node instanceof DataServer server) server.unsubscribe(made[0]);
                });
        made[0] = connection;
        connections.computeIfAbsent(link, l -> new EnumMap<>(Channel.class)).put(channel, connection);
    }

    private void closed(Link link, Channel channel, Connection connection) {
        Map<Channel, Connection> ofLink = connections.getOrDefault(link, Map.of());
        if (ofLink.get(channel) != connection) return;
        ofLink.remove(channel);
        core.onClosed(clockMs(), link, channel);
    }

    @Override
    public void close(Link link, Channel channel) {
        Map<Channel, Connection> ofLink = connections.get(link);
        if (ofLink == null) return;
        Connection connection = ofLink.remove(channel);
        if (connection != null) connection.close(true);
        if (ofLink.isEmpty()) connections.remove(link);
    }

    @Override
    public void send(Link link, Channel channel, Request request) {
        Connection connection = connections.getOrDefault(link, Map.of()).get(channel);
        if (connection == null) return;
        Node node = world.node(request.about().address().ip());
        connection.toServer(() -> {
            if (request.purpose() == Request.Purpose.SUBSCRIBE) {
                ((DataServer) node).subscribe(connection, message -> connection.toClient(
                        () -> core.onMessage(clockMs(), link, message)));
                return;
            }
            if (node instanceof SentinelNode sentinel) {
                sentinel.serve(connection, request.words(),
                        reply -> core.onReply(clockMs(), link, request, reply));
                return;
            }
            RespValue reply = ((DataServer) node).execute(request.words());
            if (channel == Channel.PUBSUB) return;
            connection.toClient(() -> core.onReply(clockMs(), link, request, reply));
        });
    }

    /** A vote is told when it is in the file; other replies don't wait, unless they come after one that does. */
    private void serve(Connection connection, List<String> words, Consumer<RespValue> client) {
        RespValue reply = execute(words);
        boolean tells = words.getFirst().equals("SENTINEL") && !words.get(5).equals("*");
        boolean waits = (tells && !saves.areSettled() || held.containsKey(connection))
                && world.bug != World.Bug.TOLD_BEFORE_SAVED;
        if (!waits) {
            connection.toClient(() -> client.accept(reply));
            return;
        }
        held.merge(connection, 1, Integer::sum);
        saves.whenSettled(saves.position(), saved -> {
            held.computeIfPresent(connection, (c, count) -> count == 1 ? null : count - 1);
            connection.toClient(() -> client.accept(reply));
        });
    }

    private RespValue execute(List<String> words) {
        return switch (words.getFirst()) {
            case "PING" -> new RespValue.SimpleString("PONG".getBytes());
            case "PUBLISH" -> {
                core.onHello(clockMs(), words.get(2));
                yield new RespValue.IntegerReply(1);
            }
            case "SENTINEL" -> {
                Sentinel.Opinion opinion = core.opinion(clockMs(), words.get(2), Integer.parseInt(words.get(3)),
                        Long.parseLong(words.get(4)), words.get(5));
                yield new RespValue.Array(List.of(new RespValue.IntegerReply(opinion.down() ? 1 : 0),
                        DataServer.bulk(opinion.leader()), new RespValue.IntegerReply(opinion.leaderEpoch())));
            }
            default -> new RespValue.SimpleString("OK".getBytes());
        };
    }

    @Override
    public String localIp(Link link) {
        return ip;
    }

    @Override
    public void event(EventLevel level, String type, String text) {
        if (level != EventLevel.DEBUG) tell(type + " " + text);
        if (type.equals("+vote-for-leader")) world.voted(this);
        if (type.equals("+elected-leader")) world.elected(this, core.master(text.split(" ")[1]));
    }

    @Override
    public void log(EventLevel level, String text) {
        tell(text);
    }

    @Override
    public void persist() {
        saves.save();
    }

    @Override
    public long persistPosition() {
        return saves.position();
    }

    @Override
    public boolean isPersisted(long position) {
        return saves.isSettled(position) || world.bug == World.Bug.TOLD_BEFORE_SAVED;
    }

    @Override
    public void runScript(List<String> command) {}

    @Override
    public String resolve(String host, boolean names) {
        return host;
    }

    @Override
    public boolean isFresh(String host) {
        return true;
    }

    @Override
    public boolean isExecutable(String path) {
        return true;
    }

    @Override
    public String calendarTime(long atMs) {
        return Long.toString(atMs);
    }

    @Override
    public void crash() {
        throw new AssertionError("nobody asked for it");
    }
}
