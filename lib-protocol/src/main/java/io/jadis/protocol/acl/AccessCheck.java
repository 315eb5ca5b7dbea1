package io.jadis.protocol.acl;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.KeyReferences;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ErrorReply;

/**
 * Whether a user may execute a request. Reused from request to request, so that a check makes no garbage; the keys of a
 * request are looked for once, however many selectors there are.
 */
public final class AccessCheck {
    private static final ErrorReply NO_KEY = ErrorReply.of("NOPERM No permissions to access a key");
    private static final ErrorReply NO_CHANNEL = ErrorReply.of("NOPERM No permissions to access a channel");

    private final KeyReferences keys = new KeyReferences();
    private boolean keysFound;
    private int argument, blamed;

    /**
     * Why a request is denied, or null if it is allowed.
     *
     * @param request of this command, with a count that its arity allows
     */
    public Denial denial(User user, Command command, Arguments request) {
        if (user.mayDoAll()) return null;
        keysFound = false;
        blamed = 0;
        Denial denial = Denial.COMMAND;
        for (int i = 0; i < user.selectorCount(); i++) {
            Denial ofThis = user.selector(i).denial(command, request, this);
            if (ofThis == null) return null;
            // Of several reasons the weightiest is told, and of those the one that comes last in the request.
            int order = ofThis.compareTo(denial);
            if (order < 0 || ofThis == Denial.COMMAND || order == 0 && argument <= blamed) continue;
            denial = ofThis;
            blamed = argument;
        }
        return denial;
    }

    /** What a client is told that was denied a command. */
    public static ErrorReply refusal(Denial denial, User user, Command command) {
        return switch (denial) {
            case KEY -> NO_KEY;
            case CHANNEL -> NO_CHANNEL;
            default -> ErrorReply.of("NOPERM User " + user.name() + " has no permissions to run the '"
                    + command.fullName() + "' command");
        };
    }

    /** The command, the key or the channel that was denied last, for {@link DenialLog}. */
    public String object(Denial denial, Command command, Arguments request) {
        return denial == Denial.COMMAND ? command.fullName() : DenialLog.text(request, blamed);
    }

    /** The argument of the request that was denied last: the key or the channel, 0 where it was the command. */
    public int argument() {
        return blamed;
    }

    /** Whether a user may execute a request and then read any key there is: SORT with BY or GET. */
    public boolean mayReadAnyKey(User user, Command command, Arguments request) {
        if (user.mayDoAll()) return true;
        keysFound = false;
        for (int i = 0; i < user.selectorCount(); i++) {
            Selector selector = user.selector(i);
            if (selector.keys.allowsReadingAll() && selector.denial(command, request, this) == null) return true;
        }
        return false;
    }

    /** For {@link Selector}: whether it allows all keys of the request. */
    boolean allKeys(KeyRights rights, Command command, Arguments request) {
        if (!keysFound) command.findKeys(request, keys);
        keysFound = true;
        for (int i = 0; i < keys.count(); i++) {
            int position = keys.position(i);
            if (rights.allows(request.address(position), request.length(position), keys.flags(i))) continue;
            blame(position);
            return false;
        }
        return true;
    }

    void blame(int argumentIndex) {
        argument = argumentIndex;
    }
}
