package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandFlag;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.client.Client;
import java.util.Set;

/**
 * The checks that come before every command, as one ladder in Redis's order: each rung returns at once. Rooms hang
 * their own rungs here.
 */
public final class Admission {
    /** What is to be done with a request. */
    enum Verdict { EXECUTE, QUEUE, REFUSED, POSTPONE }

    /** Keeps the memory within its limit before a command runs. */
    @FunctionalInterface
    public interface MemoryGuard {
        /** False if memory is over its limit and nothing can be evicted. */
        boolean makeRoom();
    }

    /** Says whether protected commands are open to a client. */
    @FunctionalInterface
    public interface ProtectedCommands {
        boolean allowed(Command command, Client client);
    }

    /** Says whether a client has to wait (CLIENT PAUSE); it then takes care of resuming it. */
    public interface PauseGate {
        boolean holdsBack(Client client, Command command);

        /** Whether the client would have to wait. */
        boolean isPaused(Client client, Command command);
    }

    /** Says whether what is written can be kept. */
    @FunctionalInterface
    public interface WriteGuard {
        /** Why commands that write are refused, or null. */
        ErrorReply refusal();
    }

    /** Whether a data set is being loaded. */
    public enum Loading {
        NONE,
        /** It grows where clients would look. */
        IN_PLACE,
        /** The clients have another one meanwhile. */
        BESIDE
    }

    /** What being a replica forbids. */
    public interface ReplicaRules {
        /** Only the master may change anything. */
        boolean isReadOnly();

        /** What is here may be out of date, and isn't to be shown then. */
        boolean isStale();
    }

    private static final long KEYSPACE_BITS =
            CommandFlag.WRITE.bit() | CommandFlag.READONLY.bit() | CommandFlag.MAY_REPLICATE.bit();
    private static final long DENYOOM_BIT = CommandFlag.DENYOOM.bit();
    /** Executed at once even inside MULTI. */
    private static final Set<String> NOT_QUEUED = Set.of("exec", "discard", "multi", "watch", "quit", "reset");
    private static final Set<String> ENDS_TRANSACTION = Set.of("exec", "discard", "quit", "reset");
    /** What a RESP2 client may still do once it is subscribed to something. */
    private static final Set<String> FOR_SUBSCRIBERS = Set.of("ping", "subscribe", "ssubscribe", "unsubscribe",
            "sunsubscribe", "psubscribe", "punsubscribe", "quit", "reset");

    private final Execution execution;
    private final Permissions permissions;
    private MemoryGuard memoryGuard;
    private ProtectedCommands protectedCommands = (command, client) -> false;
    private PauseGate pauseGate;
    private ReplicaRules replicaRules;
    private PauseGate writeGate;
    private WriteGuard writeGuard = () -> null;
    private Loading loading = Loading.NONE;
    private final KeyHolds keyHolds;
    private WriteGuard replicaGuard = () -> null;
    private boolean roomForServed;

    Admission(Execution execution, Permissions permissions) {
        this.execution = execution;
        this.permissions = permissions;
        this.keyHolds = new KeyHolds(execution);
    }

    /** Null while there is no limit. */
    public void memoryGuard(MemoryGuard guard) {
        memoryGuard = guard;
    }

    public void protectedCommands(ProtectedCommands rule) {
        protectedCommands = rule;
    }

    public void writeGuard(WriteGuard guard) {
        writeGuard = guard;
    }

    public void loading(Loading state) {
        loading = state;
    }

    /** Whether a data set is being loaded, beside the one in use or not. */
    public boolean isLoading() {
        return loading != Loading.NONE;
    }

    /** Null while the server is a master. */
    public void replicaRules(ReplicaRules rules) {
        replicaRules = rules;
    }

    /** Says whether enough replicas are there to write. */
    public void replicaGuard(WriteGuard guard) {
        replicaGuard = guard;
    }

    /** Null while nobody is paused. */
    public void pauseGate(PauseGate gate) {
        pauseGate = gate;
    }

