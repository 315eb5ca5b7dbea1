package io.jadis.server.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.crash.ServerProgram;
import io.jadis.server.oracle.DebianRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A master, a replica of ours, one of Debian's 7.0 and one that follows any of these, under random writes, while links
 * are cut and frozen and servers are stopped and killed. Whenever there is peace all have the same data, and whoever
 * asked for bytes that the backlog had got no full copy. Some seconds in each build; for long, in the project's folder:
 * {@code mvn verify -pl app-server -am -Dtest=none -Dit.test=LinkIT -Djadis.link.seconds=600}, with
 * {@code -Djadis.seed=N} for other faults.
 */
class LinkIT {
    private static final int SECONDS = Integer.getInteger("jadis.link.seconds", 20);
    private static final long SEED = Long.getLong("jadis.seed", 1);
    /** Of the backlog's tail, what may go by a PING between the test's look at it and the replica's request. */
    private static final long MARGIN_BYTES = 128 << 10;
    private static final long WAIT_MS_MAX = 120_000;

    /** What there is to be done about a replica that asks to go on. */
    private enum Verdict { PARTIAL, FULL, EITHER }

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<String> story = new ArrayList<>();
    private final int[] verdicts = new int[Verdict.values().length];
    private List<LinkNode> replicas;
    private LinkNode master, chained;
    private List<SteadyTraffic> traffic;

    @Test
    void whateverHappensAllHaveTheSameInTheEnd() throws Exception {
        Path jadis = new ServerProgram(directory).path();
        String[] kept = {"--appendonly", "yes", "--rdb-version", "10", "--repl-backlog-size", "1mb", "--repl-timeout",
                "5",
            "--repl-ping-replica-period", "1", "--repl-diskless-sync-delay", "0", "--auto-aof-rewrite-min-size", "1mb",
            "--client-output-buffer-limit", "replica 16mb 0 0"};
        String[] unkept = {"--repl-backlog-size", "512kb", "--repl-timeout", "5", "--repl-diskless-sync-delay", "0"};
        String[] lazy = {"--rdb-version", "10", "--repl-diskless-load", "swapdb", "--repl-timeout", "5",
            "--repl-diskless-sync-delay", "0"};
        try (LinkNode first = new LinkNode("master", jadis, directory, null, kept);
                LinkNode second = new LinkNode("replica", jadis, directory, first, kept);
                LinkNode debian = new LinkNode("debian", DebianRedis.program(), directory, first, unkept);
                LinkNode third = new LinkNode("chained", jadis, directory, second, lazy);
                SteadyTraffic one = new SteadyTraffic(first.port(), random.nextLong());
                SteadyTraffic other = new SteadyTraffic(first.port(), random.nextLong())) {
            master = first;
            chained = third;
            replicas = List.of(second, debian, third);
            traffic = List.of(one, other);
            long endMs = System.currentTimeMillis() + SECONDS * 1000L;
            int rounds = 0;
            try {
                for (; rounds == 0 || System.currentTimeMillis() < endMs; rounds++) {
                    flow(true);
                    rest(700);
                    if (rounds % 3 == 2) manyFaults();
                    else oneFault();
                    settle();
                }
            } catch (AssertionError | IOException e) {
                throw new AssertionError("seed=" + SEED + " files=" + directory + " round=" + rounds + " " + story
                        + "\n" + e.getMessage(), e);
            }
            System.out.println("links: seed=" + SEED + " rounds=" + rounds + " partial=" + verdicts[0] + " full="
                    + verdicts[1]
                    + " either=" + verdicts[2] + " writes=" + first.statistic("total_commands_processed"));
        }
    }

    private void flow(boolean flows) throws InterruptedException {
        for (SteadyTraffic each : traffic) each.flow(flows);
    }

    private void rest(int msMax) {
        LockSupport.parkNanos(random.nextLong(1_000_000L * msMax));
    }

    private LinkNode anyReplica() {
        return replicas.get(random.nextInt(replicas.size()));
    }

    /** Waits until all are where the master is, and compares. */
    private void settle() throws IOException, InterruptedException {
        flow(false);
        for (LinkNode replica : replicas) {
            for (long deadline = System.currentTimeMillis() + WAIT_MS_MAX; ; LockSupport.parkNanos(10_000_000)) {
                replica.awaitLink(true);
                // A key whose time comes just now may be gone in one of them.
                String digest = master.run("DEBUG DIGEST");
                if (digest.equals(replica.run("DEBUG DIGEST"))) break;
                if (System.currentTimeMillis() > deadline) assertEquals(digest, replica.run("DEBUG DIGEST"),
                        replica.toString());
            }
        }
        story.add("settled");
    }

    // ---- one fault: the test knows what must come of it

    private void oneFault() throws IOException, InterruptedException {
        settle();
        flow(true);
        rest(200);
        switch (random.nextInt(6)) {
            case 0 -> move();
            case 1 -> killReplica(anyReplica());
            case 2 -> killMaster();
            case 3 -> freeze(anyReplica());
            default -> cut(anyReplica());
        }
    }

