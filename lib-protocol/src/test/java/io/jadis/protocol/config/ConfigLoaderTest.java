package io.jadis.protocol.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @TempDir
    Path directory;

    private final RecordedDirectives recorded = new RecordedDirectives();
    private Config config;

    @BeforeEach
    void startInADirectoryOfOurOwn() throws IOException {
        config = new Config(directory.toRealPath());
    }

    private List<String> load(String stdin, String... arguments) throws ConfigFileException {
        InputStream in = new ByteArrayInputStream(stdin.getBytes(StandardCharsets.ISO_8859_1));
        return ConfigLoader.load(config, recorded, CommandLine.parse(List.of(arguments), directory), in);
    }

    private List<String> loadText(String text) throws ConfigFileException, IOException {
        write("redis.conf", text);
        return load("", "redis.conf");
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(directory.resolve(name).getParent());
        Files.writeString(directory.resolve(name), text, StandardCharsets.ISO_8859_1);
    }

    private String errorOf(String text) {
        return assertThrows(ConfigFileException.class, () -> loadText(text)).report();
    }

    private static String report(int lineNumber, String line, String reason) {
        return "\n*** FATAL CONFIG FILE ERROR (Redis 7.2.5) ***\nReading the configuration file, at line " + lineNumber
                + "\n>>> '" + line + "'\n" + reason + "\n";
    }

    @Test
    void commentsAndBlanksAreNothing() throws Exception {
        loadText("# port 1\n\n \t# port 2\r\n  PORT \t7000 \r\nmaxmemory 1gb");
        assertEquals(7000, config.get(Directives.PORT));
        assertEquals(1L << 30, config.get(Directives.MAXMEMORY));
    }

    @Test
    void laterLinesWinAndTheCommandLineOverAll() throws Exception {
        write("redis.conf", "port 1\nport 2\nhz 20");
        load("port 3\nhz 30\n", "redis.conf", "--port", "4", "-");
        assertEquals(4, config.get(Directives.PORT));
        assertEquals(30, config.get(Directives.HZ));
    }

    @Test
    void saveLinesAddUpAndReplaceTheDefault() throws Exception {
        loadText("save 900 1\nsave 300 10 60 100\n");
        assertEquals("900 1 300 10 60 100", config.render(Directives.SAVE));
    }

    @Test
    void anEmptySaveClearsWhatCameBefore() throws Exception {
        loadText("save 900 1\nsave \"\"\nsave \"5 6\"\n");
        assertEquals("5 6", config.render(Directives.SAVE));
        load("", "--save");
        assertEquals("", config.render(Directives.SAVE));
    }

    @Test
    void aSaveCountBeyondAnIntIsTheLargestInt() throws Exception {
        loadText("save 300 5555555555\n");
        assertEquals("300 2147483647", config.render(Directives.SAVE));
    }

    @Test
    void saveLinesAddUpAcrossIncludes() throws Exception {
        write("more.conf", "save 300 10\n");
        loadText("save 900 1\ninclude more.conf\nsave 60 100\n");
        assertEquals("900 1 300 10 60 100", config.render(Directives.SAVE));
    }

    @Test
    void listsMayComeAsOneQuotedArgument() throws Exception {
        loadText("bind \"127.0.0.1 ::1\"\nclient-output-buffer-limit 'normal 1 2 3'\nshutdown-on-sigint \"now force\"");
        assertEquals(List.of("127.0.0.1", "::1"), config.get(Directives.BIND));
        assertEquals("now force", config.render(Directives.SHUTDOWN_ON_SIGINT));
        loadText("bind \"\"");
        assertEquals(List.of(), config.get(Directives.BIND));
    }

    @Test
    void directivesThatActGoToTheLauncher() throws Exception {
        loadText("rename-command GET \"\"\nuser alice on >x ~*\nuser bob\nloadmodule /m.so a b\nmod.x 1 2\nsentinel\n");
        assertEquals(List.of("rename GET to ", "user alice [on, >x, ~*]", "user bob []", "module /m.so [a, b]",
                "mod.x = 1 2"), recorded.seen);
    }

    @Test
    void obsoleteDirectivesAreSilentlyAccepted() throws Exception {
        loadText("list-max-ziplist-entries 512\nlist-max-ziplist-value 64\nlua-replicate-commands yes\n");
        assertEquals(report(1, "lua-replicate-commands", "Bad directive or wrong number of arguments"),
                errorOf("lua-replicate-commands"));
    }

    @Test
    void aliasesAreTheirDirectives() throws Exception {
        loadText("slaveof 10.0.0.1 6380\nslave-priority 5\n");
        assertEquals(Optional.of(new MasterAddress("10.0.0.1", 6380)), config.get(Directives.REPLICAOF));
        assertEquals(5, config.get(Directives.REPLICA_PRIORITY));
        loadText("replicaof no one");
        assertEquals(Optional.empty(), config.get(Directives.REPLICAOF));
    }

    @Test
    void includesAreReadWhereTheyStand() throws Exception {
        write("conf.d/b.conf", "port 2\nhz 22\n");
        loadText("port 1\nhz 11\ninclude conf.d/b.conf\nport 3\n");
        assertEquals(3, config.get(Directives.PORT));
        assertEquals(22, config.get(Directives.HZ));
    }

    @Test
    void includePatternsTakeFilesInOrderOfTheirNames() throws Exception {
        write("conf.d/20.conf", "port 20\n");
        write("conf.d/10.conf", "port 10\nhz 10"); // without a line end of its own
        write("conf.d/.hidden.conf", "port 99\n");
        write("conf.d/x.conf.bak", "port 98\n");
        write("conf.d/30.conf/inner", "");
        write("other.d/1.conf", "timeout 7\n");
        loadText("include conf.d/*.conf\ninclude " + directory + "/oth[!a]?.d/[0-9].conf\ninclude none/*.conf\n");
        assertEquals(20, config.get(Directives.PORT));
        assertEquals(10, config.get(Directives.HZ));
        assertEquals(7, config.get(Directives.TIMEOUT));
    }

    @Test
    void includesStartAtTheWorkingDirectory() throws Exception {
        write("sub/inner.conf", "port 5\ninclude deeper.conf");
        write("sub/deeper.conf", "hz 50");
        loadText("dir sub\ninclude inner.conf\n");
        assertEquals(5, config.get(Directives.PORT));
        assertEquals(50, config.get(Directives.HZ));
        assertEquals(directory.toRealPath().resolve("sub").toString(), config.render(Directives.DIR));
    }

    @Test
    void aMissingIncludeIsForTheLog() {
        ConfigFileException e = assertThrows(ConfigFileException.class, () -> loadText("include nosuch.conf"));
        assertTrue(e.isUnreadableFile());
        assertEquals("Fatal error, can't open config file 'nosuch.conf': No such file or directory", e.report());
    }

    @Test
    void aFileThatIncludesItselfEnds() throws Exception {
        write("redis.conf", "include redis.conf\n");
        ConfigFileException e = assertThrows(ConfigFileException.class, () -> load("", "redis.conf"));
        assertEquals(1, e.lineNumber());
        assertEquals("Too many nested include directives", e.getMessage());
        write("redis.conf", "include redi[s].conf\n".repeat(20)); // a bound on the depth alone would be 20^32 files
        assertThrows(ConfigFileException.class, () -> load("", "redis.conf"));
    }

    @Test
    void errorsNameTheLine() {
        assertEquals(report(3, "foo bar", "Bad directive or wrong number of arguments"),
                errorOf("port 1\n# x\n  foo bar\t\n"));
        assertEquals(report(1, "port 1 2", "wrong number of arguments"), errorOf("port 1 2"));
        assertEquals(report(1, "requirepass \"x", "Unbalanced quotes in configuration line"),
                errorOf("requirepass \"x"));
        assertEquals(report(2, "Maxmemory 1x", "argument must be a memory value"), errorOf("\nMaxmemory 1x\n"));
        assertEquals(report(1, "rename-command nosuchcommand x", "No such command in rename-command"),
                errorOf("rename-command nosuchcommand x"));
        assertEquals(report(1, "sentinel monitor a", "sentinel directive while not in sentinel mode"),
                errorOf("sentinel monitor a"));
        assertEquals(report(1, "a.b", "Module config specified without value"), errorOf("a.b"));
        assertEquals(report(1, "dir nosuch", "No such file or directory"), errorOf("dir nosuch"));
    }

    @Test
    void errorsOfTheCommandLineCountOnFromTheFile() throws Exception {
        write("redis.conf", "port 1\n");
        ConfigFileException e =
                assertThrows(ConfigFileException.class, () -> load("", "redis.conf", "--foo", "bar"));
        assertEquals(report(3, "foo \"bar\"", "Bad directive or wrong number of arguments"), e.report());
    }

    @Test
    void aClusterNodeHasNoReplicaofAndOneDatabase() throws Exception {
        assertEquals("\n*** FATAL CONFIG FILE ERROR (Redis 7.2.5) ***\n"
                        + "replicaof directive not allowed in cluster mode\n",
                errorOf("cluster-enabled yes\nreplicaof a 1\n"));
        assertEquals(List.of("WARNING: Changing databases number from 16 to 1 since we are in cluster mode"),
                loadText("cluster-enabled yes\nreplicaof no one\n"));
        assertEquals(1, config.get(Directives.DATABASES));
    }

    @Test
    void theLogFileMustOpen() throws Exception {
        loadText("logfile a.log\n");
        assertTrue(Files.exists(directory.resolve("a.log")));
        assertEquals("\n*** FATAL CONFIG FILE ERROR (Redis 7.2.5) ***\n"
                + "Can't open the log file: No such file or directory\n", errorOf("logfile nosuch/a.log\n"));
    }

    @Test
    void bytesOfAnyEncodingSurvive() throws Exception {
        loadText("requirepass \u00e4\u00ff\nmasterauth \"\\xc3\\xa4\"\nsyslog-ident \"a\\x00b\"\n");
        assertEquals("\u00e4\u00ff", config.get(Directives.REQUIREPASS));
        assertEquals("\u00c3\u00a4", config.get(Directives.MASTERAUTH));
        assertEquals("a", config.get(Directives.SYSLOG_IDENT));
    }

    @Test
    void pathsAreUtf8() throws Exception {
        Path umlaut = Files.createDirectory(directory.resolve("\u00e4"));
        load("", "--dir", umlaut.toString(), "--unixsocket", "r.sock");
        assertEquals(umlaut.toRealPath().resolve("r.sock"), config.path(Directives.UNIXSOCKET));
    }

    @Test
    void textAloneTouchesNoFile() throws Exception {
        Config parsed = ConfigLoader.parse(ByteText.bytes("logfile /nosuch/x\ninclude /etc/*\nport 9"), recorded);
        assertEquals(9, parsed.get(Directives.PORT));
        assertThrows(ConfigFileException.class,
                () -> ConfigLoader.parse(ByteText.bytes("include /etc/passwd"), recorded));
    }
}