    /** Keys that nobody may write to just now. */
    public KeyHolds keyHolds() {
        return keyHolds;
    }

    /** Null while it is open. */
    void writeGate(PauseGate gate) {
        writeGate = gate;
    }

    static ErrorReply wrongArity(Command command) {
        return ErrorReply.of("ERR wrong number of arguments for '" + command.fullName() + "' command");
    }

    Verdict judge(Client client, Command command, Arguments request) {
        ErrorReply refusal = refusalByRights(client, command, request);
        if (refusal != null) return refuse(client, command, request, refusal);
        return judgeByState(client, command, request, makeRoom());
    }

    private ErrorReply refusalByRights(Client client, Command command, Arguments request) {
        if (!command.acceptsCount(request.count())) return wrongArity(command);
        if (command.has(CommandFlag.PROTECTED) && !protectedCommands.allowed(command, client)) {
            return notAllowed(command);
        }
        if (mustAuthenticate(client, command)) return Errors.NO_AUTH;
        if (client.isInMulti() && command.noMulti()) {
            return ErrorReply.of("ERR Command not allowed inside a transaction");
        }
        return client.user().mayDoAll() ? null : permissions.refusal(client, command, request);
    }

    private Verdict judgeByState(Client client, Command command, Arguments request, boolean hasRoom) {
        if (!hasRoom && needsMemory(client, command)) {
            return refuse(client, command, request, Errors.OUT_OF_MEMORY);
        }
        KeyTracking tracking = execution.changes().tracking();
        if (tracking != null) tracking.makeRoom();
        if (client.isClosing()) return Verdict.REFUSED;
        ErrorReply refusal = writeGuard.refusal();
        if (refusal != null && (writes(client, command) || command.fullName().equals("ping"))) {
            return refuse(client, command, request, refusal);
        }
        ErrorReply tooFewReplicas = replicaGuard.refusal();
        if (tooFewReplicas != null && writes(client, command)) return refuse(client, command, request, tooFewReplicas);
        if (replicaRules != null && replicaRules.isReadOnly() && writes(client, command)) {
            return refuse(client, command, request, Errors.READ_ONLY);
        }
        if (client.isSubscriber() && client.protocol() == 2 && !FOR_SUBSCRIBERS.contains(command.fullName())) {
            return refuse(client, command, request,
                    ErrorReply.of("ERR Can't execute '" + command.fullName() + "': only "
                    + "(P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context"));
        }
        if (replicaRules != null && replicaRules.isStale() && lacks(client, command, CommandFlag.STALE)) {
            return refuse(client, command, request, Errors.MASTER_DOWN);
        }
        if (loading != Loading.NONE && mustNotMeetLoading(client, command)) {
            return refuse(client, command, request, Errors.LOADING);
        }
        // Pauses don't hold replicas and monitors back, who must not profit by that.
        if ((client.isReplica() || client.isMonitor()) && (effectiveFlags(client, command) & KEYSPACE_BITS) != 0) {
            return refuse(client, command, request, Errors.FOR_REPLICA);
        }
        if (pauseGate != null && pauseGate.holdsBack(client, command)) return Verdict.POSTPONE;
        if (writeGate != null && writeGate.holdsBack(client, command)) return Verdict.POSTPONE;
        if (client.isInMulti() && !isExecutedInMulti(command)) return Verdict.QUEUE;
        if (!keyHolds.isEmpty() && keyHolds.holdsBack(client, command, request)) {
            keyHolds.hold(client);
            return Verdict.POSTPONE;
        }
        return Verdict.EXECUTE;
    }

    /** Whether there is room, or made; what is being loaded has a right to its memory. */
    private boolean makeRoom() {
        return memoryGuard == null || loading != Loading.NONE || memoryGuard.makeRoom();
    }

    private static boolean mustAuthenticate(Client client, Command command) {
        return !client.isAuthenticated() && client.registry().isAuthenticationRequired() && !command.noAuth();
    }

