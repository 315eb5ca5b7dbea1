package io.jadis.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jadis.packaging.Tree.Outcome;
import io.jadis.packaging.Tree.Running;
import io.jadis.protocol.process.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tarball runs wherever it lies, whoever runs it, however it is called, and starts from its cache each time. */
@Timeout(300)
class PlaceIT {
    private static final String ONLY_WITH_CACHE = "-XX:AOTMode=on -Xlog:class+load:file=";
    private static final String FROM_CACHE = "source: shared objects file";

    @TempDir
    private Path directory;
    private int port;

    @BeforeEach
    void choosePort() throws Exception {
        port = FreePort.choose();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void theTarballHasOneTopFolderAndNoOwner() throws Exception {
        Outcome list = Tree.run(Map.of(), List.of("tar", "tvzf", Tree.TARBALL.toString()));
        assertEquals(0, list.status(), list.errors());
        String top = Tree.TARBALL.getFileName().toString().replace("-linux-x86_64.tar.gz", "/");
        for (String line : list.output().split("\n")) {
            assertTrue(line.contains(" root/root ") && line.contains(" " + top), line);
        }
        for (String file : List.of("bin/redis-server", "bin/redis-sentinel", "bin/redis-cli", "bin/redis-check-rdb",
                "bin/redis-check-aof", "conf/redis.conf", "conf/sentinel.conf", "conf/jvm.options",
                "systemd/redis-server.service", "docs/installation.md", "LICENSE", "NOTICE", "legal/JLine.txt",
                "README.md")) {
            assertTrue(list.output().contains(" " + top + file + "\n"), file);
        }
    }

    @Test
    void theNoticeNamesWhatOthersHaveWrittenAndItsLicences() throws Exception {
        Path home = Tree.built().home;
        String notice = Files.readString(home.resolve("NOTICE"));
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                String name = jar.getFileName().toString();
                if (!name.endsWith(".jar") || name.matches("(app|lib)-.*")) continue;
                // Netty has many.
                String library = name.startsWith("netty-") ? "netty" : name.replaceAll("-[0-9].*", "");
                assertTrue(notice.contains("lib/" + library + "-*.jar"), name);
            }
        }
        Matcher licence = Pattern.compile("legal/\\w+\\.txt").matcher(notice);
        int count = 0;
        while (licence.find()) {
            assertTrue(Files.readString(home.resolve(licence.group())).contains("Copyright"), licence.group());
            count++;
        }
        assertEquals(4, count);
    }

    @Test
    void itRunsFromAnotherDirectoryAndFromItsCache() throws Exception {
        Tree tree = Tree.unpackedIn(directory);
        Path moved = Files.move(tree.home, directory.resolve("elsewhere"));
        Path classes = directory.resolve("classes.log");
        runServer(List.of(), new Tree(moved).program("redis-server"), classes);
        assertCached(classes, "io.jadis.server.RedisServer");
    }

    @Test
    void copiesThatLostTheirTimesStillUseTheCache() throws Exception {
        Tree tree = Tree.unpackedIn(directory);
        Path copy = directory.resolve("copy");
        assertEquals(0, Tree.run(Map.of(), List.of("cp", "-r", tree.home.toString(), copy.toString())).status());
        Path classes = directory.resolve("classes.log");
        runServer(List.of(), new Tree(copy).program("redis-server"), classes);
        assertCached(classes, "io.jadis.server.RedisServer");
    }

    @Test
    void itRunsThroughSymbolicLinks() throws Exception {
        Tree tree = Tree.unpackedIn(directory);
        Path links = Files.createDirectory(directory.resolve("usr-bin"));
        for (String program : List.of("redis-server", "redis-cli")) {
            Path middle = Files.createSymbolicLink(links.resolve(program + "-0"), tree.program(program));
            Files.createSymbolicLink(links.resolve(program), middle.getFileName());
        }
        Path home = Files.createSymbolicLink(directory.resolve("current"), tree.home.getFileName());
        runServer(List.of(), links.resolve("redis-server"), directory.resolve("classes-1.log"));
        runServer(List.of(), home.resolve("bin/redis-server"), directory.resolve("classes-2.log"));
        Path bin = Files.createSymbolicLink(directory.resolve("bin"), tree.home.resolve("bin"));
        runServer(List.of(), bin.resolve("redis-server"), directory.resolve("classes-3.log"));
    }

    @Test
    void aLinkToTheServerIsTheProgramThatItIsNamedAfter() throws Exception {
        Tree tree = Tree.unpackedIn(directory);
        Path links = Files.createDirectory(directory.resolve("usr-bin"));
        for (String program : List.of("redis-sentinel", "redis-check-rdb", "redis-check-aof")) {
            Path link = Files.createSymbolicLink(links.resolve(program), tree.program("redis-server"));
            Outcome alone = Tree.run(Map.of(), List.of(link.toString()));
            String usage = (alone.output() + alone.errors()).lines().findFirst().orElseThrow();
            assertTrue(usage.startsWith("Usage: ") && usage.contains(program + " "), alone.toString());
        }
    }

    @Test
    void clientsRunFromADirectoryThatIsGone() throws Exception {
        Outcome ping = Tree.run(Map.of(), List.of("sh", "-c", "mkdir " + directory + "/gone; cd " + directory
                + "/gone; rmdir ../gone; exec " + Tree.built().program("redis-cli") + " -p " + port + " ping"));
        assertTrue(ping.errors().endsWith("Could not connect to Redis at 127.0.0.1:" + port
                + ": Connection refused\n"), ping.toString());
    }

    @Test
    void anotherUserRunsItFromADirectoryThatNobodyMayWrite() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to become somebody else");
        Tree tree = Tree.unpackedIn(directory);
        assertEquals(0, Tree.run(Map.of(), List.of("chmod", "-R", "a-w", tree.home.toString())).status());
        List<String> asNobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        Path classes = directory.resolve("classes.log");
        runServer(asNobody, tree.program("redis-server"), classes);
        assertCached(classes, "io.jadis.server.RedisServer");
        assertEquals(0, Tree.run(Map.of(), List.of("chmod", "-R", "u+w", tree.home.toString())).status());
    }

    @Test
    void theClientStartsFromItsCacheToo() throws Exception {
        Tree tree = Tree.built();
        try (Running server = Tree.start(port, directory.resolve("log"), Map.of(), Tree.serverCommand(
                tree.program("redis-server"), port, directory))) {
            Path classes = directory.resolve("classes.log");
            Outcome ping = Tree.run(Map.of("JADIS_JVM_OPTIONS", ONLY_WITH_CACHE + classes),
                    List.of(tree.program("redis-cli").toString(), "-p", Integer.toString(server.port()), "PING"));
            assertEquals(new Outcome(0, "PONG\n", ""), ping);
            assertCached(classes, "io.jadis.cli.RedisCli");
        }
    }

    @Test
    void theCheckToolsStartFromTheirCachesAndCheckWhatTheServerSaved() throws Exception {
        Tree tree = Tree.built();
        try (Running server = Tree.start(port, directory.resolve("log"), Map.of(), Tree.serverCommand(
                tree.program("redis-server"), port, directory, "--appendonly", "yes"))) {
            assertEquals("+OK", Tree.ask(port, "SET key value"));
            assertEquals("+OK", Tree.ask(port, "SAVE"));
            assertEquals(0, server.endBy("TERM"), server.log());
        }
        check(tree, "redis-check-rdb", "RedisCheckRdb", "dump.rdb", "\\o/ RDB looks OK! \\o/");
        check(tree, "redis-check-aof", "RedisCheckAof", "appendonlydir/appendonly.aof.manifest",
                "All AOF files and manifest are valid\n");
    }

    private void check(Tree tree, String program, String mainClass, String file, String expected) throws Exception {
        Path classes = directory.resolve("classes.log");
        Outcome check = Tree.run(Map.of("JADIS_JVM_OPTIONS", ONLY_WITH_CACHE + classes),
                List.of(tree.program(program).toString(), directory.resolve(file).toString()));
        assertEquals(0, check.status(), check.toString());
        assertTrue(check.output().contains(expected), check.toString());
        assertCached(classes, "io.jadis.cli.check." + mainClass);
    }

    @Test
    void theServerTalksToTheKernelThroughEpoll() throws Exception {
        Tree tree = Tree.built();
        try (Running server = Tree.start(port, directory.resolve("log"), Map.of(), Tree.serverCommand(
                tree.program("redis-server"), port, directory))) {
            Outcome info = Tree.run(Map.of(), List.of(tree.program("redis-cli").toString(), "-p",
                    Integer.toString(server.port()), "INFO", "server"));
            assertTrue(info.output().contains("multiplexing_api:epoll"), info.output());
        }
    }

    @Test
    void optionsMeantForOtherJavaProgramsAreIgnored() throws Exception {
        Tree tree = Tree.built();
        Map<String, String> disturbance = Map.of("JAVA_TOOL_OPTIONS", "-Dx=y", "JDK_JAVA_OPTIONS", "-XX:NoSuchOption",
                "_JAVA_OPTIONS", "-Xmx1m", "CLASSPATH", "/nowhere");
        try (Running server = Tree.start(port, directory.resolve("log"), disturbance, Tree.serverCommand(
                tree.program("redis-server"), port, directory))) {
            Outcome ping = Tree.run(disturbance,
                    List.of(tree.program("redis-cli").toString(), "-p", Integer.toString(port), "PING"));
            assertEquals(new Outcome(0, "PONG\n", ""), ping);
            assertTrue(!server.log().contains("JAVA_TOOL_OPTIONS"), server.log());
        }
    }

    /** Starts it with the words before the command, through a cache that must fit, and ends it. */
    private void runServer(List<String> prefix, Path program, Path classes) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(Tree.serverCommand(program, port, directory));
        try (Running server = Tree.start(port, directory.resolve("log"),
                Map.of("JADIS_JVM_OPTIONS", ONLY_WITH_CACHE + classes), command)) {
            assertEquals(0, server.endBy("TERM"), server.log());
        }
    }

    private static void assertCached(Path classes, String mainClass) throws Exception {
        List<String> loaded = Files.readAllLines(classes);
        assertTrue(loaded.stream().anyMatch(line -> line.contains(" " + mainClass + " ") && line.contains(FROM_CACHE)),
                () -> mainClass + " among\n" + String.join("\n", loaded));
    }
}
