package io.jadis.sentinel.core;

import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.match.Glob;
import io.jadis.sentinel.core.Timing.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One Sentinel: the masters it watches, and the inputs that move it. Each input brings the time, which is the wall
 * clock as the other Sentinels have it; {@link Outside} takes what comes of it.
 *
 * <p>The rooms: {@link Commands} speaks to instances, {@link Observations} reads their INFO, {@link Discovery} hears
 * the other Sentinels, {@link Downs} judges who is down, {@link Votes} elects, {@link Failover} carries a failover out,
 * {@link Forgetting} cleans up.
 *
 * <p>Not final for the tests' sake, which plant bugs.
 */
public class Sentinel {
    private static final int TICKS_PER_SECOND = 10;

    final Outside outside;
    final RandomGenerator random;
    final Timing timing = new Timing();
    final SentinelOptions options = new SentinelOptions();
    final Commands commands = new Commands(this);
    final Votes votes = new Votes(this);
    final Map<String, Master> masters = new LinkedHashMap<>();
    private final Downs downs = new Downs(this);
    private final Observations observations = new Observations(this);
    private final Discovery discovery = new Discovery(this);
    private final Forgetting forgetting = new Forgetting(this);

    /** 40 hexadecimal digits, for ever; empty until it has got one. */
    String id = "";
    long currentEpoch;
    boolean tilt;
    boolean crashAfterElection, crashAfterPromotion;
    private long tiltSinceMs;
    /** Time as it goes on here: never back. It is ahead of the clock by what the clock has been set back. */
    private long nowMs;
    private long clockMs, setBackMs;
    private boolean clockWasSetBack;
    private long previousTickMs;
    private long abstainsMs;

    public Sentinel(Outside outside, RandomGenerator random, long nowMs) {
        this.outside = outside;
        this.random = random;
        this.nowMs = nowMs;
        this.clockMs = nowMs;
        this.previousTickMs = nowMs;
    }

    // ---- inputs

    /**
     * All is read from the file: the watch begins.
     *
     * @param newId taken if the file named none. Such a Sentinel may be an old one that has lost its file, and have
     *        voted in an election that still goes on: until that must be over it neither votes nor wants to be elected.
     */
    public void start(long now, String newId) {
        at(now);
        // What a slow start has taken is no time in which something was missed.
        previousTickMs = nowMs;
        if (id.isEmpty()) {
            id = newId;
            abstainsMs = timing.ms(Span.ELECTION_TIMEOUT) + Failover.DESYNC_MS_MAX + 2 * timing.ms(Span.TILT_TRIGGER);
            persist();
        }
        log(EventLevel.NOTICE, "Sentinel ID is " + id);
        for (Master master : masters.values()) announceMonitor(master);
    }

    /**
     * To be called all the time, and when what was to be in the file is there; returns the ms until the next call, at
     * random so that Sentinels don't act in step.
     */
    public long tick(long now) {
        at(now);
        checkTilt();
        for (Master master : List.copyOf(masters.values())) {
            for (Instance instance : master.everyone()) {
                if (!instance.released) tick(instance);
            }
            forgetting.tick(master);
        }
        for (Master master : masters.values()) {
            if (master.failover.state() == FailoverState.UPDATE_CONFIG) switchToPromoted(master);
        }
        return 1000 / (TICKS_PER_SECOND + random.nextInt(TICKS_PER_SECOND));
    }

    private void tick(Instance instance) {
        commands.reconnect(instance);
        commands.sendPeriodic(instance);
        if (tilt) {
            if (nowMs - tiltSinceMs < timing.ms(Span.TILT_PERIOD)) return;
            tilt = false;
            outside.event(EventLevel.WARNING, "-tilt", "#tilt mode exited");
        }
        downs.checkSubjectively(instance);
        if (!(instance instanceof Master master)) return;
        downs.checkObjectively(master);
        if (master.failover.startIfNeeded()) downs.askPeers(master, true);
        master.failover.tick();
        downs.askPeers(master, false);
    }

