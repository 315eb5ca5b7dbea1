package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;

/** What CLIENT SETNAME, SETINFO and HELLO SETNAME accept: printable ASCII without blanks, or nothing. */
final class ClientNames {
    static final ErrorReply INVALID_NAME =
            ErrorReply.of("ERR Client names cannot contain spaces, newlines or special characters.");

    private ClientNames() {}

    static boolean isValid(byte[] name) {
        for (byte b : name) {
            if (b < '!' || b > '~') return false;
        }
        return true;
    }
}