    private void cut(LinkNode replica) throws IOException, InterruptedException {
        story.add("cut " + replica);
        replica.link().cut();
        rest(1500);
        reconnect(replica);
    }

    private void move() throws IOException, InterruptedException {
        LinkNode to = List.of(master, replicas.get(0), replicas.get(1)).get(random.nextInt(3));
        story.add("move " + chained + " to " + to);
        chained.link().cut();
        chained.upstream(to);
        rest(500);
        reconnect(chained);
    }

    private void killReplica(LinkNode replica) throws IOException, InterruptedException {
        story.add("kill " + replica);
        replica.link().cut();
        replica.kill();
        replica.start();
        replica.awaitLoaded();
        reconnect(replica);
    }

    private void killMaster() throws IOException, InterruptedException {
        story.add("kill " + master);
        List<LinkNode> followers = replicas.stream().filter(replica -> replica.upstream() == master).toList();
        for (LinkNode replica : followers) replica.link().cut();
        master.kill();
        master.start();
        master.awaitLoaded();
        for (LinkNode replica : followers) reconnect(replica);
    }

    /** A replica whose link was cut goes on, while nobody writes. */
    private void reconnect(LinkNode replica) throws IOException, InterruptedException {
        flow(false);
        LinkNode upstream = replica.upstream();
        upstream.awaitLink(true);
        replica.awaitLink(false);
        Verdict verdict = verdict(replica.place(), upstream.place());
        verdicts[verdict.ordinal()]++;
        story.add(verdict.name());
        long full = upstream.statistic("sync_full"), partial = upstream.statistic("sync_partial_ok");
        LinkNode.Place asked = replica.place();
        replica.link().open();
        replica.awaitLink(true);
        full = upstream.statistic("sync_full") - full;
        partial = upstream.statistic("sync_partial_ok") - partial;
        String figures = replica + " asked=" + asked + " of " + upstream + " " + upstream.place() + " full=" + full
                + " partial=" + partial;
        // A full copy of a replica makes its own replicas ask for one, too.
        switch (verdict) {
            case PARTIAL -> assertTrue(full == 0 && partial > 0, figures);
            case FULL -> assertTrue(full > 0, figures);
            case EITHER -> assertTrue(full + partial > 0, figures);
        }
    }

    private static Verdict verdict(LinkNode.Place replica, LinkNode.Place upstream) {
        long next = replica.offset() + 1;
        boolean known = replica.id().equals(upstream.id())
                || replica.id().equals(upstream.previousId()) && next <= upstream.previousEndsAt();
        if (!known || next < upstream.backlogFirst() || next > upstream.offset() + 1) return Verdict.FULL;
        return next < upstream.backlogFirst() + MARGIN_BYTES && next <= upstream.offset() ? Verdict.EITHER
                : Verdict.PARTIAL;
    }

    /** Nothing gets through for a while; the link may time out, and needs no full copy then unless much was written. */
    private void freeze(LinkNode replica) throws IOException, InterruptedException {
        story.add("freeze " + replica);
        LinkNode upstream = replica.upstream();
        long full = upstream.statistic("sync_full");
        replica.link().freeze(true);
        rest(300);
        flow(false);
        rest(random.nextInt(4) == 0 ? 8000 : 1000);
        boolean enough = verdict(replica.place(), upstream.place()) == Verdict.PARTIAL;
        replica.link().freeze(false);
        replica.awaitLink(true);
        if (enough) assertEquals(full, upstream.statistic("sync_full"), replica + " asked for what there was");
    }

    // ---- many faults, one into the other

    private void manyFaults() throws IOException, InterruptedException {
        List<LinkNode> all = new ArrayList<>(replicas);
        all.add(master);
        List<LinkNode> stopped = new ArrayList<>(), killed = new ArrayList<>();
        for (int faults = random.nextInt(2, 6); faults > 0; faults--) {
            LinkNode node = all.get(random.nextInt(all.size()));
            if (killed.contains(node) || stopped.contains(node)) continue;
            int kind = random.nextInt(5);
            if (kind == 0) {
                story.add("stop " + node);
                node.stop(true);
                stopped.add(node);
            } else if (kind == 1) {
                story.add("kill " + node);
                node.kill();
                killed.add(node);
            } else if (node.link() != null) {
                story.add((kind == 2 ? "freeze " : "cut ") + node);
                if (kind == 2) node.link().freeze(true);
                else node.link().cut();
                if (kind == 3) node.link().open();
            }
            rest(500);
        }
        rest(random.nextInt(6) == 0 ? 7000 : 1000);
        for (LinkNode node : killed) node.start();
        for (LinkNode node : stopped) node.stop(false);
        for (LinkNode replica : replicas) {
            rest(200);
            replica.link().open();
            replica.link().freeze(false);
        }
    }
}
