package io.jadis.sentinel.core;

import io.jadis.sentinel.core.Request.Purpose;
import io.jadis.sentinel.core.Timing.Span;
import java.util.ArrayList;
import java.util.List;

/** What is sent to instances: over the links, under the names that the nodes have given to commands. */
final class Commands {
    private static final int PENDING_MAX = 100;
    /** Clients have no master until it shows that the replica is one. */
    private static final int PROMOTION_INFO_PERIOD_MS = 100;

    private final Sentinel sentinel;

    Commands(Sentinel sentinel) {
        this.sentinel = sentinel;
    }

    // ---- links

    /** Opens what is missing of a link, at most once a second. */
    void reconnect(Instance instance) {
        Link link = instance.link;
        long nowMs = sentinel.nowMs();
        if (!link.isDisconnected() || instance.address.port() == 0) return;
        if (nowMs - link.reconnectAtMs < sentinel.timing.ms(Span.PING_PERIOD)) return;
        if (awaitsName(instance)) return;
        link.reconnectAtMs = nowMs;
        if (!link.commandOpen) {
            resolveAgain(instance);
            if (instance.address.ip().isEmpty()) {
                sentinel.event(EventLevel.DEBUG, "-cmd-link-reconnection", instance,
                        sentinel.shown(instance) + " #Failed to resolve hostname");
                return;
            }
            link.commandOpen = true;
            link.pendingCount = 0;
            link.commandOpenedAtMs = nowMs;
            sentinel.outside.open(link, Channel.COMMAND, instance.address);
            introduce(instance, Channel.COMMAND);
            ping(instance);
        }
        if (instance instanceof DataNode && !link.pubsubOpen) {
            link.pubsubOpen = true;
            link.pubsubOpenedAtMs = nowMs;
            sentinel.outside.open(link, Channel.PUBSUB, instance.address);
            introduce(instance, Channel.PUBSUB);
            send(instance, Channel.PUBSUB, Purpose.SUBSCRIBE, "SUBSCRIBE", Hello.CHANNEL);
        }
    }

    /**
     * It may have moved under its name, and where it was would be tried in vain: the ticks wait until it is known where
     * that leads. But not for long, or with a silent name server nodes would look down that are where they were.
     */
    private boolean awaitsName(Instance instance) {
        Link link = instance.link;
        long nowMs = sentinel.nowMs();
        boolean mayHaveMoved = !link.commandOpen && sentinel.options.resolveHostnames;
        if (!mayHaveMoved || sentinel.outside.isFresh(instance.address.host())) {
            link.nameAwaitedSinceMs = 0;
            return false;
        }
        if (link.nameAwaitedSinceMs == 0) link.nameAwaitedSinceMs = nowMs;
        return nowMs - link.nameAwaitedSinceMs < sentinel.timing.ms(Span.PING_PERIOD);
    }

    /** It may have moved under its name. */
    private void resolveAgain(Instance instance) {
        if (!sentinel.options.resolveHostnames) return;
        Address again = sentinel.address(instance.address.host(), instance.address.port(), false);
        if (again != null) instance.address = again;
    }

    private void introduce(Instance instance, Channel channel) {
        String user, password;
        if (instance instanceof Peer) {
            user = sentinel.options.sentinelUser;
            password = sentinel.options.sentinelPassword;
            if (password == null) {
                // Sentinels of one group have one password.
                user = null;
                password = sentinel.options.ownPassword;
            }
        } else {
            user = instance.master().options.authUser;
            password = instance.master().options.authPassword;
        }
        if (password != null && user == null) send(instance, channel, Purpose.EFFECT, "AUTH", password);
        else if (password != null) send(instance, channel, Purpose.EFFECT, "AUTH", user, password);
        send(instance, channel, Purpose.EFFECT, "CLIENT", "SETNAME",
                "sentinel-" + sentinel.id.substring(0, 8) + "-" + channel.word);
    }

    void drop(Link link, Channel channel) {
        if (!link.isOpen(channel)) return;
        link.closed(channel);
        sentinel.outside.close(link, channel);
    }

    void drop(Link link) {
        drop(link, Channel.COMMAND);
        drop(link, Channel.PUBSUB);
    }

    // ---- regular commands

    /** INFO, PING and PUBLISH, each when it is due. */
    void sendPeriodic(Instance instance) {
        Link link = instance.link;
        if (link.isDisconnected() || link.pendingCount >= PENDING_MAX * link.sharers) return;
        long nowMs = sentinel.nowMs();
        if (instance instanceof DataNode node && (node.infoAtMs == 0 || nowMs - node.infoAtMs > infoPeriodMs(node))) {
            send(node, Channel.COMMAND, Purpose.INFO, "INFO");
        }
        long pingPeriodMs = Math.min(instance.downAfterMs(), sentinel.timing.ms(Span.PING_PERIOD));
        if (nowMs - link.pongAtMs > pingPeriodMs && nowMs - link.pingSentAtMs > pingPeriodMs / 2) ping(instance);
        if (nowMs - instance.publishedAtMs > sentinel.timing.ms(Span.PUBLISH_PERIOD)) sayHello(instance);
    }

