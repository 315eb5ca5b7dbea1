package io.jadis.sentinel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.client.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SentinelTest {
    private static final String A = "a".repeat(40), B = "b".repeat(40);

    private final Scene scene = new Scene("monitor m 10.0.0.1 6379 2", "down-after-milliseconds m 3000",
            "failover-timeout m 20000");

    /** A master with two replicas and two other Sentinels, all up. */
    private void group() {
        scene.infos.put("10.0.0.1", Scene.masterInfo("1", "10.0.0.2", "10.0.0.3"));
        scene.infos.put("10.0.0.2", Scene.replicaInfo("2", "10.0.0.1", 100, 10));
        scene.infos.put("10.0.0.3", Scene.replicaInfo("3", "10.0.0.1", 100, 20));
        scene.infos.put("10.1.0.1", "0 * 0");
        scene.infos.put("10.1.0.2", "0 * 0");
        scene.pass(1500);
        scene.hello("10.1.0.1", A, 0, "10.0.0.1", 0);
        scene.hello("10.1.0.2", B, 0, "10.0.0.1", 0);
        scene.pass(1500);
        scene.events.clear();
    }

    private void masterDies() {
        scene.infos.remove("10.0.0.1");
        scene.pass(6_000);
    }

    @Test
    void replicasAndSentinelsAreDiscoveredAndRemembered() {
        scene.infos.put("10.0.0.1", Scene.masterInfo("1", "10.0.0.2"));
        scene.pass(1500);
        scene.hello("10.1.0.1", A, 7, "10.0.0.1", 0);
        assertTrue(scene.happened("+monitor master m 10.0.0.1 6379 quorum 2"));
        assertTrue(scene.happened("+slave slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379"));
        assertTrue(scene.happened("+sentinel sentinel " + A + " 10.1.0.1 26379 @ m 10.0.0.1 6379"));
        assertTrue(scene.happened("+new-epoch 7"));
        assertTrue(scene.persisted >= 3);
        String lines = StateLines.of(scene.sentinel).toString();
        assertTrue(lines.contains("[known-replica, m, 10.0.0.2, 6379]"), lines);
        assertTrue(lines.contains("[known-sentinel, m, 10.1.0.1, 26379, " + A + "]"), lines);
        assertTrue(lines.contains("[current-epoch, 7]"), lines);
    }

    @Test
    void masterThatDoesNotAnswerIsSubjectivelyAndWithAQuorumObjectivelyDown() {
        group();
        masterDies();
        assertTrue(scene.happened("+sdown master m 10.0.0.1 6379"));
        assertFalse(scene.happened("+odown master m 10.0.0.1 6379 #quorum 2/2"));
        scene.infos.put("10.1.0.1", "1 * 0");
        scene.pass(1_500);
        assertTrue(scene.happened("+odown master m 10.0.0.1 6379 #quorum 2/2"));
        scene.infos.put("10.0.0.1", Scene.masterInfo("1"));
        scene.pass(20_000);
        assertTrue(scene.happened("-sdown master m 10.0.0.1 6379"));
        assertTrue(scene.happened("-odown master m 10.0.0.1 6379"));
    }

    @Test
    void electedLeaderPromotesTheReplicaWithMostDataAndReconfiguresTheOther() {
        group();
        scene.infos.put("10.1.0.1", "1 asked asked");
        scene.infos.put("10.1.0.2", "1 asked asked");
        masterDies();
        scene.infos.put("10.0.0.3", Scene.masterInfo("3"));
        scene.pass(3_000);
        scene.infos.put("10.0.0.2", Scene.replicaInfo("2", "10.0.0.3", 100, 30));
        scene.pass(5_000);
        List<String> story = scene.events.stream().filter(e -> !e.startsWith("log ") && !e.contains("role-change"))
                .toList();
        assertEquals(List.of(
                "+sdown master m 10.0.0.1 6379",
                "+odown master m 10.0.0.1 6379 #quorum 3/2",
                "+new-epoch 1",
                "+try-failover master m 10.0.0.1 6379",
                "+vote-for-leader " + Scene.ID + " 1",
                "+elected-leader master m 10.0.0.1 6379",
                "+failover-state-select-slave master m 10.0.0.1 6379",
                "+selected-slave slave 10.0.0.3:6379 10.0.0.3 6379 @ m 10.0.0.1 6379",
                "+failover-state-send-slaveof-noone slave 10.0.0.3:6379 10.0.0.3 6379 @ m 10.0.0.1 6379",
                "+failover-state-wait-promotion slave 10.0.0.3:6379 10.0.0.3 6379 @ m 10.0.0.1 6379",
                "+promoted-slave slave 10.0.0.3:6379 10.0.0.3 6379 @ m 10.0.0.1 6379",
                "+failover-state-reconf-slaves master m 10.0.0.1 6379",
                "+slave-reconf-sent slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379",
                "+slave-reconf-inprog slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379",
                "+slave-reconf-done slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379",
                "+failover-end master m 10.0.0.1 6379",
                "+switch-master m 10.0.0.1 6379 10.0.0.3 6379",
                "+slave slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.3 6379",
                "+slave slave 10.0.0.1:6379 10.0.0.1 6379 @ m 10.0.0.3 6379"), story.subList(0, 19));
        assertEquals("10.0.0.3", scene.master().currentAddress().ip());
    }

    @Test
    void masterThatMovedIsConnectedToAtOnce() {
        group();
        scene.infos.remove("10.0.0.1");
        scene.sentinel.onClosed(scene.nowMs, scene.master().link, Channel.COMMAND);
        scene.pass(200);
        // The attempt of this second was in vain.
        scene.sentinel.onClosed(scene.nowMs, scene.master().link, Channel.COMMAND);
        scene.infos.put("10.0.0.3", Scene.masterInfo("3"));
        scene.hello("10.1.0.1", A, 1, "10.0.0.3", 1);
        scene.pass(200);
        assertFalse(scene.master().link.isDisconnected());
        assertEquals(0, scene.master().link.pingPendingSinceMs);
    }

    @Test
    void linkIsConnectedOnlyWhileAllOfItIsOpen() {
        group();
        Link link = scene.master().link;
        assertFalse(link.isDisconnected());
        link.pubsubOpen = false;
        scene.pass(1_500);
        assertTrue(link.pubsubOpen);
        link.commandOpen = false;
        assertTrue(link.isDisconnected());
        // Of a Sentinel one connection is wanted.
        assertFalse(scene.master().peers().getFirst().link.isDisconnected());
    }

    @Test
    void opinionsAboutTheFormerMasterMakeNoQuorumAgainstTheNew() {
        group();
        scene.infos.put("10.1.0.1", "1 * 0");
        scene.infos.put("10.1.0.2", "1 * 0");
        masterDies();
        assertTrue(scene.happened("+odown master m 10.0.0.1 6379 #quorum 3/2"));
        Request asked = scene.requests.reversed().stream().filter(each -> each.purpose() == Request.Purpose.ASK)
                .findFirst().orElseThrow();
        // From now on they don't answer, but for one reply that was under way.
        scene.infos.remove("10.1.0.1");
        scene.infos.remove("10.1.0.2");
        scene.infos.remove("10.0.0.3");
        scene.hello("10.1.0.1", A, 1, "10.0.0.3", 1);
        scene.sentinel.onReply(scene.nowMs, asked.about().link, asked, new RespValue.Array(List.of(
                new RespValue.IntegerReply(1), new RespValue.BulkString("*".getBytes(StandardCharsets.US_ASCII)),
                new RespValue.IntegerReply(0))));
        scene.pass(3_500);
        assertTrue(scene.happened("+sdown master m 10.0.0.3 6379"));
        assertFalse(scene.events.stream().anyMatch(each -> each.startsWith("+odown master m 10.0.0.3 6379")));
    }

    @Test
    void aClockThatIsSetBackDelaysNothingButForTilt() {
        group();
        scene.nowMs -= 600_000;
        scene.pass(31_000);
        assertTrue(scene.happened("+tilt #tilt mode entered"));
        assertTrue(scene.happened("-tilt #tilt mode exited"));
        masterDies();
        assertTrue(scene.happened("+sdown master m 10.0.0.1 6379"));
    }

    @Test
    void agesAreRightAfterTheClockWasSetBack() {
        group();
        scene.nowMs -= 3_600_000;
        scene.pass(2_000);
        long tiltMs = scene.sentinel.tiltMs(scene.nowMs);
        assertTrue(scene.sentinel.isTilted() && tiltMs >= 1_000 && tiltMs <= 2_100, () -> "in TILT for " + tiltMs);
        Map<String, String> master = Description.of(scene.sentinel, scene.master(), scene.nowMs);
        for (String age : List.of("last-ok-ping-reply", "last-ping-reply", "info-refresh", "role-reported-time")) {
            long ms = Long.parseLong(master.get(age));
            assertTrue(ms >= 0 && ms < 20_000, () -> age + " " + ms);
        }
        long infoMs = Description.infoAgeMs(scene.sentinel, scene.master(), scene.nowMs);
        assertTrue(infoMs >= 0 && infoMs < 20_000, () -> "INFO of " + infoMs);
        String explained = Explanation.of(scene.sentinel, scene.master(), scene.nowMs).toString();
        assertTrue(explained.contains("It only watches for another 2"), explained);
        assertFalse(explained.contains(" -"), explained);
    }

    @Test
    void replicasQualifyHoweverLateTheMasterWasFoundDown() {
        group();
        scene.infos.put("10.1.0.1", "1 asked asked");
        scene.infos.put("10.1.0.2", "1 asked asked");
        scene.infos.remove("10.0.0.1");
        String lost = "master_link_status:down\r\nmaster_link_down_since_seconds:41";
        for (String ip : List.of("10.0.0.2", "10.0.0.3")) {
            scene.infos.compute(ip, (key, info) -> info.replace("master_link_status:up", lost));
        }
        // The process was stopped: for half a minute it is in TILT, and nobody is found down.
        scene.nowMs += 10_000;
        scene.pass(40_000);
        assertTrue(scene.happened("+sdown master m 10.0.0.1 6379"));
        assertTrue(scene.events.stream().anyMatch(each -> each.startsWith("+selected-slave slave 10.0.0.3:6379")));
    }

    @Test
    void splitVotesLeadToAnotherElectionSoon() {
        anotherElectionComesSoonAfter("1 " + A + " asked", "1 " + B + " asked");
    }

    /** As those do that have just been installed. */
    @Test
    void declinedVotesLeadToAnotherElectionSoon() {
        anotherElectionComesSoonAfter("1 * 0", "1 * 0");
    }

    private void anotherElectionComesSoonAfter(String opinionOfA, String opinionOfB) {
        group();
        scene.infos.put("10.1.0.1", opinionOfA);
        scene.infos.put("10.1.0.2", opinionOfB);
        masterDies();
        assertTrue(scene.happened("-failover-abort-not-elected master m 10.0.0.1 6379"));
        assertTrue(scene.happened("+new-epoch 2"));
        scene.infos.put("10.1.0.1", "1 asked asked");
        scene.pass(4_000);
        assertTrue(scene.happened("+elected-leader master m 10.0.0.1 6379"));
    }

    /** As those do that don't know the master. */
    @Test
    void votesThatAreDeclinedForGoodCostFewEpochs() {
        group();
        scene.infos.put("10.1.0.1", "1 * 0");
        scene.infos.put("10.1.0.2", "1 * 0");
        masterDies();
        scene.pass(590_000);
        // After 1, 2, 4, ... seconds at the most, then after twice the failover-timeout.
        long epochs = scene.sentinel.currentEpoch();
        assertTrue(epochs >= 15 && epochs <= 25, () -> epochs + " epochs");
        String why = String.join("\n", Explanation.of(scene.sentinel, scene.master(), scene.nowMs));
        assertTrue(why.contains(" ms: nobody has won the last election."), why);
        // What was then is no matter the next time.
        while (scene.master().failover.mayStartAtMs() - scene.nowMs < 35_000) scene.pass(100);
        scene.infos.put("10.0.0.1", Scene.masterInfo("1", "10.0.0.2", "10.0.0.3"));
        scene.pass(20_000);
        assertTrue(scene.happened("-odown master m 10.0.0.1 6379"));
        scene.infos.put("10.1.0.1", "1 asked asked");
        masterDies();
        assertTrue(scene.happened("+elected-leader master m 10.0.0.1 6379"));
    }

    @Test
    void lostElectionIsNotHeldAgainSoonWhereNoMajorityIsThere() {
        group();
        scene.hello("10.1.0.3", "c".repeat(40), 0, "10.0.0.1", 0);
        scene.hello("10.1.0.4", "d".repeat(40), 0, "10.0.0.1", 0);
        scene.infos.put("10.1.0.1", "1 * 0");
        scene.infos.remove("10.1.0.2");
        scene.pass(4_000);
        masterDies();
        assertTrue(scene.happened("+new-epoch 1"));
        assertTrue(scene.happened("-failover-abort-not-elected master m 10.0.0.1 6379"));
        scene.pass(20_000);
        assertFalse(scene.happened("+new-epoch 2"));
    }

    /** One of the three may still elect this Sentinel. */
    @Test
    void aDeclinedVoteAloneDoesNotEndAnElection() {
        group();
        scene.infos.put("10.1.0.1", "1 * 0");
        scene.infos.put("10.1.0.2", "1 silent 0");
        masterDies();
        assertTrue(scene.happened("+new-epoch 1"));
        assertFalse(scene.happened("-failover-abort-not-elected master m 10.0.0.1 6379"));
        String why = String.join("\n", Explanation.of(scene.sentinel, scene.master(), scene.nowMs));
        assertTrue(why.contains("Sentinel " + A + " at 10.1.0.1:26379: up, agrees that the master is down; "
                + "gives nobody its vote in epoch 1."), why);
        scene.infos.put("10.1.0.2", "1 asked asked");
        scene.pass(2_000);
        assertTrue(scene.happened("+elected-leader master m 10.0.0.1 6379"));
    }

    @Test
    void electionThatIsNotDecidedIsHeldAgainWhileAMajorityIsThere() {
        group();
        scene.infos.put("10.1.0.1", "1 silent 0");
        scene.infos.put("10.1.0.2", "1 silent 0");
        masterDies();
        scene.pass(6_000);
        assertTrue(scene.happened("+new-epoch 1"));
        assertFalse(scene.happened("-failover-abort-not-elected master m 10.0.0.1 6379"));
        scene.pass(6_000);
        assertTrue(scene.happened("-failover-abort-not-elected master m 10.0.0.1 6379"));
        assertTrue(scene.happened("+new-epoch 2"));
    }

    @Test
    void lostElectionIsNotHeldAgainWhileAnotherHasTheVote() {
        group();
        scene.infos.put("10.1.0.1", "1 silent 0");
        scene.infos.put("10.1.0.2", "1 silent 0");
        masterDies();
        assertTrue(scene.happened("+new-epoch 1"));
        assertEquals(A, scene.sentinel.opinion(scene.nowMs, "10.0.0.1", 6379, 2, A).leader());
        scene.infos.put("10.1.0.1", "1 " + A + " 2");
        scene.infos.put("10.1.0.2", "1 " + A + " 2");
        scene.pass(30_000);
        assertTrue(scene.happened("-failover-abort-not-elected master m 10.0.0.1 6379"));
        assertFalse(scene.happened("+new-epoch 3"));
        // As long as it would want to be left alone itself.
        scene.pass(12_000);
        assertTrue(scene.happened("+new-epoch 3"));
    }

    @Test
    void whoIsAloneWaitsAsLongAsRedisDoes() {
        group();
        scene.infos.put("10.1.0.1", "1 silent 0");
        scene.infos.put("10.1.0.2", "1 silent 0");
        masterDies();
        assertTrue(scene.happened("+new-epoch 1"));
        scene.infos.remove("10.1.0.1");
        scene.infos.remove("10.1.0.2");
        scene.pass(16_000);
        assertTrue(scene.happened("-failover-abort-not-elected master m 10.0.0.1 6379"));
        assertFalse(scene.happened("+new-epoch 2"));
    }

    @Test
    void returnedMasterIsMadeAReplica() {
        electedLeaderPromotesTheReplicaWithMostDataAndReconfiguresTheOther();
        scene.infos.put("10.0.0.3", Scene.masterInfo("3", "10.0.0.2"));
        scene.infos.put("10.0.0.1", Scene.masterInfo("1"));
        scene.pass(40_000);
        assertTrue(scene.happened("+convert-to-slave slave 10.0.0.1:6379 10.0.0.1 6379 @ m 10.0.0.3 6379"));
    }

    @Test
    void withoutVotesTheFailoverIsAborted() {
        group();
        scene.infos.put("10.1.0.1", "1 " + A + " asked");
        scene.infos.put("10.1.0.2", "1 " + B + " asked");
        masterDies();
        scene.pass(13_000);
        assertTrue(scene.happened("+try-failover master m 10.0.0.1 6379"));
        assertTrue(scene.happened("-failover-abort-not-elected master m 10.0.0.1 6379"));
        assertTrue(scene.happened("log Next failover delay: I will not start a failover before then"));
    }

    @Test
    void voteIsGivenOnceAnEpochAndPersistedBeforeItIsTold() {
        group();
        int before = scene.persisted;
        assertEquals(A, scene.sentinel.opinion(scene.nowMs, "10.0.0.1", 6379, 5, A).leader());
        assertTrue(scene.persisted > before);
        Sentinel.Opinion second = scene.sentinel.opinion(scene.nowMs, "10.0.0.1", 6379, 5, B);
        assertEquals(A, second.leader());
        assertEquals(5, second.leaderEpoch());
        assertEquals(B, scene.sentinel.opinion(scene.nowMs, "10.0.0.1", 6379, 6, B).leader());
        assertEquals("*", scene.sentinel.opinion(scene.nowMs, "10.0.0.1", 6379, 7, "*").leader());
        assertTrue(scene.happened("+vote-for-leader " + A + " 5"));
    }

    @Test
    void leaderActsWhenItsVoteIsSavedAndMeanwhileThereArePings() {
        group();
        scene.infos.put("10.1.0.1", "1 asked asked");
        scene.infos.put("10.1.0.2", "1 asked asked");
        scene.diskIsSlow = true;
        scene.requests.clear();
        masterDies();
        assertTrue(scene.happened("+vote-for-leader " + Scene.ID + " 1"));
        scene.requests.clear();
        scene.pass(4_000);
        assertEquals(List.of("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.1.0.1", "10.1.0.2"),
                scene.requests.stream().filter(r -> r.words().getFirst().equals("PING"))
                        .map(r -> r.about().address().ip()).distinct().sorted().toList());
        assertNotNull(scene.words("INFO"));
        assertNull(scene.words("PUBLISH"));
        assertNull(scene.words("SLAVEOF"));
        assertFalse(scene.happened("+elected-leader master m 10.0.0.1 6379"));
        scene.saved();
        assertTrue(scene.happened("+elected-leader master m 10.0.0.1 6379"));
        assertNotNull(scene.words("SLAVEOF"));
    }

    @Test
    void electionsOfTwoMastersOnABusyDiskDoNotCostEachOtherTheirVotes() {
        Scene two = new Scene("monitor m 10.0.0.1 6379 2", "monitor n 10.0.0.4 6379 2",
                "down-after-milliseconds m 3000", "down-after-milliseconds n 3000",
                "known-sentinel m 10.1.0.1 26379 " + A, "known-sentinel n 10.1.0.1 26379 " + A,
                "known-sentinel m 10.1.0.2 26379 " + B, "known-sentinel n 10.1.0.2 26379 " + B);
        two.infos.putAll(Map.of("10.0.0.1", Scene.masterInfo("1"), "10.0.0.4", Scene.masterInfo("4"),
                "10.1.0.1", "1 asked asked", "10.1.0.2", "1 asked asked"));
        two.pass(1_500);
        two.diskIsSlow = true;
        int before = two.persisted;
        two.infos.remove("10.0.0.1");
        two.infos.remove("10.0.0.4");
        two.pass(9_000);
        assertTrue(two.happened("+vote-for-leader " + Scene.ID + " 1"));
        assertTrue(two.happened("+vote-for-leader " + Scene.ID + " 2"));
        assertEquals(0, count(two, "-failover-abort"));
        // Each waits for its own vote to be saved.
        two.saved(before + 1);
        assertEquals(1, count(two, "+elected-leader"));
        two.saved();
        assertEquals(2, count(two, "+elected-leader"));
    }

    private static long count(Scene scene, String event) {
        return scene.events.stream().filter(each -> each.startsWith(event)).count();
    }

    @Test
    void newConfigurationIsToldWhenItIsSaved() {
        group();
        scene.infos.put("10.1.0.1", "1 asked asked");
        scene.infos.put("10.1.0.2", "1 asked asked");
        masterDies();
        scene.diskIsSlow = true;
        scene.infos.put("10.0.0.3", Scene.masterInfo("3"));
        scene.requests.clear();
        scene.pass(3_000);
        assertTrue(scene.happened("+promoted-slave slave 10.0.0.3:6379 10.0.0.3 6379 @ m 10.0.0.1 6379"));
        assertFalse(scene.events.toString().contains("+slave-reconf-sent"));
        scene.requests.clear();
        scene.pass(3_000);
        assertNull(scene.words("PUBLISH"));
        scene.saved();
        assertTrue(scene.words("PUBLISH").getLast().endsWith(",m,10.0.0.3,6379,1"));
        scene.pass(1_500);
        assertTrue(scene.happened("+slave-reconf-sent slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379"));
    }

    @Test
    void whoHasNoMemoryOfItsVotesDoesNotVote() {
        Sentinel fresh = new Sentinel(scene, new java.util.SplittableRandom(2), 0);
        fresh.monitor(0, "m", "10.0.0.1", 6379, 1);
        fresh.start(0, B);
        assertEquals("*", fresh.opinion(10, "10.0.0.1", 6379, 3, A).leader());
        for (long ms = 100; ms < 16_000; ms += 100) fresh.tick(ms);
        // In the epoch that there was it may have voted.
        assertEquals("*", fresh.opinion(16_000, "10.0.0.1", 6379, 3, A).leader());
        assertEquals(A, fresh.opinion(16_000, "10.0.0.1", 6379, 4, A).leader());
    }

    @Test
    void newerConfigurationOfAnotherSentinelIsTakenOver() {
        group();
        scene.hello("10.1.0.1", A, 3, "10.0.0.2", 3);
        assertTrue(scene.happened("+config-update-from sentinel " + A + " 10.1.0.1 26379 @ m 10.0.0.1 6379"));
        assertTrue(scene.happened("+switch-master m 10.0.0.1 6379 10.0.0.2 6379"));
        scene.hello("10.1.0.2", B, 3, "10.0.0.1", 2);
        assertEquals("10.0.0.2", scene.master().currentAddress().ip());
    }

    @Test
    void twoConfigurationsOfOneEpochAreDecidedBetween() {
        group();
        scene.hello("10.1.0.1", A, 3, "10.0.0.2", 3);
        String greater = "f".repeat(39) + "g";
        for (int i = 0; i < 5; i++) {
            scene.hello("10.1.0.2", greater, 3, "10.0.0.3", 3);
            scene.pass(2_000);
        }
        assertTrue(scene.happened("+new-epoch 4"));
        assertEquals(4, scene.master().configEpoch);
        assertEquals("10.0.0.2", scene.master().currentAddress().ip());
    }

    @Test
    void masterThatMovedUnderItsNameIsNoOther() {
        Scene named = new Scene("resolve-hostnames yes", "announce-hostnames yes", "monitor other 10.0.0.1 6379 1");
        named.names.put("db1", "10.0.0.7");
        assertNull(named.sentinel.monitor(named.nowMs, "m", "db1", 6379, 1));
        named.infos.put("10.0.0.7", Scene.masterInfo("1"));
        named.pass(1_500);
        named.hello("10.1.0.1", A, 3, "db1", 3);
        assertEquals(3, named.sentinel.master("m").configEpoch);
        // The connections to where it was still live.
        named.names.put("db1", "10.0.0.8");
        String greater = "f".repeat(39) + "g";
        for (int i = 0; i < 5; i++) {
            named.hello("10.1.0.2", greater, 3, "db1", 3);
            named.pass(2_000);
        }
        assertEquals(3, named.sentinel.master("m").configEpoch);
        named.hello("10.1.0.2", greater, 4, "db1", 4);
        assertFalse(named.happened("+switch-master m db1 6379 db1 6379"));
    }

    @Test
    void whoCannotAgreeCostsFewEpochs() {
        group();
        scene.hello("10.1.0.1", A, 3, "10.0.0.2", 3);
        String greater = "f".repeat(39) + "g";
        for (int i = 0; i < 300; i++) {
            scene.hello("10.1.0.2", greater, scene.master().configEpoch, "10.0.0.3", scene.master().configEpoch);
            scene.pass(2_000);
        }
        // After 4, 8, 16, ... seconds.
        assertEquals(3 + 7, scene.master().configEpoch);
        // Once it has agreed its next disagreement is another.
        scene.hello("10.1.0.2", greater, 10, "10.0.0.2", 10);
        for (int i = 0; i < 5; i++) {
            scene.hello("10.1.0.2", greater, 10, "10.0.0.3", 10);
            scene.pass(2_000);
        }
        assertEquals(11, scene.master().configEpoch);
    }

    @Test
    void sentinelThatMovedIsKnownByItsId() {
        group();
        scene.hello("10.1.0.9", A, 0, "10.0.0.1", 0);
        assertTrue(scene.happened("+sentinel-address-switch master m 10.0.0.1 6379 ip 10.1.0.9 port 26379 for " + A));
        assertEquals(2, scene.master().peerCount());
        scene.hello("10.1.0.9", "c".repeat(40), 0, "10.0.0.1", 0);
        assertTrue(scene.happened("+sentinel-invalid-addr sentinel " + A + " 10.1.0.9 26379 @ m 10.0.0.1 6379"));
        assertEquals(2, scene.master().peerCount());
    }

    @Test
    void clockThatJumpsSuspendsJudgement() {
        group();
        scene.infos.remove("10.0.0.1");
        scene.pass(1_000);
        scene.nowMs += 60_000;
        scene.pass(5_000);
        assertTrue(scene.happened("+tilt #tilt mode entered"));
        assertFalse(scene.happened("+sdown master m 10.0.0.1 6379"));
        scene.pass(30_000);
        assertTrue(scene.happened("-tilt #tilt mode exited"));
        assertTrue(scene.happened("+sdown master m 10.0.0.1 6379"));
    }

    @Test
    void replicasAreChosenByPriorityThenOffsetThenRunId() {
        group();
        Master master = scene.master();
        Replica two = master.replicas.get("10.0.0.2:6379"), three = master.replicas.get("10.0.0.3:6379");
        assertEquals(three, best());
        two.priority = 10;
        assertEquals(two, best());
        two.priority = 0;
        assertEquals(three, best());
        assertNotNull(ReplicaChoice.objection(two, scene.sentinel.timing, scene.nowMs));
        two.priority = 100;
        two.offset = 20;
        assertEquals(two, best());
        two.masterLinkDownMs = 31_000;
        assertEquals(three, best());
        three.subjectivelyDown = true;
        assertNull(best());
        assertEquals("NOGOODSLAVE No suitable replica to promote", scene.sentinel.failover(scene.nowMs, master));
    }

    private Replica best() {
        return ReplicaChoice.best(scene.master(), scene.sentinel.timing, scene.nowMs);
    }

    @Test
    void whoIsElectedAtOnceChoosesByTheInfoThatIsOnItsWay() {
        Scene alone = new Scene("monitor m 10.0.0.1 6379 1", "down-after-milliseconds m 3000", "failover-timeout m 20000");
        alone.infos.put("10.0.0.1", Scene.masterInfo("1", "10.0.0.2"));
        alone.infos.put("10.0.0.2", Scene.replicaInfo("2", "10.0.0.1", 100, 10));
        alone.pass(4_500);
        alone.infos.remove("10.0.0.1");
        alone.pass(2_900);
        long infoMs = alone.nowMs - alone.master().replicas.get("10.0.0.2:6379").infoAtMs;
        assertTrue(infoMs > 5_000, "infoMs=" + infoMs);
        alone.pass(2_000);
        assertTrue(alone.happened("+selected-slave slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379"));
        assertFalse(alone.happened("-failover-abort-no-good-slave master m 10.0.0.1 6379"));
    }

    @Test
    void slowStartIsNoReasonForTilt() {
        Scene late = new Scene("monitor m 10.0.0.1 6379 1");
        late.sentinel.start(late.nowMs + 10_000, "0".repeat(40));
        late.sentinel.tick(late.nowMs + 10_000);
        assertFalse(late.happened("+tilt #tilt mode entered"));
    }

    @Test
    void operatorsFailoverNeedsNoVotes() {
        group();
        assertNull(scene.sentinel.failover(scene.nowMs, scene.master()));
        assertEquals("INPROG Failover already in progress", scene.sentinel.failover(scene.nowMs, scene.master()));
        scene.pass(1_500);
        assertTrue(scene.happened("+failover-state-wait-promotion slave 10.0.0.3:6379 10.0.0.3 6379 @ m 10.0.0.1 6379"));
        assertTrue(scene.requests.stream().anyMatch(r -> r.words().equals(List.of("SLAVEOF", "NO", "ONE"))));
        scene.pass(22_000);
        assertTrue(scene.happened("-failover-abort-slave-timeout master m 10.0.0.1 6379"));
    }

    @Test
    void masterThatTakesItselfForAReplicaIsMadeOneAgainIfNobodyElseCan() {
        Scene alone = new Scene("monitor m 10.0.0.1 6379 1", "down-after-milliseconds m 1000",
                "failover-timeout m 5000");
        String moving = Scene.replicaInfo("1", "10.0.0.9", 100, 1);
        alone.infos.put("10.0.0.1", moving);
        alone.pass(30_000);
        assertTrue(alone.happened("-failover-abort-no-good-slave master m 10.0.0.1 6379"));
        // An operator's migration: its data is on its way, and its clients are to follow.
        assertFalse(alone.happened("+convert-to-master master m 10.0.0.1 6379"));
        String lost = moving.replace("master_link_status:up", "master_link_status:down");
        alone.infos.put("10.0.0.1", lost + "master_sync_in_progress:1\r\n");
        alone.pass(30_000);
        assertFalse(alone.happened("+convert-to-master master m 10.0.0.1 6379"));
        alone.infos.put("10.0.0.1", lost);
        alone.pass(30_000);
        assertTrue(alone.happened("+convert-to-master master m 10.0.0.1 6379"));
    }

    @Test
    void simulatedFailureCrashesAfterTheElection() {
        group();
        scene.sentinel.simulateFailure(true, false);
        scene.sentinel.failover(scene.nowMs, scene.master());
        scene.pass(500);
        assertTrue(scene.crashed);
    }

    @Test
    void rebootedMasterThatIsNotReadyIsDownAfterItsOwnTime() {
        group();
        scene.sentinel.masters.get("m").options.rebootDownAfterMs = 1;
        scene.infos.put("10.0.0.1", Scene.masterInfo("9"));
        scene.pass(12_000);
        assertTrue(scene.happened("+reboot master m 10.0.0.1 6379"));
    }

    @Test
    void setChangesOptionsOneByOne() {
        Master master = scene.master();
        assertEquals(new MasterSettings.Outcome(null, true), MasterSettings.set(scene.sentinel, scene.nowMs, master,
                List.of("quorum", "3", "auth-pass", "secret", "rename-command", "CONFIG", "zzz")));
        assertTrue(scene.happened("+set master m 10.0.0.1 6379 auth-pass ******"));
        assertTrue(scene.happened("+set master m 10.0.0.1 6379 rename-command CONFIG zzz"));
        assertEquals("zzz", master.command("config"));
        assertEquals("Invalid argument 'x' for SENTINEL SET 'quorum'",
                MasterSettings.set(scene.sentinel, scene.nowMs, master, List.of("quorum", "x")).error());
        assertEquals("Unknown option or number of arguments for SENTINEL SET 'fritz'",
                MasterSettings.set(scene.sentinel, scene.nowMs, master, List.of("fritz", "x")).error());
        assertTrue(MasterSettings.set(scene.sentinel, scene.nowMs, master, List.of("notification-script", "/good"))
                .error().startsWith("Reconfiguration of scripts path is denied"));
    }

    @Test
    void loudEventsCallTheScriptAndAFailoverTheClients() {
        Scene scripted = new Scene("monitor m 10.0.0.1 6379 1", "down-after-milliseconds m 1000",
                "notification-script m /good/n",
                "client-reconfig-script m /good/r");
        scripted.infos.put("10.0.0.1", Scene.masterInfo("1", "10.0.0.2"));
        scripted.infos.put("10.0.0.2", Scene.replicaInfo("2", "10.0.0.1", 100, 5));
        scripted.pass(2_500);
        scripted.sentinel.failover(scripted.nowMs, scripted.master());
        scripted.pass(500);
        scripted.infos.put("10.0.0.2", Scene.masterInfo("2"));
        scripted.pass(3_000);
        assertTrue(scripted.scripts.contains(List.of("/good/n", "+elected-leader", "master m 10.0.0.1 6379")));
        assertTrue(scripted.scripts.contains(List.of("/good/r", "m", "leader", "start", "10.0.0.1", "6379", "10.0.0.2",
                "6379")));
    }

    @Test
    void whatIsGoneForLongIsForgottenButNotWhileItMayMatter() {
        group();
        scene.master().options.forgetAfterMs = 60_000;
        scene.infos.put("10.0.0.1", Scene.masterInfo("1", "10.0.0.3"));
        scene.infos.remove("10.0.0.2");
        scene.infos.remove("10.1.0.1");
        scene.pass(50_000);
        assertEquals(2, scene.master().replicaCount());
        scene.hello("10.1.0.2", B, 0, "10.0.0.1", 0);
        scene.pass(40_000);
        assertTrue(scene.happened("-slave slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379"));
        assertTrue(scene.happened("-sentinel sentinel " + A + " 10.1.0.1 26379 @ m 10.0.0.1 6379"));
        // One of the two that are left is no majority.
        scene.infos.remove("10.1.0.2");
        scene.pass(200_000);
        assertEquals(1, scene.master().peerCount());
    }

    @Test
    void explanationNamesTimersVotesAndReplicas() {
        group();
        String up = String.join("\n", Explanation.of(scene.sentinel, scene.master(), scene.nowMs));
        assertTrue(up.contains("No failover: the master is up."), up);
        assertTrue(up.contains("Replica 10.0.0.3:6379 (priority 100, offset 20) would be promoted."), up);
        masterDies();
        String down = String.join("\n", Explanation.of(scene.sentinel, scene.master(), scene.nowMs));
        assertTrue(down.contains("No failover: 1 of the 2 Sentinels that are needed see the master down."), down);
        assertTrue(down.contains("up, does not say that the master is down"), down);
    }

    @Test
    void resetForgetsAllButTheMasterItself() {
        group();
        assertEquals(1, scene.sentinel.reset(scene.nowMs, "m*"));
        assertEquals(0, scene.sentinel.reset(scene.nowMs, "x*"));
        assertTrue(scene.happened("+reset-master master m 10.0.0.1 6379"));
        assertEquals(0, scene.master().replicaCount());
        assertEquals(0, scene.master().peerCount());
    }

    @Test
    void resetAfterThePromotionLeavesTheNewMaster() {
        group();
        assertNull(scene.sentinel.failover(scene.nowMs, scene.master()));
        scene.pass(500);
        scene.infos.put("10.0.0.3", Scene.masterInfo("3"));
        scene.pass(1_500);
        assertTrue(scene.happened("+promoted-slave slave 10.0.0.3:6379 10.0.0.3 6379 @ m 10.0.0.1 6379"));
        assertEquals(FailoverState.RECONF_SLAVES, scene.master().failover.state());
        assertEquals(1, scene.sentinel.reset(scene.nowMs, "m"));
        assertEquals("10.0.0.3", scene.master().address().ip());
        assertEquals(1, scene.master().configEpoch);
        assertTrue(scene.happened("+switch-master m 10.0.0.1 6379 10.0.0.3 6379"));
        assertEquals(0, scene.master().replicaCount() + scene.master().peerCount());
    }

    @Test
    void namesAreResolvedAndAnnounced() {
        Scene named = new Scene("monitor other 10.0.0.1 6379 1");
        named.sentinel.options.resolveHostnames = true;
        named.sentinel.options.announceHostnames = true;
        named.names.put("db1", "10.0.0.7");
        assertNull(named.sentinel.monitor(named.nowMs, "m", "db1", 6379, 1));
        assertEquals("master m db1 6379", named.sentinel.shown(named.sentinel.master("m")));
        named.pass(1_000);
        named.names.put("db1", "10.0.0.8");
        named.pass(40_000);
        assertEquals("10.0.0.8", named.sentinel.master("m").address().ip());
    }

    @Test
    void reconnectionWaitsUntilItIsKnownWhereANameLeads() {
        Scene named = new Scene("resolve-hostnames yes", "monitor other 10.0.0.1 6379 1");
        named.names.put("db1", "10.0.0.7");
        assertNull(named.sentinel.monitor(named.nowMs, "m", "db1", 6379, 1));
        Master master = named.sentinel.master("m");
        named.pass(500);
        assertTrue(master.link.commandOpen);
        named.sentinel.onClosed(named.nowMs, master.link, Channel.COMMAND);
        named.stale.add("db1");
        named.pass(1_200);
        assertFalse(master.link.commandOpen);
        named.names.put("db1", "10.0.0.8");
        named.stale.clear();
        named.pass(200);
        assertTrue(master.link.commandOpen);
        assertEquals("10.0.0.8", master.address().ip());
        // A name server that is silent: it is looked for where it was.
        named.sentinel.onClosed(named.nowMs, master.link, Channel.COMMAND);
        named.stale.add("db1");
        named.pass(2_500);
        assertTrue(master.link.commandOpen);
        assertEquals("10.0.0.8", master.address().ip());
        // It is there. The next time the name server has its time again.
        named.infos.put("10.0.0.8", Scene.masterInfo("d"));
        named.pass(5_000);
        named.sentinel.onClosed(named.nowMs, master.link, Channel.COMMAND);
        named.pass(500);
        assertFalse(master.link.commandOpen);
    }

    @Test
    void anAddressHasOneFormHoweverItIsTold() {
        Scene six = new Scene("monitor m FD00:0:0:0:0:0:0:1 6379 1", "announce-hostnames yes",
                "known-replica m fd00:0::2 6379");
        six.infos.put("fd00::1", Scene.masterInfo("1", "fd00:0:0:0:0:0:0:2", "fd00::2"));
        six.infos.put("fd00::2", Scene.replicaInfo("2", "fd00:0:0:0:0:0:0:1", 100, 5));
        six.pass(2_500);
        assertEquals("master m fd00::1 6379", six.sentinel.shown(six.master()));
        assertEquals(List.of("[fd00::2]:6379"), six.master().replicas().stream().map(Instance::name).toList());
        assertNull(six.sentinel.failover(six.nowMs, six.master()));
        six.infos.put("fd00::2", Scene.masterInfo("2", "fd00:0:0:0:0:0:0:1"));
        six.pass(20_000);
        assertEquals("fd00::2", six.master().address().ip());
        assertEquals(List.of("[fd00::1]:6379"), six.master().replicas().stream().map(Instance::name).toList());
    }

    @Test
    void namesThatHaveNoAddressYetAreNotOnePlace() {
        Scene named = new Scene("resolve-hostnames yes", "announce-hostnames yes", "monitor m db1 6379 1",
                "known-replica m db2 6379", "known-replica m db3 6379", "known-replica m DB1 6379",
                "known-sentinel m s1 26379 " + A, "known-sentinel m s2 26379 " + B);
        assertEquals(List.of("db2:6379", "db3:6379"), named.master().replicas().stream().map(Instance::name).toList());
        assertEquals(2, named.master().peerCount());
    }

    @Test
    void nameWithoutAnAddressStaysInTheFile() {
        Scene named = new Scene("resolve-hostnames yes", "monitor m db1 6379 1", "known-replica m db2 6379",
                "known-replica m db3 6379", "known-sentinel m s1 26379 " + A);
        String lines = StateLines.of(named.sentinel).toString();
        assertTrue(lines.contains("[monitor, m, db1, 6379, 1]"), lines);
        assertTrue(lines.contains("[known-replica, m, db2, 6379], [known-replica, m, db3, 6379]"), lines);
        assertTrue(lines.contains("[known-sentinel, m, s1, 26379, " + A + "]"), lines);
        named.names.putAll(Map.of("db1", "10.0.0.1", "db2", "10.0.0.2", "db3", "10.0.0.3"));
        named.infos.put("10.0.0.1", Scene.masterInfo("1", "10.0.0.2", "10.0.0.3"));
        named.pass(12_000);
        assertEquals(2, named.master().replicaCount());
        lines = StateLines.of(named.sentinel).toString();
        assertTrue(lines.contains("[known-replica, m, 10.0.0.2, 6379], [known-replica, m, 10.0.0.3, 6379]"), lines);
    }

    @Test
    void oneSentinelOfTwoMastersHasOneLink() {
        Scene two = new Scene("monitor m 10.0.0.1 6379 1", "monitor n 10.0.0.2 6379 1",
                "known-sentinel m 10.1.0.1 26379 " + A,
                "known-sentinel n 10.1.0.1 26379 " + A);
        Peer inM = two.sentinel.master("m").peers().getFirst(), inN = two.sentinel.master("n").peers().getFirst();
        assertEquals(inM.link, inN.link);
        assertEquals("2", Description.of(two.sentinel, inM, two.nowMs).get("link-refcount"));
        two.sentinel.stopMonitoring(two.nowMs, two.sentinel.master("m"));
        assertEquals(1, inN.link.sharers);
    }
}
