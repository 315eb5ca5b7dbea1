package io.jadis.packaging.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.packaging.Tree;
import io.jadis.protocol.process.FreePort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the guides have an operator do, installed by redis-install and started by the units' lines. */
@Timeout(240)
@Execution(ExecutionMode.CONCURRENT)
class WalkthroughIT {
    @TempDir
    private Path directory;
    private Installed installed;
    private Group group;

    @BeforeEach
    void begin() {
        installed = new Installed(directory.resolve("root"));
        group = new Group(directory);
    }

    @AfterEach
    void end() throws Exception {
        group.close();
        installed.deleteLinks();
    }

    private Program server(String name, Program master, String... lines) throws Exception {
        int port = FreePort.choose();
        String file = "/etc/redis/redis-" + name + ".conf";
        installed.installed("--yes", "--name", name, "--port", Integer.toString(port));
        installed.configure(file, "dir", installed.path("/var/lib/redis-" + name).toString());
        installed.configure(file, "bind", "127.0.0.1");
        installed.configure(file, "repl-diskless-sync-delay", "0");
        if (master != null) installed.configure(file, "replicaof", master.toString());
        for (String line : lines) configure(file, line);
        Program server = installed.start(group, "redis-server@" + name, port);
        group.servers.add(server);
        return server;
    }

    private Program sentinel(String name, String... lines) throws Exception {
        int port = FreePort.choose();
        String file = "/etc/redis/sentinel-" + name + ".conf";
        installed.installed("--yes", "--sentinel", "--name", name, "--port", Integer.toString(port));
        installed.configure(file, "dir", installed.path("/var/lib/redis-sentinel-" + name).toString());
        installed.configure(file, "pidfile", installed.path("/var/lib/redis-sentinel-" + name + "/pid").toString());
        installed.configure(file, "bind", "127.0.0.1");
        // It knows who it is, and so takes part at once.
        installed.configure(file, "sentinel myid", ("" + (group.sentinels.size() + 1)).repeat(40));
        for (String each : new String[] {"monitor", "down-after-milliseconds", "parallel-syncs", "failover-timeout"}) {
            installed.remove(file, "sentinel " + each);
        }
        for (String line : lines) configure(file, line);
        Program sentinel = installed.start(group, "redis-sentinel@" + name, port);
        group.sentinels.add(sentinel);
        return sentinel;
    }

    private void configure(String file, String line) throws Exception {
        int end = line.lastIndexOf(' ');
        installed.configure(file, line.substring(0, end), line.substring(end + 1));
    }

    private static String[] watch(String name, Program master, int quorum, String... more) {
        List<String> lines = new ArrayList<>(List.of("sentinel monitor " + name + " " + master + " " + quorum,
                "sentinel down-after-milliseconds " + name + " " + Group.DOWN_AFTER_MS,
                "sentinel failover-timeout " + name + " 10000"));
        lines.addAll(List.of(more));
        return lines.toArray(String[]::new);
    }

    private static String slave(Program server, Program master) {
        return "slave 127.0.0.1:" + server.port + " " + server + " @ " + Group.MASTER + " " + master;
    }

