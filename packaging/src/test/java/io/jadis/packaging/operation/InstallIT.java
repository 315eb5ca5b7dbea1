package io.jadis.packaging.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.packaging.Tree;
import io.jadis.packaging.Tree.Outcome;
import io.jadis.protocol.process.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** redis-install below a prefix. */
@Timeout(240)
class InstallIT {
    private static final List<String> PROGRAMS =
            List.of("redis-server", "redis-sentinel", "redis-cli", "redis-check-rdb",
            "redis-check-aof", "redis-install");
    private static final List<String> UNITS = List.of("redis-server.service", "redis-server@.service",
            "redis-sentinel.service", "redis-sentinel@.service");

    @TempDir
    private Path directory;
    private Installed installed;

    @BeforeEach
    void chooseRoot() {
        installed = new Installed(directory.resolve("root"));
    }

    @AfterEach
    void deleteLinks() throws IOException {
        installed.deleteLinks();
    }

    @Test
    void aServerIsLaidOutStartedByItsUnitAndTakenAway() throws Exception {
        int port = FreePort.choose();
        installed.installed("--name", "a", "--port", Integer.toString(port));
        for (String program : PROGRAMS) {
            assertEquals(Tree.built().program(program), Files.readSymbolicLink(installed.path("/usr/bin/" + program)));
        }
        for (String unit : UNITS) {
            assertEquals(Files.readString(Tree.built().home.resolve("systemd").resolve(unit)),
                    installed.read("/etc/systemd/system/" + unit));
        }
        assertTrue(Files.isSymbolicLink(installed.path("/etc/systemd/system/multi-user.target.wants/redis-server@a.service")));
        assertTrue(Files.isSymbolicLink(installed.path("/etc/systemd/system/redis@a.service")));
        String config = installed.read("/etc/redis/redis-a.conf");
        assertTrue(config.contains("\nport " + port + "\n") && config.contains("\ndir /var/lib/redis-a\n"), config);
        assertEquals("rwxr-x---", mode("/var/lib/redis-a"));
        assertEquals("rwxr-x---", mode("/etc/redis"));
        assertEquals("rw-r-----", mode("/etc/redis/redis-a.conf"));

        installed.configure("/etc/redis/redis-a.conf", "dir", installed.path("/var/lib/redis-a").toString());
        installed.configure("/etc/redis/redis-a.conf", "bind", "127.0.0.1");
        try (Group group = new Group(directory)) {
            Program server = installed.start(group, "redis-server@a", port);
            assertEquals("OK", server.ask("SET", "k", "v"));
            assertEquals("OK", server.ask("SAVE"));
            assertEquals("OK", server.ask("CONFIG", "REWRITE"));
            assertEquals(0, server.stop());
        }

        installed.installed("--uninstall", "--yes");
        for (String program : PROGRAMS) assertFalse(Files.exists(installed.path("/usr/bin/" + program)), program);
        try (var left = Files.walk(installed.path("/etc/systemd"))) {
            assertEquals(List.of(), left.filter(each -> !Files.isDirectory(each)).toList());
        }
        assertTrue(Files.size(installed.path("/var/lib/redis-a/dump.rdb")) > 0);
        assertTrue(installed.read("/etc/redis/redis-a.conf").contains("port " + port));
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(installed.path(path)));
    }

    @Test
    void aNumberIsNameAndPortAndSentinelsHaveTheirOwnDirectories() throws Exception {
        installed.installed("--name", "7001");
        assertTrue(installed.read("/etc/redis/redis-7001.conf").contains("\nport 7001\n"));
        installed.installed("--sentinel");
        String sentinel = installed.read("/etc/redis/sentinel.conf");
        assertTrue(sentinel.contains("\nport 26379\n") && sentinel.contains("\ndir /var/lib/redis-sentinel\n")
                && sentinel.contains("\npidfile /run/redis-sentinel/redis-sentinel.pid\n"), sentinel);
        assertTrue(Files.isDirectory(installed.path("/var/lib/redis-sentinel")));
        installed.installed("--uninstall", "--name", "7001", "--yes");
        assertFalse(Files.exists(installed.path("/etc/systemd/system/multi-user.target.wants/redis-server@7001.service"),
                LinkOption.NOFOLLOW_LINKS));
        assertTrue(Files.isSymbolicLink(installed.path("/etc/systemd/system/multi-user.target.wants/redis-sentinel.service")));
        assertTrue(Files.exists(installed.path("/usr/bin/redis-cli")));
    }

    @Test
    void whatIsThereIsAskedForAndKept() throws Exception {
        installed.installed();
        installed.configure("/etc/redis/redis.conf", "maxmemory", "1gb");
        Files.writeString(installed.path("/etc/systemd/system/redis-server.service"), "[Service]\n");
        String config = installed.read("/etc/redis/redis.conf");

        // Nobody answers: all stays.
        installed.installed();
        assertEquals("[Service]\n", installed.read("/etc/systemd/system/redis-server.service"));
        assertEquals(config, installed.read("/etc/redis/redis.conf"));

        // Yes to the unit, no to the configuration.
        Path script = Files.writeString(directory.resolve("answers"), "printf 'n\\ny\\n' | '"
                + Tree.built().program("redis-install") + "' --prefix '" + installed.root + "'\n");
        Outcome outcome = Tree.run(Map.of(), List.of("sh", script.toString()));
        assertEquals(0, outcome.status(), outcome.toString());
        assertTrue(outcome.output().contains("redis-server.service exists and differs. Replace it? [y/N]"),
                outcome.output());
        assertTrue(installed.read("/etc/systemd/system/redis-server.service").contains("Description=Jadis"));
        assertEquals(config, installed.read("/etc/redis/redis.conf"));
        try (var kept = Files.list(installed.path("/etc/systemd/system"))) {
            assertEquals(1, kept.filter(each -> each.getFileName().toString().startsWith("redis-server.service."))
                    .count());
        }

        // Without questions a configuration stays, too.
        installed.installed("--yes");
        assertEquals(config, installed.read("/etc/redis/redis.conf"));
    }

    @Test
    void aDryRunSaysWhatItWouldDoAndDoesNothing() throws Exception {
        Outcome outcome = installed.install("--name", "b", "--dry-run");
        assertEquals(0, outcome.status(), outcome.toString());
        assertTrue(outcome.output().contains(installed.path("/etc/redis/redis-b.conf") + ": port 6379"),
                outcome.output());
        assertFalse(Files.exists(installed.root));
    }

    /** With an /etc/redis of root's, which nobody else sees. Needs root. */
    @Test
    void whatTheUserCannotWriteIsOpenedToItsGroup() throws Exception {
        // A copy, as the script refuses to install a tree from below /home or /tmp.
        String install = "/opt/jadis/bin/redis-install --sentinel --dry-run";
        Path script = Files.writeString(directory.resolve("opened"), "set -e\n"
                + "cp '" + Tree.built().program("redis-install") + "' '" + directory + "'\n"
                + "mount -t tmpfs -o mode=755 none /opt\nmkdir -p /opt/jadis/bin\n"
                + "cp '" + directory.resolve("redis-install") + "' /opt/jadis/bin\n"
                + "mount -t tmpfs -o mode=755 none /etc/redis\n"
                + install + "\n"
                + "echo ----\n"
                + "chgrp redis /etc/redis\nchmod g+rwX /etc/redis\n"
                + install + "\n");
        Outcome outcome = Tree.run(Map.of(), List.of("unshare", "--mount", "sh", script.toString()));
        assertEquals(0, outcome.status(), outcome.toString());
        String[] runs = outcome.output().split("----\n");
        assertTrue(runs[0].contains("/etc/redis: for the group redis to write\n"
                + "would run: chgrp redis -- /etc/redis\nwould run: chmod g+rwX -- /etc/redis\n"), runs[0]);
        assertFalse(runs[1].contains("/etc/redis: for the group"), runs[1]);
    }

    @Test
    void whatIsNotMeantIsRefused() throws Exception {
        for (String[] wrong : new String[][] {{"--port", "70000"}, {"--port", "x"}, {"--name", "../x"}, {"--name"},
            {"--name", "sentinel"}, {"--nonsense"}}) {
            assertEquals(1, installed.install(wrong).status(), String.join(" ", wrong));
        }
        assertFalse(Files.exists(installed.root));
    }

    @Test
    void linksByAnotherNameOfTheTreeAreItsOwnAndOthersStay() throws Exception {
        installed.installed("--no-start");
        Path other = Files.createSymbolicLink(directory.resolve("jadis"), Tree.built().home);
        Files.delete(installed.path("/usr/bin/redis-cli"));
        Files.createSymbolicLink(installed.path("/usr/bin/redis-cli"), other.resolve("bin/redis-cli"));
        Files.delete(installed.path("/usr/bin/redis-check-rdb"));
        Files.createSymbolicLink(installed.path("/usr/bin/redis-check-rdb"), Path.of("/bin/true"));
        Outcome outcome = installed.install("--uninstall", "--yes");
        assertEquals(0, outcome.status(), outcome.toString());
        assertTrue(outcome.output().contains("redis-check-rdb stays: it is no link to "), outcome.output());
        try (var left = Files.list(installed.path("/usr/bin"))) {
            assertEquals(List.of(installed.path("/usr/bin/redis-check-rdb")), left.toList());
        }
        Files.delete(other);
    }

    @Test
    void itFindsItsTreeWhateverCdpathSays() throws Exception {
        // There is a /bin/.., too.
        Outcome outcome = Tree.run(Map.of("CDPATH", "/"), List.of("sh", "-c",
                "cd \"$0\" > /dev/null && exec bin/redis-install --prefix \"$1\"", Tree.built().home.toString(),
                installed.root.toString()));
        assertEquals(0, outcome.status(), outcome.toString());
        assertEquals(Tree.built().program("redis-cli"), Files.readSymbolicLink(installed.path("/usr/bin/redis-cli")));
    }

    @Test
    void aTreeThatTheUnitsCannotSeeIsRefused() throws Exception {
        Path tree = Files.createTempDirectory(Path.of("/tmp"), "jadis-install");
        Path bin = Files.createDirectory(tree.resolve("bin")), copy = bin.resolve("redis-install");
        try {
            Files.copy(Tree.built().program("redis-install"), copy);
            Outcome outcome = Tree.run(Map.of(), List.of(copy.toString(), "--dry-run"));
            assertEquals(1, outcome.status(), outcome.toString());
            assertTrue(outcome.errors().contains("the units don't see " + tree), outcome.errors());
        } finally {
            for (Path made : List.of(copy, bin, tree)) Files.deleteIfExists(made);
        }
    }

    @Test
    void whatRunsIsStoppedToo() throws Exception {
        Outcome outcome = whereSystemdRuns("list-units) echo 'redis-server@7000.service loaded active running Jadis'; "
                + "echo 'redis-server-of-others.service loaded active running Redis' ;;", "--uninstall", "--dry-run");
        assertEquals(0, outcome.status(), outcome.toString());
        assertTrue(outcome.output().contains("disable --now redis-server@7000.service\n"), outcome.output());
        assertFalse(outcome.output().contains("of-others"), outcome.output());
    }

    @Test
    void anInstanceThatRunsIsNotSaidToBeStarted() throws Exception {
        Outcome outcome = whereSystemdRuns("is-active) exit 0 ;;", "--dry-run");
        assertEquals(0, outcome.status(), outcome.toString());
        assertTrue(outcome.output().contains("redis-server.service runs already"), outcome.output());
        assertFalse(outcome.output().contains("systemctl start"), outcome.output());
        outcome = whereSystemdRuns("is-active) exit 3 ;;", "--dry-run");
        assertTrue(outcome.output().endsWith("would run: systemctl start redis-server.service\n"), outcome.output());
    }

    /** A run without a prefix, in a namespace where systemd seems to run our units; the cases are of its systemctl. */
    private Outcome whereSystemdRuns(String cases, String... words) throws Exception {
        List<String> namespace = List.of("unshare", "--mount", "--map-root-user", "sh", "-c");
        String mounts = "mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system"
                // The tree as it would lie in /opt.
                + " && mount -t tmpfs tmpfs /opt && mkdir /opt/jadis && mount --bind \"$0\" /opt/jadis"
                + " && mount -t tmpfs tmpfs /etc/systemd && mkdir /etc/systemd/system"
                + " && cp /opt/jadis/systemd/* /etc/systemd/system";
        List<String> command = new ArrayList<>(namespace);
        command.addAll(List.of(mounts + " && exec /opt/jadis/bin/redis-install \"$@\"", Tree.built().home.toString()));
        Path systemctl = Files.createDirectories(directory.resolve("programs")).resolve("systemctl");
        Files.writeString(systemctl, "#!/bin/sh\nfor word in \"$@\"; do case $word in\n" + cases + "\nesac; done\n");
        Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
        command.addAll(List.of(words));
        return Tree.run(Map.of("PATH", systemctl.getParent() + ":" + System.getenv("PATH")), command);
    }
}
