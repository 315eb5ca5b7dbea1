package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandFlag;
import io.jadis.protocol.command.KeyReferences;
import io.jadis.protocol.resp.Arguments;
import io.jadis.store.keyspace.Record;

/**
 * The longest key. A request may have arguments that are longer, which are good as values: where one of them is a key
 * that the command might create, nothing of the command is to be done. For a reader no such key is there.
 */
final class KeyLimit {
    private final KeyReferences found = new KeyReferences();

    boolean isExceeded(Command command, Arguments request) {
        return command.has(CommandFlag.WRITE) && hasLongArgument(request) && hasLongKey(command, request);
    }

    /** Nearly no request has: then its keys need not be found. */
    private static boolean hasLongArgument(Arguments request) {
        for (int i = request.count() - 1; i > 0; i--) {
            if (isTooLong(request, i)) return true;
        }
        return false;
    }

    private boolean hasLongKey(Command command, Arguments request) {
        for (int i = command.findKeys(request, found) - 1; i >= 0; i--) {
            if (isTooLong(request, found.position(i))) return true;
        }
        return false;
    }

    private static boolean isTooLong(Arguments request, int index) {
        return request.length(index) > Record.KEY_LENGTH_MAX;
    }
}
