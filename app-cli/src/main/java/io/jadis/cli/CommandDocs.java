package io.jadis.cli;

import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.client.RespValue.Aggregate;
import io.jadis.protocol.client.RespValue.ErrorReply;
import io.jadis.protocol.client.RespValue.Text;
import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * The server's own description of its commands, from COMMAND DOCS: for help, completion and hints. Empty until it is
 * loaded; where the server has none, or there is no server, the commands of Redis 7.2 stand in.
 */
final class CommandDocs {
    /**
     * A command, or a subcommand with its container's name in front.
     *
     * @param name      upper case
     * @param arguments matched anew for every hint
     */
    record Entry(String name, String summary, String since, String group, List<CommandArgument> arguments) {
        List<String> words() {
            return List.of(name.split(" "));
        }

        String syntax() {
            CommandArgument.forget(arguments);
            return SyntaxHint.of(arguments);
        }
    }

    private List<Entry> entries = List.of();
    private boolean asked;
    private boolean fromServer;

    /** Whether asking the server may help: it hasn't been asked since it last might have refused. */
    boolean mayAsk() {
        return !asked && !fromServer;
    }

    /** The connection or its login has changed: a server that refused may not refuse again. */
    void askAgain() {
        asked = false;
    }

    /** Takes in the reply to COMMAND DOCS; if that is an error there are still those we know ourselves. */
    void load(RespValue reply) {
        asked = true;
        if (reply instanceof ErrorReply || !(reply instanceof Aggregate commands)) {
            loadBuiltIn();
            return;
        }
        List<Entry> loaded = new ArrayList<>();
        addAll("", commands, loaded);
        loaded.sort(Comparator.comparing(Entry::name));
        entries = List.copyOf(loaded);
        fromServer = true;
    }

    /** The commands of Redis 7.2, unless there is something already. */
    void loadBuiltIn() {
        if (!entries.isEmpty()) return;
        List<Entry> known = new ArrayList<>();
        for (Command command : CommandTable.forServer().commands()) {
            known.add(entry(command));
            for (Command subcommand : command.subcommands()) known.add(entry(subcommand));
        }
        known.sort(Comparator.comparing(Entry::name));
        entries = List.copyOf(known);
    }

    private static Entry entry(Command command) {
        String name = command.fullName().replace('|', ' ').toUpperCase(Locale.ROOT);
        return new Entry(name, command.docs().summary(), command.docs().since(), command.docs().group().label(),
                CommandArgument.from(command.arguments()));
    }

    private static void addAll(String container, Aggregate commands, List<Entry> loaded) {
        List<RespValue> pairs = commands.elements();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            if (!(pairs.get(i) instanceof Text key) || !(pairs.get(i + 1) instanceof Aggregate docs)) continue;
            String own = key.text();
            own = own.substring(own.indexOf('|') + 1).toUpperCase(Locale.ROOT);
            String name = container.isEmpty() ? own : container + " " + own;
            loaded.add(new Entry(name, text(docs, "summary"), text(docs, "since"), text(docs, "group"),
                    CommandArgument.listOf(docs.field("arguments"))));
            if (docs.field("subcommands") instanceof Aggregate subcommands) addAll(name, subcommands, loaded);
        }
    }

    List<Entry> entries() {
        return entries;
    }

    /** The groups of the commands, in alphabetical order. */
    TreeSet<String> groups() {
        TreeSet<String> groups = new TreeSet<>();
        for (Entry entry : entries) groups.add(entry.group());
        return groups;
    }

    /**
     * What may follow the input.
     *
     * @param input the line so far; its last word counts once a blank follows
     * @return the hint, empty if nothing is missing, null if there is no such command
     */
    String hint(byte[] input) {
        List<byte[]> split = Quoting.split(input);
        if (split == null || split.isEmpty()) return null;
        boolean lastIsWhole = Quoting.isBlank(input[input.length - 1]);
        List<String> words = new ArrayList<>();
        for (byte[] word : split.subList(0, lastIsWhole ? split.size() : split.size() - 1)) {
            words.add(new RespValue.BulkString(word).text());
        }
        Entry entry = longestMatch(words);
        if (entry == null) return null;
        List<String> given = words.subList(entry.words().size(), words.size());
        CommandArgument.forget(entry.arguments());
        if (CommandArgument.match(entry.arguments(), given) != given.size()) return "";
        return SyntaxHint.of(entry.arguments()).stripTrailing();
    }

    private Entry longestMatch(List<String> words) {
        Entry longest = null;
        for (Entry entry : entries) {
            List<String> name = entry.words();
            if (beginsWith(words, name) && (longest == null || name.size() > longest.words().size())) longest = entry;
        }
        return longest;
    }

    /** Whether the words of {@code all} begin with those of {@code beginning}, in any case. */
    static boolean beginsWith(List<String> all, List<String> beginning) {
        if (beginning.size() > all.size()) return false;
        for (int i = 0; i < beginning.size(); i++) {
            if (!all.get(i).equalsIgnoreCase(beginning.get(i))) return false;
        }
        return true;
    }

    private static String text(Aggregate docs, String field) {
        return docs.field(field) instanceof Text text ? text.text() : "";
    }
}