    /** Each second of replicas that may be promoted soon, or whose distance to the master is to be known. */
    private long infoPeriodMs(DataNode node) {
        Master master = node.master();
        if (node instanceof Replica replica && master.failover.waitsFor(replica)) return PROMOTION_INFO_PERIOD_MS;
        boolean urgent = node instanceof Replica
                && (master.objectivelyDown || master.failover.isInProgress() || node.masterLinkDownMs != 0);
        return urgent ? 1000 : sentinel.timing.ms(Span.INFO_PERIOD);
    }

    private void ping(Instance instance) {
        Link link = instance.link;
        send(instance, Channel.COMMAND, Purpose.PING, "PING");
        link.pingSentAtMs = sentinel.nowMs();
        // An earlier one that waits for its reply still counts.
        if (link.pingPendingSinceMs == 0) link.pingPendingSinceMs = link.pingSentAtMs;
    }

    private void sayHello(Instance instance) {
        if (!sentinel.isPersisted()) return;
        Master master = instance.master();
        String ip = sentinel.options.announceIp != null
                ? sentinel.options.announceIp : sentinel.outside.localIp(instance.link);
        if (ip == null) return;
        int port = sentinel.options.announcePort != 0 ? sentinel.options.announcePort : sentinel.options.ownPort;
        Address current = master.currentAddress();
        Hello hello = new Hello(ip, port, sentinel.id, sentinel.currentEpoch, master.name,
                current.shown(sentinel.options.announceHostnames), current.port(), master.configEpoch);
        send(instance, Channel.COMMAND, Purpose.HELLO, "PUBLISH", Hello.CHANNEL, hello.text());
    }

    // ---- what changes an instance

    /**
     * Makes a node a replica, or a master, has it keep that in its configuration, and disconnects its clients so that
     * they ask again who is the master. What came of it shows in its INFO.
     *
     * @param of the master to be, or null for none
     * @return false if it can't be told now
     */
    boolean replicate(DataNode node, Address of) {
        if (!node.link.commandOpen || !sentinel.isPersisted()) return false;
        effect(node, "MULTI");
        if (of == null) effect(node, "SLAVEOF", "NO", "ONE");
        else effect(node, "SLAVEOF", of.shown(sentinel.options.announceHostnames), Integer.toString(of.port()));
        effect(node, "CONFIG", "REWRITE");
        effect(node, "CLIENT", "KILL", "TYPE", "normal");
        effect(node, "CLIENT", "KILL", "TYPE", "pubsub");
        effect(node, "EXEC");
        return true;
    }

    /** A script has kept a node busy for so long that it counts as down. */
    void killScript(Instance instance) {
        effect(instance, "SCRIPT", "KILL");
    }

    /**
     * Asks for another Sentinel's opinion of the master, and for its vote if this one tries a failover: in the epoch of
     * that, though another master's may have a newer one. Only votes in that epoch count, and who is asked again tells
     * the one it gave. That doesn't wait for the file: whoever forgets that it has asked was not leader yet, see
     * {@link Failover}.
     */
    void ask(Peer peer) {
        Master master = peer.master();
        boolean wantsVote = master.failover.isInProgress();
        long epoch = wantsVote ? master.failover.epoch() : sentinel.currentEpoch;
        send(peer, Channel.COMMAND, Purpose.ASK, "SENTINEL", "is-master-down-by-addr",
                master.address.shown(sentinel.options.announceHostnames), Integer.toString(master.address.port()),
                Long.toUnsignedString(epoch), wantsVote ? sentinel.id : "*");
    }

    /** Whether another Sentinel was asked about the master where it is now. */
    boolean isAbout(Request asked, Master master) {
        return asked.words().get(2).equals(master.address.shown(sentinel.options.announceHostnames))
                && asked.words().get(3).equals(Integer.toString(master.address.port()));
    }

    /** Whether another Sentinel was asked for its vote, too. */
    boolean asksForVote(Request asked) {
        return !asked.words().get(5).equals("*");
    }

    /** The epoch of the election that a Sentinel was asked about. */
    long askedEpoch(Request asked) {
        return Long.parseUnsignedLong(asked.words().get(4));
    }

    private void effect(Instance instance, String... words) {
        send(instance, Channel.COMMAND, Purpose.EFFECT, words);
    }

    private void send(Instance instance, Channel channel, Purpose purpose, String... words) {
        List<String> named = new ArrayList<>(List.of(words));
        named.set(0, instance.master().command(words[0]));
        if (channel == Channel.COMMAND) instance.link.pendingCount++;
        sentinel.outside.send(instance.link, channel, new Request(instance, purpose, List.copyOf(named)));
    }
}
