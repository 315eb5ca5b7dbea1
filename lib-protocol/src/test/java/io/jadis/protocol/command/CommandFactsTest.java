package io.jadis.protocol.command;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The declarations against the tables of reference facts, where those are at hand. */
final class CommandFactsTest {
    private final CommandTable server = CommandTable.forServer();
    private final CommandTable sentinel = CommandTable.forSentinel();

    @TestFactory
    List<DynamicTest> commandsAreAsTheFactsHaveThem() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map<String, String> row : rows("commands.tsv")) {
            if (!isDeclared(row)) continue;
            tests.add(DynamicTest.dynamicTest(row.get("name"), () -> {
                Command command = command(row.get("name"));
                assertNotNull(command);
                assertAll(
                        () -> assertEquals(row.get("since"), command.docs().since()),
                        () -> assertEquals(row.get("arity"), "" + command.arity()),
                        () -> assertEquals(row.get("flags"), flags(command, true)),
                        () -> assertEquals(new TreeSet<>(List.of(row.get("hidden_flags").split(","))),
                                new TreeSet<>(List.of(flags(command, false).split(",")))),
                        () -> assertEquals(row.get("acl_categories"), categories(command)),
                        () -> assertEquals(row.get("first_key"), "" + command.keyRange().first()),
                        () -> assertEquals(row.get("last_key"), "" + command.keyRange().last()),
                        () -> assertEquals(row.get("step"), "" + command.keyRange().step()),
                        () -> assertEquals(row.get("key_specs"), keySpecs(command)),
                        () -> assertEquals(row.get("tips"), String.join("; ", command.docs().tips())),
                        () -> assertEquals(row.get("group").split(" ")[0], command.docs().group().label()),
                        () -> assertEquals(row.get("deprecated_since"), text(command.docs().deprecatedSince())),
                        () -> assertEquals(row.get("in_sentinel_mode").equals("y"),
                                sentinel.find(command.fullName()) != null));
            }));
        }
        assertEquals(401, tests.size());
        return tests;
    }

    @TestFactory
    List<DynamicTest> argumentsAreAsTheFactsHaveThem() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map<String, String> row : rows("command_docs_args.tsv")) {
            if (row.get("version").startsWith("valkey")) continue;
            tests.add(DynamicTest.dynamicTest(row.get("name"), () -> assertEquals(
                    row.get("typed_arguments"), grammar(command(row.get("name")).arguments()))));
        }
        return tests;
    }

    @Test
    void nothingIsDeclaredThatTheFactsDoNotKnow() throws IOException {
        TreeSet<String> known = new TreeSet<>(List.of("hgetdel", "hgetex", "hsetex", "sentinel|explain"));
        for (Map<String, String> row : rows("commands.tsv")) {
            if (isDeclared(row)) known.add(row.get("name").toLowerCase(Locale.ROOT).replace(' ', '|'));
        }
        TreeSet<String> declared = new TreeSet<>();
        for (CommandTable table : List.of(server, sentinel)) {
            for (Command command : table.commands()) {
                declared.add(command.fullName());
                command.subcommands().forEach(subcommand -> declared.add(subcommand.fullName()));
            }
        }
        assertEquals(known, declared);
    }

    @Test
    void everyDeclarationIsDocumented() {
        for (CommandGroup group : CommandGroup.values()) {
            for (Declaration declared : Declarations.of(group)) {
                assertTrue(declared.summary.endsWith(".") && declared.summary.length() <= 100, declared.name);
                assertFalse(declared.since.isEmpty(), declared.name);
                assertEquals(declared.name.toUpperCase(Locale.ROOT), declared.name);
            }
        }
    }

    private Command command(String name) {
        String fullName = name.replace(' ', '|');
        Command command = server.find(fullName);
        return command != null ? command : sentinel.find(fullName);
    }

    private static boolean isDeclared(Map<String, String> row) {
        return row.get("in_redis_7.2").equals("y") || row.get("in_redis_7.4_or_8.0m01").equals("y");
    }

    private static String flags(Command command, boolean shown) {
        List<String> labels = new ArrayList<>();
        for (CommandFlag flag : CommandFlag.values()) {
            if (flag.isShown() == shown && command.has(flag)) labels.add(flag.label());
        }
        return String.join(",", labels);
    }

    private static String categories(Command command) {
        List<String> labels = new ArrayList<>();
        for (AclCategory category : AclCategory.values()) {
            if (command.isIn(category)) labels.add("@" + category.label());
        }
        return String.join(",", labels);
    }

    private static String keySpecs(Command command) {
        List<String> specs = new ArrayList<>();
        for (KeySpec spec : command.keySpecs()) {
            List<String> flags = new ArrayList<>();
            for (KeyFlag flag : KeyFlag.values()) if (spec.has(flag)) flags.add(flag.label());
            String begin = switch (spec.begin()) {
                case BeginSearch.Index index -> "index:" + index.position();
                case BeginSearch.Keyword keyword -> "keyword:" + keyword.word() + "," + keyword.startFrom();
                case BeginSearch.Unknown unknown -> "unknown";
            };
            String find = switch (spec.find()) {
                case FindKeys.Range range -> "range:" + range.last() + "," + range.step() + "," + range.limit();
                case FindKeys.Numbered numbered ->
                        "keynum:" + numbered.numberIndex() + "," + numbered.firstKey() + "," + numbered.step();
                case FindKeys.Unknown unknown -> "unknown";
            };
            specs.add(String.join(",", flags) + ";" + begin + ";" + find);
        }
        return String.join(" | ", specs);
    }

    private static String grammar(List<ArgumentSpec> arguments) {
        StringBuilder text = new StringBuilder();
        for (ArgumentSpec argument : arguments) {
            text.append('(').append(argument.name()).append(' ').append(argument.type().label());
            if (argument.token() != null) text.append(" tok=").append(argument.token().replace("\"\"", ""));
            if (argument.optional()) text.append(" opt");
            if (argument.multiple()) text.append(" multi");
            if (argument.multipleToken()) text.append(" multitok");
            if (argument.keySpecIndex() >= 0) text.append(" ks=").append(argument.keySpecIndex());
            if (argument.displayText() != null && !argument.displayText().equals(argument.name())) {
                text.append(" disp=").append(argument.displayText());
            }
            if (argument.since() != null) text.append(" since=").append(argument.since());
            if (argument.deprecatedSince() != null) text.append(" dep=").append(argument.deprecatedSince());
            if (argument.isCompound()) text.append(' ').append(grammar(argument.arguments()));
            text.append(')');
        }
        return text.toString();
    }

    private static String text(String nullable) {
        return nullable == null ? "" : nullable;
    }

    private static List<Map<String, String>> rows(String file) throws IOException {
        Path facts = factsFolder();
        assumeTrue(facts != null, "no folder shared/facts above the module");
        List<String> lines = Files.readAllLines(facts.resolve(file));
        String[] header = lines.getFirst().split("\t", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t", -1);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < header.length; i++) row.put(header[i], i < cells.length ? cells[i] : "");
            rows.add(row);
        }
        return rows;
    }

    private static Path factsFolder() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path facts = folder.resolve("shared/facts");
            if (Files.isDirectory(facts)) return facts;
        }
        return null;
    }
}
