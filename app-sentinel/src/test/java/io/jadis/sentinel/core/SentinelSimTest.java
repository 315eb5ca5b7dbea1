package io.jadis.sentinel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Groups of Sentinels and servers through minutes of trouble, a run for each seed. {@code
 * -Djadis.simulation.seeds=10000} runs more of them, {@code -Djadis.simulation.first=4711} begins with another; a seed
 * that fails tells its story.
 */
class SentinelSimTest {
    private static final int SEEDS = Integer.getInteger("jadis.simulation.seeds", 200);
    private static final long FIRST = Long.getLong("jadis.simulation.first", 1);
    private static final int SEEDS_FOR_A_BUG_MAX = 2000;
    private static final long TROUBLE_MS = 240_000, HEALING_MS_MAX = 300_000;
    private static final long TWO_FAILOVERS_MS_MAX = 25_000;

    @Test
    void sentinelsAgreeAndNobodyIsLeftAlone() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) run(seed, World.Bug.NONE);
    }

    private static World run(long seed, World.Bug bug) {
        World world = new World(seed, bug);
        world.simulation.run(20_000);
        world.chaos(TROUBLE_MS);
        world.heal();
        settle(world);
        failOver(world);
        failOverTwoAtOnce(world);
        return world;
    }

    private static void settle(World world) {
        world.simulation.runUntil(() -> {
            String broken = new OneViewOfMasters(world).broken();
            return broken == null ? new NoOrphans(world).broken() : broken;
        }, HEALING_MS_MAX);
    }

    /** As long as a vote of before may hold a failover up. */
    private static void calmDown(World world) {
        world.simulation.run(2 * World.FAILOVER_TIMEOUT_MS + 2_000);
        settle(world);
    }

    /** One more, with all in order: a master that goes away for good is replaced. */
    private static void failOver(World world) {
        calmDown(world);
        DataServer master = world.groups.values().iterator().next().stream()
                .filter(DataServer::isMaster).findFirst().orElseThrow();
        master.crash(false);
        settle(world);
        master.start();
        settle(world);
    }

    /** Elections of two masters at once, and busy disks: one is not to cost the other its votes. */
    private static void failOverTwoAtOnce(World world) {
        calmDown(world);
        world.someDisksAreBusy();
        world.killMasters(2);
        world.simulation.runUntil(new OneViewOfMasters(world), TWO_FAILOVERS_MS_MAX);
        world.heal();
        settle(world);
    }

    @Test
    void oneSeedAlwaysGivesTheSameStory() {
        assertEquals(run(7, World.Bug.NONE).simulation.story().fingerprint(),
                run(7, World.Bug.NONE).simulation.story().fingerprint());
    }

    @Test
    void votesThatAreNotPersistedAreFound() {
        assertTrue(seedsUntilFound(World.Bug.VOTE_NOT_PERSISTED, "OneLeaderPerEpoch") < SEEDS_FOR_A_BUG_MAX);
    }

    @Test
    void votesThatAreToldBeforeTheyAreSavedAreFound() {
        assertTrue(seedsUntilFound(World.Bug.TOLD_BEFORE_SAVED, "OneLeaderPerEpoch") < SEEDS_FOR_A_BUG_MAX);
    }

    @Test
    void epochThatIsNotRaisedIsFound() {
        assertTrue(seedsUntilFound(World.Bug.EPOCH_NOT_RAISED, "") < SEEDS_FOR_A_BUG_MAX);
    }

    private static int seedsUntilFound(World.Bug bug, String by) {
        for (int seed = 1; seed < SEEDS_FOR_A_BUG_MAX; seed++) {
            try {
                run(seed, bug);
            } catch (AssertionError e) {
                if (e.getMessage() != null && e.getMessage().startsWith(by)) {
                    System.out.println(bug + " found with seed " + seed + ": "
                            + e.getMessage().lines().findFirst().orElse(""));
                    return seed;
                }
            }
        }
        return SEEDS_FOR_A_BUG_MAX;
    }
}