    /** A clock that was set, or a process that was stopped: judgements about time would be wrong. */
    private void checkTilt() {
        long elapsedMs = nowMs - previousTickMs;
        if (clockWasSetBack || elapsedMs > timing.ms(Span.TILT_TRIGGER)) {
            clockWasSetBack = false;
            tilt = true;
            tiltSinceMs = nowMs;
            outside.event(EventLevel.WARNING, "+tilt", "#tilt mode entered");
            // Who has voted may have forgotten it by now, and voted for another.
            for (Master master : masters.values()) master.failover.abandonElection();
        }
        // Not by the clock, which may jump: what is surely over.
        abstainsMs -= Math.min(elapsedMs, Math.min(abstainsMs, timing.ms(Span.TILT_TRIGGER)));
        previousTickMs = nowMs;
    }

    /** The reply to a request over the command connection. */
    public void onReply(long now, Link link, Request request, RespValue reply) {
        at(now);
        if (link.pendingCount > 0) link.pendingCount--;
        Instance about = request.about();
        if (about.released) return;
        switch (request.purpose()) {
            case EFFECT, SUBSCRIBE -> { }
            case PING -> onPong(about, link, reply);
            case INFO -> {
                if (about instanceof DataNode node && reply instanceof RespValue.Text text
                        && !(reply instanceof RespValue.ErrorReply)) {
                    observations.onInfo(node, text.text());
                }
            }
            case HELLO -> {
                if (!(reply instanceof RespValue.ErrorReply)) about.publishedAtMs = nowMs;
            }
            case ASK -> onOpinion((Peer) about, request, reply);
        }
    }

    private void onPong(Instance instance, Link link, RespValue reply) {
        boolean status = reply instanceof RespValue.SimpleString || reply instanceof RespValue.ErrorReply;
        if (status) {
            String text = ((RespValue.Text) reply).text();
            if (text.startsWith("PONG") || text.startsWith("LOADING") || text.startsWith("MASTERDOWN")) {
                link.availableAtMs = nowMs;
                link.pingPendingSinceMs = 0;
                link.nameAwaitedSinceMs = 0;
                if (instance instanceof DataNode node && text.startsWith("PONG")) node.rebooted = false;
            } else if (text.startsWith("BUSY") && instance.subjectivelyDown && !instance.scriptKillSent) {
                commands.killScript(instance);
                instance.scriptKillSent = true;
            }
        }
        link.pongAtMs = nowMs;
    }

    private void onOpinion(Peer peer, Request request, RespValue reply) {
        if (!(reply instanceof RespValue.Array array) || array.elements().size() != 3) return;
        if (!(array.elements().get(0) instanceof RespValue.IntegerReply down)
                || !(array.elements().get(1) instanceof RespValue.BulkString leader)
                || !(array.elements().get(2) instanceof RespValue.IntegerReply epoch)) {
            return;
        }
        peer.answeredAtMs = nowMs;
        // It may have been asked about an address where the master no longer is.
        peer.saysMasterDown = down.value() == 1 && commands.isAbout(request, peer.master());
        String candidate = leader.text();
        long askedEpoch = commands.askedEpoch(request);
        boolean gaveVote = !candidate.equals("*") && epoch.value() >= askedEpoch;
        if (commands.asksForVote(request) && !gaveVote) peer.declinedEpoch = askedEpoch;
        if (candidate.equals("*")) return;
        if (peer.leaderEpoch != epoch.value()) {
            log(EventLevel.NOTICE, peer.name + " voted for " + candidate + " " + Long.toUnsignedString(epoch.value()));
        }
        peer.leader = candidate;
        peer.leaderEpoch = epoch.value();
    }

    /** A reply or message over the pub/sub connection. */
    public void onMessage(long now, Link link, RespValue message) {
        at(now);
        link.pubsubHeardAtMs = nowMs;
        if (!(message instanceof RespValue.Aggregate parts) || parts.elements().size() != 3) return;
        if (!(parts.elements().get(0) instanceof RespValue.Text kind) || !kind.text().equals("message")
                || !(parts.elements().get(2) instanceof RespValue.Text text)) {
            return;
        }
        if (!text.text().contains(id)) discovery.onHello(text.text());
    }

    /** A connection failed or has ended by itself. */
    public void onClosed(long now, Link link, Channel channel) {
        at(now);
        link.closed(channel);
    }

    /** A hello that came as a PUBLISH to this Sentinel. */
    public void onHello(long now, String text) {
        at(now);
        discovery.onHello(text);
    }