    /** Why a command that was queued must not be executed any more, or null: its user is another one by now. */
    ErrorReply refusalAtExec(Client client, Command command, Arguments request) {
        if (mustAuthenticate(client, command)) return Errors.NO_AUTH;
        return client.user().mayDoAll() ? null : permissions.refusalAtExec(client, command, request);
    }

    /** Whether what is written can't be kept. */
    public boolean persistenceFails() {
        return writeGuard.refusal() != null;
    }

    /**
     * A command of our master is about to be executed: nothing keeps it from that, but there may be things to do
     * before.
     */
    void beforeObeying() {
        if (memoryGuard != null) memoryGuard.makeRoom();
    }

    /**
     * Whether a client that is blocked in this command may be served just now: then {@link #judgeServed} doesn't
     * postpone it.
     */
    boolean mayServe(Client client, Command command, Arguments request) {
        // Keys that are evicted add to a snapshot, which may close a gate: from here on none is.
        roomForServed = makeRoom();
        return !isHeldBack(client, command, request);
    }

    /** As {@link #judge}, right after {@link #mayServe} has allowed it. */
    Verdict judgeServed(Client client, Command command, Arguments request) {
        ErrorReply refusal = refusalByRights(client, command, request);
        if (refusal != null) return refuse(client, command, request, refusal);
        Verdict verdict = judgeByState(client, command, request, roomForServed);
        assert verdict != Verdict.POSTPONE : command;
        return verdict;
    }

    private boolean isHeldBack(Client client, Command command, Arguments request) {
        return isPaused(client, command) || writeGate != null && writeGate.isPaused(client, command)
                || !keyHolds.isEmpty() && keyHolds.holdsBack(client, command, request);
    }

    /** Whether CLIENT PAUSE holds such a command back. */
    public boolean isPaused(Client client, Command command) {
        return pauseGate != null && pauseGate.isPaused(client, command);
    }

    /** EXEC counts with what it is going to execute; and a transaction's queue must not grow either. */
    private static boolean needsMemory(Client client, Command command) {
        if ((effectiveFlags(client, command) & DENYOOM_BIT) != 0) return true;
        return client.isInMulti() && !ENDS_TRANSACTION.contains(command.fullName());
    }

    static boolean isExecutedInMulti(Command command) {
        return NOT_QUEUED.contains(command.fullName());
    }

    private boolean mustNotMeetLoading(Client client, Command command) {
        if (loading == Loading.BESIDE) {
            return (effectiveFlags(client, command) & CommandFlag.NO_ASYNC_LOADING.bit()) != 0;
        }
        return lacks(client, command, CommandFlag.LOADING);
    }

    /** Whether a command doesn't have a flag, or EXEC is going to execute one that doesn't. */
    private static boolean lacks(Client client, Command command, CommandFlag flag) {
        if (!command.has(flag)) return true;
        return command.fullName().equals("exec") && client.transaction() instanceof TransactionState transaction
                && (transaction.missingFlags() & flag.bit()) != 0;
    }

    private static boolean writes(Client client, Command command) {
        return (effectiveFlags(client, command) & CommandFlag.WRITE.bit()) != 0;
    }

    /** The {@link CommandFlag} bits of a command; of EXEC, with those of what it is going to execute. */
    static long effectiveFlags(Client client, Command command) {
        boolean exec = command.fullName().equals("exec");
        return exec && client.transaction() instanceof TransactionState transaction
                ? command.flags() | transaction.queuedFlags() : command.flags();
    }

    private Verdict refuse(Client client, Command command, Arguments request, ErrorReply error) {
        execution.reject(client, command, request, error);
        return Verdict.REFUSED;
    }

    private static ErrorReply notAllowed(Command command) {
        String name = (command.container() == null ? command : command.container()).name();
        return ErrorReply.of("ERR " + name.toUpperCase(java.util.Locale.ROOT) + " command not allowed. If the enable-"
                + name + "-command option is set to \"local\", you can run it from a local connection, otherwise you need"
                + " to set this option in the configuration file, and then restart the server.");
    }
}
