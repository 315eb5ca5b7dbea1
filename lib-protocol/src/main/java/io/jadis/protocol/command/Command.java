package io.jadis.protocol.command;

import io.jadis.protocol.resp.Arguments;
import java.util.List;
import java.util.Locale;

/**
 * One command or subcommand: immutable facts. What changes (statistics, handlers) lies in arrays beside the table, at
 * {@link #index()}.
 */
public final class Command {
    // The flags that are asked for on the way of each request.
    private static final long WRITE = CommandFlag.WRITE.bit(), READONLY = CommandFlag.READONLY.bit();
    private static final long DENYOOM = CommandFlag.DENYOOM.bit(), NOSCRIPT = CommandFlag.NOSCRIPT.bit();
    private static final long BLOCKING = CommandFlag.BLOCKING.bit(), LOADING = CommandFlag.LOADING.bit();
    private static final long STALE = CommandFlag.STALE.bit(), SKIP_MONITOR = CommandFlag.SKIP_MONITOR.bit();
    private static final long SKIP_SLOWLOG = CommandFlag.SKIP_SLOWLOG.bit(), NO_AUTH = CommandFlag.NO_AUTH.bit();
    private static final long NO_ASYNC_LOADING = CommandFlag.NO_ASYNC_LOADING.bit();
    private static final long NO_MULTI = CommandFlag.NO_MULTI.bit(), ALLOW_BUSY = CommandFlag.ALLOW_BUSY.bit();
    private static final long MAY_REPLICATE = CommandFlag.MAY_REPLICATE.bit();

    private final int index;
    private final String name;
    private final String fullName;
    private final Command container;
    private final int arity;
    private final long flags;
    private final long aclCategories;
    private final KeySpec[] keySpecs;
    private final KeyRange keyRange;
    private final KeyProcedure keyProcedure;
    private final ChannelAccess channelAccess;
    private final CommandDocs docs;
    private final String grammar;
    private final List<Command> subcommands;
    private final CommandIndex subcommandIndex;

    /** Parsed from the grammar when first asked for; any thread may do it, the outcome is the same. */
    private volatile List<ArgumentSpec> arguments;

    /**
     * @param index this command's; its subcommands have the indexes behind it
     * @param declaredSubcommands empty if it is not a container
     */
    Command(Declaration declared, CommandGroup group, Command container, int index,
            List<Declaration> declaredSubcommands) {
        this.index = index;
        this.container = container;
        fullName = declared.name.toLowerCase(Locale.ROOT);
        name = fullName.substring(fullName.indexOf('|') + 1);
        arity = declared.arity;
        keySpecs = declared.keySpecs.toArray(new KeySpec[0]);
        keyRange = KeyRange.of(keySpecs);
        flags = declared.flags | (keyRange.coversAllKeys() ? 0 : CommandFlag.MOVABLEKEYS.bit());
        aclCategories = declared.aclCategories | AclCategory.impliedBy(flags, declared.aclCategories);
        keyProcedure = declared.keyProcedure;
        channelAccess = declared.channelAccess;
        docs = new CommandDocs(group, declared.since, declared.summary, declared.complexity, declared.deprecatedSince,
                declared.replacedBy, declared.internal, declared.history, List.of(declared.tips));
        grammar = declared.arguments;

        Command[] children = new Command[declaredSubcommands.size()];
        subcommandIndex = children.length == 0 ? null : new CommandIndex(children.length);
        for (int i = 0; i < children.length; i++) {
            children[i] = new Command(declaredSubcommands.get(i), group, this, index + 1 + i, List.of());
            subcommandIndex.add(children[i].name, children[i]);
        }
        subcommands = List.of(children);
    }

    /** From 0 to {@link CommandTable#indexCount()} - 1, dense over commands and subcommands of a table. */
    public int index() {
        return index;
    }

    /** Lower case; of a subcommand, the name inside its container. A rename doesn't change it. */
    public String name() {
        return name;
    }

    /** Lower case; of a subcommand, {@code container|subcommand}. */
    public String fullName() {
        return fullName;
    }

    /** The command whose subcommand this is, or null. */
    public Command container() {
        return container;
    }

    /** Whether it has subcommands. COMMAND is one that can also be called by itself. */
    public boolean isContainer() {
        return subcommandIndex != null;
    }

    public List<Command> subcommands() {
        return subcommands;
    }