    // ---- commands

    /** What SENTINEL IS-MASTER-DOWN-BY-ADDR answers. */
    public record Opinion(boolean down, String leader, long leaderEpoch) {}

    /** Another Sentinel asks, for this one's opinion and, unless {@code candidate} is {@code *}, its vote. */
    public Opinion opinion(long now, String ip, int port, long epoch, String candidate) {
        at(now);
        Master master = null;
        Address address = address(ip, port, true);
        for (Master each : masters.values()) {
            if (master == null && address != null && each.address.isSameAs(address)) master = each;
        }
        if (master == null) return new Opinion(false, "*", 0);
        boolean down = !tilt && master.subjectivelyDown;
        if (candidate.equals("*")) return new Opinion(down, "*", 0);
        votes.request(master, epoch, candidate);
        return new Opinion(down, master.leader == null ? "*" : master.leader, master.leaderEpoch);
    }

    /** SENTINEL MONITOR; returns the error, or null. It is for the caller to say what became of {@link #persist}. */
    public String monitor(long now, String name, String host, int port, int quorum) {
        at(now);
        if (quorum <= 0) return "Quorum must be 1 or greater.";
        if (port < 0 || port > 65535) return "Invalid port number.";
        if (masters.containsKey(name)) return "Duplicate master name.";
        Address address = address(host, port, true);
        if (address == null) return "Can't resolve instance hostname.";
        MasterOptions fresh =
                new MasterOptions(timing.ms(Span.DEFAULT_DOWN_AFTER), timing.ms(Span.DEFAULT_FAILOVER_TIMEOUT));
        masters.put(name, new Master(name, address, quorum, fresh, this));
        return null;
    }

    public void announceMonitor(Master master) {
        event(EventLevel.WARNING, "+monitor", master, shown(master) + " quorum " + master.quorum);
    }

    /** SENTINEL REMOVE */
    public void stopMonitoring(long now, Master master) {
        at(now);
        instanceEvent(EventLevel.WARNING, "-monitor", master);
        masters.remove(master.name);
        for (Instance instance : master.everyone()) release(instance);
    }

    /** SENTINEL RESET: the number of masters whose names match. */
    public int reset(long now, String pattern) {
        at(now);
        int count = 0;
        for (Master master : masters.values()) {
            if (!Glob.matches(pattern, master.name, false)) continue;
            // The failover's epoch is known by now, here and to others: it stands for the new master and for no other.
            if (master.failover.isPromotionDone()) switchToPromoted(master);
            clear(master, true);
            instanceEvent(EventLevel.WARNING, "+reset-master", master);
            count++;
        }
        return count;
    }

    /** SENTINEL FAILOVER; returns the error, or null. */
    public String failover(long now, Master master) {
        at(now);
        if (master.failover.isInProgress()) return "INPROG Failover already in progress";
        if (ReplicaChoice.best(master, timing, nowMs) == null) return "NOGOODSLAVE No suitable replica to promote";
        log(EventLevel.NOTICE, "Executing user requested FAILOVER of '" + master.name + "'");
        master.failover.start(true);
        return null;
    }

    /** SENTINEL SIMULATE-FAILURE */
    public void simulateFailure(boolean afterElection, boolean afterPromotion) {
        crashAfterElection = afterElection;
        crashAfterPromotion = afterPromotion;
    }

    /** Sentinels that could vote on this master now, this one included. */
    public int usableCount(Master master) {
        int usable = 1;
        for (Peer peer : master.peers.values()) {
            if (!peer.subjectivelyDown) usable++;
        }
        return usable;
    }

    /** SENTINEL CKQUORUM: whether so many are a majority. */
    public boolean isMajority(Master master, int count) {
        return count >= master.majority();
    }

    /** The passwords have changed: connections to data nodes of this master are made anew. */
    void dropDataLinks(Master master) {
        commands.drop(master.link);
        for (Replica replica : master.replicas.values()) commands.drop(replica.link);
    }

    /** The password among Sentinels has changed. */
    public void dropSentinelLinks(long now) {
        at(now);
        for (Master master : masters.values()) {
            for (Peer peer : master.peers.values()) commands.drop(peer.link);
        }
    }

    // ---- what it knows

