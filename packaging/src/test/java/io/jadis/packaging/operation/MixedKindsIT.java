package io.jadis.packaging.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Our Sentinel and Debian's in one group, over our servers and over both kinds. */
@Timeout(240)
@Execution(ExecutionMode.CONCURRENT)
class MixedKindsIT {
    @TempDir
    private Path directory;

    @ParameterizedTest(name = "master {0}, replicas {1} and {2}")
    @CsvSource({"JADIS, JADIS, JADIS", "DEBIAN, JADIS, DEBIAN"})
    void theyFailOverTogetherAndTakeTheOldMasterBack(Kind first, Kind second, Kind third) throws Exception {
        try (Group group = new Group(directory)) {
            Program master = group.server(first, null);
            group.server(second, master);
            group.server(third, master);
            for (Kind kind : new Kind[] {Kind.JADIS, Kind.DEBIAN, Kind.DEBIAN}) {
                group.sentinel(kind, Group.Place.HERE, master, 2);
            }
            group.awaitAcquaintance();
            assertEquals("OK", master.ask("SET", "before", "1"));
            assertEquals("2", master.ask("WAIT", "2", "30000"));

            master.kill();
            Program promoted = group.awaitNewMaster(master);
            assertEquals("1", promoted.ask("GET", "before"));
            master.start();
            group.awaitFollowers(promoted);
            assertEquals("OK", promoted.ask("SET", "after", "2"));
            assertEquals("2", promoted.ask("WAIT", "2", "30000"));

            // And once more by the word of ours.
            Program ours = group.sentinels.getFirst();
            group.awaitAcquaintance();
            group.await("ours may fail over", () -> ours.ask("SENTINEL", "failover", Group.MASTER).equals("OK"));
            Program last = group.awaitNewMaster(promoted);
            assertEquals("2", last.ask("GET", "after"));
            group.awaitFollowers(last);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void renamedCommandsAreCalledByTheirNames(Kind kind) throws Exception {
        String[] renamed = {"rename-command CONFIG cfg", "rename-command SLAVEOF follow",
                "rename-command REPLICAOF \"\"",
            "rename-command CLIENT customer"};
        try (Group group = new Group(directory)) {
            Program master = group.server(kind, null, renamed);
            Program replica = group.server(kind, master, renamed);
            group.sentinel(Kind.JADIS, Group.Place.HERE, master, 1, "sentinel rename-command mymaster CONFIG cfg",
                    "sentinel rename-command mymaster SLAVEOF follow",
                    "sentinel rename-command mymaster CLIENT customer");
            group.awaitAcquaintance();
            master.kill();
            assertEquals(replica, group.awaitNewMaster(master));
            master.start();
            group.awaitFollowers(replica);
            group.await("the old master's file says so",
                    () -> Files.readString(master.file).contains("replicaof " + replica));
        }
    }
}
