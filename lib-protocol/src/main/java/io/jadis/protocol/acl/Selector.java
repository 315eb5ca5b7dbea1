package io.jadis.protocol.acl;

import io.jadis.protocol.acl.RuleRefused.Problem;
import io.jadis.protocol.command.ChannelAccess;
import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.resp.Arguments;

/**
 * Commands, keys and channels that are allowed together. A user has one or more, and one of them must allow a request.
 */
final class Selector {
    private static final int SELECTOR_BYTES = 500;

    final CommandRights commands;
    final KeyRights keys;
    final ChannelRights channels;

    /** One that allows nothing, but for channels if {@code acl-pubsub-default} says so. */
    Selector(CommandTable table, boolean allChannels) {
        commands = new CommandRights(table);
        keys = new KeyRights();
        channels = new ChannelRights();
        channels.reset(allChannels);
    }

    Selector(Selector other) {
        commands = new CommandRights(other.commands);
        keys = new KeyRights(other.keys);
        channels = new ChannelRights(other.channels);
    }

    /** Changes it by one rule. */
    void apply(String rule) throws RuleRefused {
        if (is(rule, "allkeys") || rule.equals("~*")) keys.reset(true);
        else if (is(rule, "resetkeys")) keys.reset(false);
        else if (is(rule, "allchannels") || rule.equals("&*")) channels.reset(true);
        else if (is(rule, "resetchannels")) channels.reset(false);
        else if (is(rule, "allcommands") || is(rule, "+@all")) commands.reset(true);
        else if (is(rule, "nocommands") || is(rule, "-@all")) commands.reset(false);
        else applySigned(rule);
    }

    private void applySigned(String rule) throws RuleRefused {
        switch (rule.isEmpty() ? 0 : rule.charAt(0)) {
            case '~', '%' -> keys.apply(rule);
            case '&' -> channels.apply(rule);
            case '+', '-' -> commands.apply(rule);
            default -> throw new RuleRefused(rule, Problem.SYNTAX);
        }
    }

    private static boolean is(String rule, String word) {
        return ByteText.sameIgnoringCase(rule, word);
    }

    boolean allowsAll() {
        return commands.allowsAll() && keys.allowsAll() && channels.allowsAll();
    }

    /** Why a request is denied, or null. Where an argument is to blame the check is told which. */
    Denial denial(Command command, Arguments request, AccessCheck check) {
        if (!commands.allows(command, request)) return Denial.COMMAND;
        if (!keys.allowsAll() && command.hasKeys() && !check.allKeys(keys, command, request)) return Denial.KEY;
        if (channels.allowsAll()) return null;
        ChannelAccess access = command.channelAccess();
        if (!access.isRestricted()) return null;
        boolean patterns = access == ChannelAccess.SUBSCRIBE_PATTERNS;
        int count = access.count(request.count());
        for (int i = 1; i <= count; i++) {
            if (channels.allows(request.address(i), request.length(i), patterns)) continue;
            check.blame(i);
            return Denial.CHANNEL;
        }
        return null;
    }

    /** All rules, with blanks between them. */
    String describe() {
        StringBuilder text = new StringBuilder(keys.describe());
        if (!text.isEmpty()) text.append(' ');
        String ofChannels = channels.describe();
        if (!channels.allowsAll()) text.append(ofChannels.isEmpty() ? "resetchannels" : "resetchannels ");
        return text.append(ofChannels).append(' ').append(commands.describe()).toString();
    }

    long footprintBytes() {
        return SELECTOR_BYTES + commands.footprintBytes() + keys.footprintBytes() + channels.footprintBytes();
    }
}