    public Timing timing() {
        return timing;
    }

    public SentinelOptions options() {
        return options;
    }

    public String id() {
        return id;
    }

    public long currentEpoch() {
        return currentEpoch;
    }

    /** The master of that name, or null. */
    public Master master(String name) {
        return masters.get(name);
    }

    public List<Master> masters() {
        return List.copyOf(masters.values());
    }

    public boolean isTilted() {
        return tilt;
    }

    /** How long it has been in TILT, in ms. */
    public long tiltMs(long now) {
        return timeAt(now) - tiltSinceMs;
    }

    /** INFO's sentinel_simulate_failure_flags. */
    public int failureFlags() {
        return (crashAfterElection ? 1 : 0) | (crashAfterPromotion ? 2 : 0);
    }

    /** The instances whose connection this is, for the log. */
    public String shown(Instance instance) {
        return instance.shown(options.announceHostnames);
    }

    /** The time here when the clock shows {@code now}: it never goes back, so that what has passed since is right. */
    public long timeAt(long now) {
        at(now);
        return nowMs;
    }

    // ---- for the rooms

    long nowMs() {
        return nowMs;
    }

    long tiltSinceMs() {
        return tiltSinceMs;
    }

    /** The time of an input, for rooms of this package that are called directly. */
    void at(long now) {
        if (now < clockMs) {
            setBackMs += clockMs - now;
            clockWasSetBack = true;
        }
        clockMs = now;
        nowMs = now + setBackMs;
    }

    /** What the clock will show at a time, for people. */
    String calendarTime(long atMs) {
        return outside.calendarTime(atMs - setBackMs);
    }

    boolean abstains() {
        return abstainsMs > 0;
    }

    /** How much longer it takes no part in elections. */
    long abstainsMs() {
        return abstainsMs;
    }

    void persist() {
        outside.persist();
    }

    /** Whether others may be told of epochs, votes and configurations: all of them would be remembered. */
    boolean isPersisted() {
        return isPersisted(persistPosition());
    }

    /** What has been to be in the file up to now, for {@link #isPersisted(long)}. */
    long persistPosition() {
        return outside.persistPosition();
    }

    /** Whether others may be told of what was to be in the file up to then. */
    boolean isPersisted(long position) {
        return outside.isPersisted(position);
    }

    void log(EventLevel level, String text) {
        outside.log(level, text);
    }

    /** An event about an instance; a loud one calls the script of its master. */
    void event(EventLevel level, String type, Instance about, String text) {
        outside.event(level, type, text);
        String script = about.master().options.notificationScript;
        if (level == EventLevel.WARNING && script != null) outside.runScript(List.of(script, type, text));
    }

    /** An event that says nothing but which instance. */
    void instanceEvent(EventLevel level, String type, Instance about) {
        event(level, type, about, shown(about));
    }

    void crash() {
        log(EventLevel.WARNING, "Sentinel CRASH because of SENTINEL simulate-failure");
        outside.crash();
    }

    /** The operator's script that tells clients of the new master. */
    void reconfigureClients(Master master, boolean leader, Address from, Address to) {
        String script = master.options.reconfigurationScript;
        if (script == null) return;
        boolean names = options.announceHostnames;
        outside.runScript(List.of(script, master.name, leader ? "leader" : "observer", "start", from.shown(names),
                Integer.toString(from.port()), to.shown(names), Integer.toString(to.port())));
    }

    /** An epoch that nobody has used. */
    long raiseEpoch() {
        return ++currentEpoch;
    }

    void learnEpoch(Master master, long epoch) {
        if (epoch <= currentEpoch) return;
        currentEpoch = epoch;
        // Whose memory is lost may have voted in any epoch that there is already.
        if (abstains()) for (Master each : masters.values()) each.leaderEpoch = Math.max(each.leaderEpoch, epoch);
        persist();
        event(EventLevel.WARNING, "+new-epoch", master, Long.toUnsignedString(epoch));
    }

    /** All hear of a master's new address at once. */
    void publishSoon(Master master) {
        for (Instance instance : master.everyone()) {
            instance.publishedAtMs = nowMs - timing.ms(Span.PUBLISH_PERIOD) - 1;
        }
    }

    // ---- addresses