    /** The subcommand of that name in any case, or null. Allocates nothing. */
    public Command subcommand(long address, long length) {
        return subcommandIndex == null ? null : subcommandIndex.find(address, length);
    }

    /** The subcommand of that name in any case, or null. */
    public Command subcommand(String subcommandName) {
        return subcommandIndex == null ? null : subcommandIndex.find(subcommandName);
    }

    /** The number of arguments, the name included; negative: at least that many. */
    public int arity() {
        return arity;
    }

    /** Whether a request of that many arguments, the name (and the container's) included, can be right. */
    public boolean acceptsCount(int argumentCount) {
        return arity >= 0 ? argumentCount == arity : argumentCount >= -arity;
    }

    /** Bits of {@link CommandFlag}: what MULTI gathers over the commands it queues. */
    public long flags() {
        return flags;
    }

    public boolean has(CommandFlag flag) {
        return (flags & flag.bit()) != 0;
    }

    /** Bits of {@link AclCategory}. */
    public long aclCategories() {
        return aclCategories;
    }

    public boolean isIn(AclCategory category) {
        return (aclCategories & category.bit()) != 0;
    }

    public boolean isWrite() {
        return (flags & WRITE) != 0;
    }

    public boolean isReadOnly() {
        return (flags & READONLY) != 0;
    }

    /** Refused while memory is over its limit. */
    public boolean denyOom() {
        return (flags & DENYOOM) != 0;
    }

    public boolean noScript() {
        return (flags & NOSCRIPT) != 0;
    }

    public boolean mayBlock() {
        return (flags & BLOCKING) != 0;
    }

    public boolean allowedWhileLoading() {
        return (flags & LOADING) != 0;
    }

    /** Refused during asynchronous loading of a replica, whatever {@link #allowedWhileLoading()} says. */
    public boolean noAsyncLoading() {
        return (flags & NO_ASYNC_LOADING) != 0;
    }

    public boolean allowedOnStaleReplica() {
        return (flags & STALE) != 0;
    }

    public boolean skipMonitor() {
        return (flags & SKIP_MONITOR) != 0;
    }

    public boolean skipSlowlog() {
        return (flags & SKIP_SLOWLOG) != 0;
    }

    /** Allowed before the client has authenticated. */
    public boolean noAuth() {
        return (flags & NO_AUTH) != 0;
    }

    public boolean noMulti() {
        return (flags & NO_MULTI) != 0;
    }

    /** Allowed while a script runs for too long. */
    public boolean allowBusy() {
        return (flags & ALLOW_BUSY) != 0;
    }

    public boolean mayReplicate() {
        return (flags & MAY_REPLICATE) != 0;
    }

    /** The rules that find its keys, in Redis's order. */
    public List<KeySpec> keySpecs() {
        return List.of(keySpecs);
    }

    /** First key, last key and step, for the clients that know no key specs. */
    public KeyRange keyRange() {
        return keyRange;
    }

    /** What the command does with channels among its arguments. */
    public ChannelAccess channelAccess() {
        return channelAccess;
    }

    /** Whether some requests of this command name keys. */
    public boolean hasKeys() {
        if (keyProcedure != KeyProcedure.NONE) return true;
        for (KeySpec spec : keySpecs) {
            if (spec.isKey()) return true;
        }
        return false;
    }

    /**
     * Finds the keys of a request and their use, as ACL rules and COMMAND GETKEYS see them. A request that is
     * syntactically wrong may have none.
     *
     * @param arguments a request of this command whose count the arity allows
     * @param found is cleared first
     * @return how many keys there are
     */
    public int findKeys(Arguments arguments, KeyReferences found) {
        return KeySearch.find(this, arguments, false, found);
    }

    /** As {@link #findKeys}, with shard channels too: what decides about the slot, and the node, of a request. */
    public int findRoutingKeys(Arguments arguments, KeyReferences found) {
        return KeySearch.find(this, arguments, true, found);
    }

    KeySpec[] keySpecArray() {
        return keySpecs;
    }

    KeyProcedure keyProcedure() {
        return keyProcedure;
    }

    public CommandDocs docs() {
        return docs;
    }

    /** The argument grammar; empty for containers and for commands without arguments. */
    public List<ArgumentSpec> arguments() {
        List<ArgumentSpec> parsed = arguments;
        if (parsed == null) {
            parsed = ArgumentGrammar.parse(grammar);
            arguments = parsed;
        }
        return parsed;
    }

    @Override
    public String toString() {
        return fullName;
    }
}
