package io.jadis.sentinel.core;

import io.jadis.protocol.client.RespValue;
import io.jadis.simulator.Network;
import io.jadis.simulator.Node;
import io.jadis.simulator.Simulation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A Redis server as far as Sentinels see it: roles, offsets, INFO and the hello channel; CONFIG REWRITE keeps its role.
 */
final class DataServer extends Node {
    static final int PORT = 6379;
    private static final long STEP_MS = 100;

    private final World world;
    final String ip;
    private final String firstMasterIp;
    private final Map<Object, Consumer<RespValue>> subscribers = new LinkedHashMap<>();
    private String runId;
    /** Null of a master. */
    private String masterIp;
    private String savedMasterIp;
    private long offset, savedOffset;
    private boolean linkUp;
    private long linkDownSinceMs;

    /** @param firstMasterIp whom its redis.conf says it follows, null for nobody */
    DataServer(Simulation simulation, World world, String ip, String firstMasterIp) {
        super(simulation, ip);
        this.world = world;
        this.ip = ip;
        this.firstMasterIp = firstMasterIp;
        this.savedMasterIp = firstMasterIp;
    }

    boolean isMaster() {
        return masterIp == null;
    }

    String masterIp() {
        return masterIp;
    }

    boolean isLinkUp() {
        return linkUp;
    }

    @Override
    protected void onStart() {
        runId = world.randomId();
        masterIp = savedMasterIp;
        offset = savedOffset;
        linkUp = false;
        linkDownSinceMs = simulation().nowMs();
        subscribers.clear();
        step();
    }

    @Override
    protected void onCrash(boolean filesToo) {
        savedOffset = filesToo ? 0 : offset;
        if (filesToo) savedMasterIp = firstMasterIp;
    }

    /** A master takes writes; a replica gets them if it reaches one. */
    private void step() {
        timer(STEP_MS, this::step);
        if (isMaster()) {
            offset += simulation().between(0, 10);
            return;
        }
        DataServer master = world.server(masterIp);
        Network network = world.network;
        boolean up = master.isUp() && !master.isStopped() && master.answersReplicas()
                && network.reaches(this, master) && network.reaches(master, this);
        if (linkUp && !up) linkDownSinceMs = simulation().nowMs();
        linkUp = up;
        if (up) offset = master.offset;
    }

    private boolean answersReplicas() {
        return isMaster() || linkUp;
    }

    /** The reply to a command; MULTI and what follows are one input here as they are there. */
    RespValue execute(List<String> words) {
        return switch (words.getFirst()) {
            case "PING" -> status("PONG");
            case "INFO" -> new RespValue.BulkString(info().getBytes(StandardCharsets.UTF_8));
            case "PUBLISH" -> publish(words.get(1), words.get(2));
            case "SLAVEOF" -> {
                follow(words.get(1).equals("NO") ? null : words.get(1));
                yield status("QUEUED");
            }
            case "CONFIG" -> {
                savedMasterIp = masterIp;
                yield status("QUEUED");
            }
            default -> status("OK");
        };
    }

    private void follow(String ofIp) {
        if (java.util.Objects.equals(ofIp, masterIp)) return;
        tell(ofIp == null ? "is a master now" : "follows " + ofIp);
        masterIp = ofIp;
        linkUp = false;
        linkDownSinceMs = simulation().nowMs();
    }

    private RespValue publish(String channel, String text) {
        RespValue message = new RespValue.Array(List.of(bulk("message"), bulk(channel), bulk(text)));
        for (Consumer<RespValue> subscriber : List.copyOf(subscribers.values())) subscriber.accept(message);
        return new RespValue.IntegerReply(subscribers.size());
    }

    void subscribe(Object who, Consumer<RespValue> messages) {
        subscribers.put(who, messages);
    }

    void unsubscribe(Object who) {
        subscribers.remove(who);
    }

    private String info() {
        List<String> lines = new ArrayList<>(List.of("# Server", "run_id:" + runId, "# Replication"));
        if (isMaster()) {
            lines.add("role:master");
        } else {
            lines.addAll(List.of("role:slave", "master_host:" + masterIp, "master_port:" + PORT,
                    "master_link_status:" + (linkUp ? "up" : "down"), "slave_repl_offset:" + offset,
                    "slave_priority:100"));
            if (!linkUp) {
                long seconds = Math.max(1, (simulation().nowMs() - linkDownSinceMs) / 1000);
                lines.add("master_link_down_since_seconds:" + seconds);
            }
        }
        int count = 0;
        for (DataServer other : world.servers) {
            if (other.isUp() && other.linkUp && ip.equals(other.masterIp)) {
                lines.add("slave" + count++ + ":ip=" + other.ip + ",port=" + PORT + ",state=online,offset="
                        + other.offset + ",lag=0");
            }
        }
        return String.join("\r\n", lines) + "\r\n";
    }

    private static RespValue status(String text) {
        return new RespValue.SimpleString(text.getBytes(StandardCharsets.UTF_8));
    }

    static RespValue bulk(String text) {
        return new RespValue.BulkString(text.getBytes(StandardCharsets.UTF_8));
    }
}