    /**
     * The address of a host and port, or null.
     *
     * @param unresolvedToo whether a name that has no address now may have one later
     */
    Address address(String host, int port, boolean unresolvedToo) {
        if (port < 0 || port > 65535) return null;
        String ip = outside.resolve(host, options.resolveHostnames);
        // An address has one form, or one process would be known under two names.
        if (ip != null) return new Address(outside.resolve(host, false) == null ? host : ip, ip, port);
        log(EventLevel.WARNING, "Failed to resolve hostname '" + host + "'");
        return unresolvedToo && options.resolveHostnames ? new Address(host, "", port) : null;
    }

    /** Whether an instance at this address is meant by that host. */
    boolean isAt(Address address, String host) {
        String ip = outside.resolve(host, options.resolveHostnames);
        return address.isSameAs(new Address(host, ip == null ? "" : ip, address.port()));
    }

    // ---- instances

    /** A new replica, or null if it is known or can't be found. */
    Replica addReplica(Master master, String host, int port, boolean unresolvedToo) {
        Address address = address(host, port, unresolvedToo);
        return address == null ? null : addReplica(master, address);
    }

    private Replica addReplica(Master master, Address address) {
        String name = address.shownWithPort(options.announceHostnames);
        if (master.replicas.containsKey(name)) return null;
        // It may have got its name when it had no address.
        for (Replica known : master.replicas.values()) {
            if (known.address.isSameAs(address)) return null;
        }
        Replica replica = new Replica(name, address, master, nowMs);
        master.replicas.put(name, replica);
        return replica;
    }

    /** A new Sentinel; it shares the link of the same one under another master. */
    Peer addPeer(Master master, Address address, String runId) {
        Peer peer = new Peer(runId, address, master, nowMs);
        for (Master other : masters.values()) {
            Peer same = other == master ? null : other.peerWithId(runId);
            if (same == null) continue;
            peer.link = same.link;
            peer.link.sharers++;
            break;
        }
        master.peers.put(runId, peer);
        return peer;
    }

    void remove(Instance instance) {
        Master master = instance.master();
        master.replicas.values().remove(instance);
        master.peers.values().remove(instance);
        release(instance);
    }

    private void release(Instance instance) {
        instance.released = true;
        if (--instance.link.sharers == 0) commands.drop(instance.link);
    }

    /** Forgets what was learned of a master: its replicas, on request the Sentinels, and any failover. */
    private void clear(Master master, boolean peersToo) {
        for (Replica replica : master.replicas()) remove(replica);
        if (peersToo) {
            for (Peer peer : master.peers()) remove(peer);
        }
        // What they said was about the place where it was; Redis counts it against the new one for some seconds.
        for (Peer peer : master.peers.values()) peer.saysMasterDown = false;
        commands.drop(master.link);
        master.subjectivelyDown = false;
        master.objectivelyDown = false;
        master.scriptKillSent = false;
        master.rebooted = false;
        master.leader = null;
        master.failover.reset();
        master.runId = null;
        master.masterHost = null;
        master.link.forgive(nowMs);
        master.roleReported = DataNode.Role.MASTER;
        master.roleReportedAtMs = nowMs;
    }

    private void switchToPromoted(Master master) {
        Replica promoted = master.failover.promoted();
        Address next = promoted == null ? master.address : promoted.address;
        boolean names = options.announceHostnames;
        event(EventLevel.WARNING, "+switch-master", master, master.name + " " + master.address.shown(names) + " "
                + master.address.port() + " " + next.shown(names) + " " + next.port());
        moveMaster(master, next);
    }

    /** The master is elsewhere; the old one becomes a replica, so that it is put right when it comes back. */
    void moveMaster(Master master, Address next) {
        List<Address> replicas = new ArrayList<>();
        for (Replica replica : master.replicas.values()) {
            if (!replica.address.isSameAs(next)) replicas.add(replica.address);
        }
        if (!next.isSameAs(master.address)) replicas.add(master.address);
        clear(master, false);
        master.address = next;
        master.objectivelyDownSinceMs = 0;
        master.downSinceMs = 0;
        for (Address address : replicas) {
            Replica replica = addReplica(master, address);
            if (replica != null) instanceEvent(EventLevel.NOTICE, "+slave", replica);
        }
        persist();
    }
}