    @Test
    void oneSentinelTellsTheStoryThatOperatorsKnow() throws Exception {
        Program master = server("master", null), one = server("one", master, "replica-priority 10"),
                two = server("two", master);
        Program sentinel = sentinel("s", watch(Group.MASTER, master, 1));
        group.awaitAcquaintance();
        try (Events events = new Events(sentinel)) {
            two.kill();
            group.await("+sdown", () -> events.contain("+sdown " + slave(two, master)));
            installed.start("redis-server@two", two);
            // INFO, which tells of the new process, is due every ten seconds: it may come before the first PONG or
            // after.
            group.await("-sdown", () -> events.contain("-sdown " + slave(two, master)));
            group.await("+reboot", () -> events.contain("+reboot " + slave(two, master)));
            assertEquals("+sdown", names(events, slave(two, master)).getFirst());
            group.await("two is a replica again", () -> two.follows(master));
            group.awaitAcquaintance();

            events.clear();
            master.kill();
            String name = "master " + Group.MASTER + " " + master, promoted = slave(one, master),
                    other = slave(two, master);
            group.await("the old master counts as down under the new",
                    () -> events.contain("+sdown " + slave(master, one)));
            assertEquals(List.of("+sdown " + name, "+odown " + name + " #quorum 1/1", "+new-epoch 1",
                    "+try-failover " + name, "+vote-for-leader " + "1".repeat(40) + " 1", "+elected-leader " + name,
                    "+failover-state-select-slave " + name, "+selected-slave " + promoted,
                    "+failover-state-send-slaveof-noone " + promoted, "+failover-state-wait-promotion " + promoted,
                    "-role-change " + promoted + " new reported role is master", "+promoted-slave " + promoted,
                    "+failover-state-reconf-slaves " + name, "+slave-reconf-sent " + other,
                    "+slave-reconf-inprog " + other, "+slave-reconf-done " + other, "+failover-end " + name,
                    "+switch-master " + Group.MASTER + " " + master + " " + one, "+slave " + slave(two, one),
                    "+slave " + slave(master, one), "+sdown " + slave(master, one)),
                    events.all().stream().filter(each -> !each.matches("[+-]tilt .*")).toList());

            events.clear();
            installed.start("redis-server@master", master);
            group.awaitFollowers(one);
            group.await("+convert-to-slave", () -> events.contain("+convert-to-slave " + slave(master, one)));
            assertEquals(List.of("-sdown", "+convert-to-slave"), names(events, slave(master, one)).stream()
                    .filter(each -> !each.equals("+reboot")).toList());
        }
    }

    private static List<String> names(Events events, String about) {
        return events.all().stream().filter(each -> each.endsWith(" " + about)).map(each -> each.split(" ")[0])
                .toList();
    }

    @Test
    void threeSentinelsWithPasswordsAgreeWithAQuorumOfTwo() throws Exception {
        String[] secret = {"requirepass pw", "masterauth pw"};
        Program master = server("master", null, secret), one = server("one", master, secret);
        for (String name : new String[] {"x", "y", "z"}) {
            sentinel(name, watch(Group.MASTER, master, 2, "sentinel auth-pass " + Group.MASTER + " pw"));
        }
        for (Program sentinel : group.sentinels) {
            group.await("all know each other", () -> sentinel.ask("SENTINEL", "ckquorum", Group.MASTER).equals(
                    "OK 3 usable Sentinels. Quorum and failover authorization can be reached")
                    && sentinel.ask("SENTINEL", "replicas", Group.MASTER).contains(" master-link-status ok "));
        }
        master.kill();
        group.await("all name the replica", () -> {
            for (Program sentinel : group.sentinels) if (group.masterBy(sentinel) != one) return false;
            return true;
        });
        // The file has it, and the next start begins there.
        Program restarted = group.sentinels.getFirst();
        assertEquals(0, restarted.stop());
        installed.start("redis-sentinel@x", restarted);
        assertEquals(one, group.masterBy(restarted));
    }

    @Test
    void oneSentinelWatchesTwoMasters() throws Exception {
        Program first = server("first", null), firstReplica = server("first-replica", first);
        Program second = server("second", null), secondReplica = server("second-replica", second);
        List<String> lines = new ArrayList<>(List.of(watch("a", first, 1)));
        lines.addAll(List.of(watch("b", second, 1)));
        Program sentinel = sentinel("s", lines.toArray(String[]::new));
        for (String name : new String[] {"a", "b"}) {
            group.await("the replica of " + name,
                    () -> sentinel.ask("SENTINEL", "replicas", name).contains(" master-link-status ok "));
        }
        first.kill();
        group.await("the replica of a is its master", () -> sentinel.ask("SENTINEL", "get-master-addr-by-name", "a")
                .equals(firstReplica.toString()) && firstReplica.isMaster());
        assertEquals(second.toString(), sentinel.ask("SENTINEL", "get-master-addr-by-name", "b"));
        second.kill();
        group.await("the replica of b is its master", () -> sentinel.ask("SENTINEL", "get-master-addr-by-name", "b")
                .equals(secondReplica.toString()) && secondReplica.isMaster());
        assertEquals(firstReplica.toString(), sentinel.ask("SENTINEL", "get-master-addr-by-name", "a"));
    }
}
