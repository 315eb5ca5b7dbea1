package io.jadis.server.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;

/**
 * What a client may call itself and its library: printable ASCII without blanks, so that CLIENT LIST stays readable.
 */
final class ClientNames {
    private static final ErrorReply INVALID =
            ErrorReply.of("ERR Client names cannot contain spaces, newlines or special characters.");

    private ClientNames() {}

    static boolean isValid(Call call, int index) {
        long address = call.address(index);
        for (long i = 0; i < call.length(index); i++) {
            byte c = Memory.getByte(address + i);
            if (c < '!' || c > '~') return false;
        }
        return true;
    }

    /** Sends the error where it isn't. */
    static boolean isValidClientName(Call call, int index) {
        boolean valid = isValid(call, index);
        if (!valid) call.reply().error(INVALID);
        return valid;
    }
}
