package io.jadis.protocol.acl;

import io.jadis.protocol.acl.RuleRefused.Problem;
import io.jadis.protocol.command.AclCategory;
import io.jadis.protocol.command.AsciiText;
import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.resp.Arguments;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which commands a selector allows: a bit for each command and subcommand, and the rules that have led there. A rule
 * takes the place of the same one given before, and a rule about a command of those about its subcommands; the others
 * stay in their order, so that a category comes to mean what it means to the version that reads them.
 */
final class CommandRights {
    private static final Logger LOG = LoggerFactory.getLogger(CommandRights.class);
    private static final int RULE_BYTES = 120;

    private final CommandTable table;
    /** A bit at each {@link Command#index()}. */
    private final long[] allowed;
    /** First arguments with which a command is allowed that is not allowed as such, in lower case. */
    private final Map<Command, Set<String>> firstArguments = new HashMap<>(0);
    /** Without its sign, and whether that is a plus. */
    private final Map<String, Boolean> rules = new LinkedHashMap<>(0);
    /** Whether it all began with {@code +@all}. */
    private boolean fromAll;
    /** Whether no command has been taken away since. */
    private boolean all;

    CommandRights(CommandTable table) {
        this.table = table;
        allowed = new long[(table.indexCount() + Long.SIZE - 1) / Long.SIZE];
    }

    CommandRights(CommandRights other) {
        table = other.table;
        allowed = other.allowed.clone();
        other.firstArguments.forEach((command, words) -> firstArguments.put(command, new LinkedHashSet<>(words)));
        rules.putAll(other.rules);
        fromAll = other.fromAll;
        all = other.all;
    }

    // ---- rules

    /** {@code +@all} or {@code -@all}: whatever was said before is void. */
    void reset(boolean toAll) {
        Arrays.fill(allowed, toAll ? -1 : 0);
        firstArguments.clear();
        rules.clear();
        fromAll = toAll;
        all = toAll;
    }

    /** A rule that begins with a sign: {@code +get}, {@code -config|set}, {@code +select|0}, {@code -@write}. */
    void apply(String rule) throws RuleRefused {
        boolean allow = rule.charAt(0) == '+';
        String what = rule.substring(1);
        if (what.startsWith("@")) category(rule, what, allow);
        else if (allow && what.indexOf('|') >= 0) allowPart(rule, what);
        else command(rule, what, allow);
    }

    private void category(String rule, String what, boolean allow) throws RuleRefused {
        AclCategory category = AclCategory.named(what.substring(1));
        if (category == null) throw new RuleRefused(rule, Problem.UNKNOWN_COMMAND);
        keep(AsciiText.lower(what), allow);
        for (Command command : table.allCommands()) {
            if (command.isIn(category)) change(command, allow);
            for (Command subcommand : command.subcommands()) {
                if (subcommand.isIn(category)) change(subcommand, allow);
            }
        }
    }

    private void command(String rule, String name, boolean allow) throws RuleRefused {
        Command command = table.findDeclared(name);
        if (command == null) throw new RuleRefused(rule, Problem.UNKNOWN_COMMAND);
        change(command, allow);
        keep(command.fullName(), allow);
    }

    /** {@code +container|subcommand}, or {@code +command|argument} of one that has no subcommands. */
    private void allowPart(String rule, String what) throws RuleRefused {
        int bar = what.lastIndexOf('|');
        Command command = table.findDeclared(what.substring(0, bar));
        String part = what.substring(bar + 1);
        if (command == null) throw new RuleRefused(rule, Problem.UNKNOWN_COMMAND);
        if (command.container() != null) throw new RuleRefused(rule, Problem.ARGUMENT_OF_SUBCOMMAND);
        // A list of rules could not be read back otherwise.
        if (part.isEmpty() || hasSpaces(part)) throw new RuleRefused(rule, Problem.SYNTAX);
        if (command.isContainer()) {
            Command subcommand = command.subcommand(part);
            if (subcommand == null) throw new RuleRefused(rule, Problem.UNKNOWN_COMMAND);
            change(subcommand, true);
        } else {
            LOG.warn("Deprecation warning: Allowing a first arg of an otherwise blocked command is a misuse of ACL "
                    + "and may get disabled in the future (offender: +{})", what);
            firstArguments.computeIfAbsent(command, c -> new LinkedHashSet<>(1)).add(AsciiText.lower(part));
        }
        keep(AsciiText.lower(what), true);
    }

    private void change(Command command, boolean allow) {
        set(command, allow);
        firstArguments.remove(command);
        for (Command subcommand : command.subcommands()) set(subcommand, allow);
    }

    private void set(Command command, boolean allow) {
        long bit = 1L << command.index();
        if (allow) {
            allowed[command.index() / Long.SIZE] |= bit;
        } else {
            allowed[command.index() / Long.SIZE] &= ~bit;
            all = false;
        }
    }

    private void keep(String what, boolean allow) {
        rules.remove(what);
        if (!what.startsWith("@") && what.indexOf('|') < 0) {
            String parts = what + "|";
            rules.keySet().removeIf(other -> other.startsWith(parts));
        }
        rules.put(what, allow);
    }

    /** Whether a text has what separates rules from each other. */
    static boolean hasSpaces(String text) {
        return text.chars().anyMatch(c -> c == 0 || ByteText.isSpace((char) c));
    }

    // ---- questions

    /** Whether every command may be executed. */
    boolean allowsAll() {
        return all;
    }

    /** Allocates nothing, but for a command that is allowed by its first argument alone. */
    boolean allows(Command command, Arguments request) {
        return all || command.noAuth() || (allowed[command.index() / Long.SIZE] & 1L << command.index()) != 0
                || !firstArguments.isEmpty() && allowsByArgument(command, request);
    }

    private boolean allowsByArgument(Command command, Arguments request) {
        Set<String> words = firstArguments.get(command);
        if (words == null || request.count() < 2) return false;
        for (String word : words) {
            if (AsciiText.is(request, 1, word)) return true;
        }
        return false;
    }

    /** All rules, {@code +@all} or {@code -@all} first. */
    String describe() {
        StringBuilder text = new StringBuilder(fromAll ? "+@all" : "-@all");
        rules.forEach((what, allow) -> text.append(allow ? " +" : " -").append(what));
        return text.toString();
    }

    long footprintBytes() {
        long bytes = allowed.length * (long) Long.BYTES;
        for (String what : rules.keySet()) bytes += RULE_BYTES + what.length();
        for (Set<String> words : firstArguments.values()) {
            for (String word : words) bytes += RULE_BYTES + word.length();
        }
        return bytes;
    }
}
