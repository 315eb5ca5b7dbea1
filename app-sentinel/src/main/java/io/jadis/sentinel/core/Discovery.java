package io.jadis.sentinel.core;

/** What the hellos of other Sentinels tell: that they are there, the epoch, and a newer configuration. */
final class Discovery {
    private static final int TIE_PERIODS = 15;
    /** A tie that comes again is broken again after twice the time, up to this. */
    private static final long TIE_MS_MAX = 3_600_000;
    private static final int DOUBLINGS_MAX = 10;

    private final Sentinel sentinel;

    Discovery(Sentinel sentinel) {
        this.sentinel = sentinel;
    }

    void onHello(String text) {
        Hello hello = Hello.parse(text).orElse(null);
        if (hello == null) return;
        Master master = sentinel.masters.get(hello.masterName());
        if (master == null) return;
        Peer peer = meet(master, hello);
        sentinel.learnEpoch(master, hello.epoch());
        if (peer == null) return;
        takeOver(master, peer, hello);
        peer.helloAtMs = sentinel.nowMs();
    }

    /** The Sentinel that speaks, made known if it wasn't; null if its address is none. */
    private Peer meet(Master master, Hello hello) {
        Address address = sentinel.address(hello.ip(), hello.port(), true);
        if (address == null) return null;
        Peer known = master.peerWithId(hello.runId());
        if (known != null && known.address.isSameAs(address)) return known;
        boolean moved = known != null;
        if (moved) {
            sentinel.remove(known);
            sentinel.event(EventLevel.NOTICE, "+sentinel-address-switch", master, sentinel.shown(master) + " ip "
                    + hello.ip() + " port " + hello.port() + " for " + hello.runId());
        } else {
            removeWhoWasAt(master, address);
        }
        Peer peer = sentinel.addPeer(master, address, hello.runId());
        if (moved) updateElsewhere(peer);
        else sentinel.instanceEvent(EventLevel.NOTICE, "+sentinel", peer);
        sentinel.persist();
        return peer;
    }

    /** Two can't be in one place: the other has lost its file, and with it its name, or is no more. */
    private void removeWhoWasAt(Master master, Address address) {
        Peer other = null;
        for (Peer peer : master.peers.values()) {
            if (peer.address.isSameAs(address)) other = peer;
        }
        if (other == null) return;
        sentinel.instanceEvent(EventLevel.NOTICE, "+sentinel-invalid-addr", other);
        for (Master each : sentinel.masters.values()) {
            Peer same = each.peerWithId(other.runId);
            if (same != null) sentinel.remove(same);
        }
    }

    private void updateElsewhere(Peer moved) {
        int updated = 0;
        for (Master master : sentinel.masters.values()) {
            Peer same = master.peerWithId(moved.runId);
            if (same == null) continue;
            sentinel.commands.drop(same.link);
            if (same == moved) continue;
            same.address = moved.address;
            updated++;
        }
        if (updated == 0) return;
        sentinel.event(EventLevel.NOTICE, "+sentinel-address-update", moved,
                sentinel.shown(moved) + " " + updated + " additional matching instances");
    }

    /**
     * Two masters with one configuration epoch: operators had two Sentinels fail over at once, and neither asked
     * anybody. Redis leaves the group divided for ever. Here the Sentinel with the lesser id takes a new epoch, and
     * with it the others follow; one that doesn't know this rule is waited for in vain, and then the other does. Some
     * can't follow, as they can't find the address, but take the epoch all the same: each new one would be in vain.
     */
    private void breakTie(Master master, Peer peer, Hello hello) {
        Address current = master.currentAddress();
        boolean agrees = hello.masterPort() == current.port() && sentinel.isAt(current, hello.masterIp());
        if (agrees || master.configEpoch == 0) {
            peer.disagreesSinceMs = 0;
            peer.tiesBroken = 0;
            return;
        }
        if (peer.disagreesSinceMs == 0) peer.disagreesSinceMs = sentinel.nowMs();
        long waitedMs = sentinel.nowMs() - peer.disagreesSinceMs;
        boolean mine = sentinel.id.compareTo(peer.runId) < 0;
        // What was said just now may be about to change: a hello of before crossed ours.
        long patienceMs = (mine ? 2 : TIE_PERIODS) * sentinel.timing.ms(Timing.Span.PUBLISH_PERIOD);
        if (waitedMs <= Math.min(patienceMs << peer.tiesBroken, TIE_MS_MAX) || sentinel.tilt) return;
        peer.disagreesSinceMs = 0;
        if (peer.tiesBroken < DOUBLINGS_MAX) peer.tiesBroken++;
        master.configEpoch = sentinel.raiseEpoch();
        sentinel.persist();
        sentinel.event(EventLevel.WARNING, "+new-epoch", master, Long.toUnsignedString(master.configEpoch));
        sentinel.publishSoon(master);
    }

    /** Whoever has the higher configuration epoch knows better who is master. */
    private void takeOver(Master master, Peer peer, Hello hello) {
        if (master.configEpoch > hello.masterEpoch()) return;
        if (master.configEpoch == hello.masterEpoch()) {
            breakTie(master, peer, hello);
            return;
        }
        boolean same = hello.masterPort() == master.address.port() && sentinel.isAt(master.address, hello.masterIp());
        if (same) {
            master.configEpoch = hello.masterEpoch();
            sentinel.persist();
            return;
        }
        Address next = sentinel.address(hello.masterIp(), hello.masterPort(), false);
        // What can't be found can't be followed: the next hello says it again.
        if (next == null) return;
        master.configEpoch = hello.masterEpoch();
        sentinel.instanceEvent(EventLevel.WARNING, "+config-update-from", peer);
        Address old = master.address;
        sentinel.event(EventLevel.WARNING, "+switch-master", master, master.name + " "
                + old.shown(sentinel.options.announceHostnames) + " " + old.port() + " " + hello.masterIp() + " "
                + hello.masterPort());
        sentinel.moveMaster(master, next);
        sentinel.reconfigureClients(master, false, old, next);
    }
}
