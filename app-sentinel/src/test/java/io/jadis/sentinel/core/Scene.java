package io.jadis.sentinel.core;

import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.server.AddressText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** One Sentinel with a hand clock, whose instances answer as the test says. */
final class Scene implements Outside {
    static final String ID = "f".repeat(40);

    final Sentinel sentinel;
    final List<String> events = new ArrayList<>();
    final List<List<String>> scripts = new ArrayList<>();
    final Deque<Request> requests = new ArrayDeque<>();
    final Map<String, String> names = new HashMap<>();
    /** Of those it isn't known yet where they are now. */
    final Set<String> stale = new HashSet<>();
    int persisted;
    boolean crashed;
    /** What is to be saved stays under way. */
    boolean diskIsSlow;
    private long savedPosition;
    long nowMs = 1_000_000;
    /** What INFO of an address replies; one without a text doesn't answer anything. */
    final Map<String, String> infos = new HashMap<>();

    private record Sent(Link link, Request request) {}

    private final Deque<Sent> sent = new ArrayDeque<>();

    Scene(String... lines) {
        sentinel = new Sentinel(this, new SplittableRandom(1), nowMs);
        StateReader reader = new StateReader(sentinel);
        List<List<String>> all = new ArrayList<>();
        all.add(List.of("myid", ID));
        for (String line : lines) all.add(List.of(line.split(" ")));
        all.sort(java.util.Comparator.comparingInt(words -> StateReader.rank(words.getFirst())));
        for (List<String> words : all) {
            String error = reader.take(words);
            if (error != null) throw new IllegalArgumentException(words + ": " + error);
        }
        sentinel.start(nowMs, "0".repeat(40));
    }

    Master master() {
        return sentinel.masters().getFirst();
    }

    /** Lets time pass, with answers. */
    void pass(long ms) {
        long endMs = nowMs + ms;
        while (nowMs < endMs) {
            nowMs += sentinel.tick(nowMs);
            while (!sent.isEmpty()) answer(sent.removeFirst());
        }
    }

    /** What was to be saved is in the file. */
    void saved() {
        diskIsSlow = false;
        saved(persisted);
    }

    /** So much of it is. */
    void saved(long position) {
        savedPosition = position;
        sentinel.tick(nowMs);
    }

    private void answer(Sent one) {
        Request request = one.request;
        String ip = request.about().address().ip();
        if (!infos.containsKey(ip)) return;
        RespValue reply = switch (request.purpose()) {
            case PING -> new RespValue.SimpleString("PONG".getBytes(StandardCharsets.US_ASCII));
            case INFO -> bulk(infos.get(ip));
            case ASK -> peerOpinion(request);
            default -> new RespValue.SimpleString("OK".getBytes(StandardCharsets.US_ASCII));
        };
        if (reply != null) sentinel.onReply(nowMs, one.link, request, reply);
    }

    /**
     * Other Sentinels say this of masters: {@code infos} of a Sentinel holds {@code down leader epoch}. With the leader
     * {@code silent} it doesn't answer who wants its vote.
     */
    private RespValue peerOpinion(Request request) {
        String[] opinion = infos.get(request.about().address().ip()).split(" ");
        if (opinion.length != 3) return null;
        if (opinion[1].equals("silent")) {
            if (!request.words().getLast().equals("*")) return null;
            opinion[1] = "*";
        }
        String leader = opinion[1].equals("asked") ? request.words().getLast() : opinion[1];
        long epoch = opinion[2].equals("asked") ? Long.parseLong(request.words().get(4)) : Long.parseLong(opinion[2]);
        if (leader.equals("*")) epoch = 0;
        return new RespValue.Array(List.of(new RespValue.IntegerReply(Long.parseLong(opinion[0])), bulk(leader),
                new RespValue.IntegerReply(epoch)));
    }

    private static RespValue bulk(String text) {
        return new RespValue.BulkString(text.getBytes(StandardCharsets.UTF_8));
    }

    void hello(String ip, String runId, long epoch, String masterIp, long masterEpoch) {
        sentinel.onHello(nowMs, ip + ",26379," + runId + "," + epoch + ",m," + masterIp + ",6379," + masterEpoch);
    }

    static String masterInfo(String runId, String... replicaIps) {
        StringBuilder info = new StringBuilder("run_id:" + runId.repeat(40) + "\r\nrole:master\r\n");
        for (int i = 0; i < replicaIps.length; i++) {
            info.append("slave").append(i).append(":ip=").append(replicaIps[i]).append(",port=6379,state=online\r\n");
        }
        return info.toString();
    }

    static String replicaInfo(String runId, String masterIp, int priority, long offset) {
        return "run_id:" + runId.repeat(40) + "\r\nrole:slave\r\nmaster_host:" + masterIp
                + "\r\nmaster_port:6379\r\nmaster_link_status:up\r\nslave_priority:" + priority
                + "\r\nslave_repl_offset:" + offset + "\r\n";
    }

    boolean happened(String event) {
        return events.contains(event);
    }

    List<String> words(String first) {
        for (Request request : requests) {
            if (request.words().getFirst().equals(first)) return request.words();
        }
        return null;
    }

    // ---- outside

    @Override
    public void open(Link link, Channel channel, Address to) {}

    @Override
    public void close(Link link, Channel channel) {}

    @Override
    public void send(Link link, Channel channel, Request request) {
        requests.addLast(request);
        if (channel == Channel.COMMAND) sent.addLast(new Sent(link, request));
        else sentinel.onMessage(nowMs, link, bulk("subscribed"));
    }

    @Override
    public String localIp(Link link) {
        return "10.9.9.9";
    }

    @Override
    public void event(EventLevel level, String type, String text) {
        events.add(type + " " + text);
    }

    @Override
    public void log(EventLevel level, String text) {
        events.add("log " + text);
    }

    @Override
    public void persist() {
        persisted++;
        if (!diskIsSlow) savedPosition = persisted;
    }

    @Override
    public long persistPosition() {
        return persisted;
    }

    @Override
    public boolean isPersisted(long position) {
        return position <= savedPosition;
    }

    @Override
    public void runScript(List<String> command) {
        scripts.add(command);
    }

    @Override
    public String resolve(String host, boolean byName) {
        String address = AddressText.ofLiteral(host);
        return address == null && byName ? names.get(host) : address;
    }

    @Override
    public boolean isFresh(String host) {
        return !stale.contains(host);
    }

    @Override
    public boolean isExecutable(String path) {
        return path.startsWith("/good");
    }

    @Override
    public String calendarTime(long atMs) {
        return "then";
    }

    @Override
    public void crash() {
        crashed = true;
    }
}
