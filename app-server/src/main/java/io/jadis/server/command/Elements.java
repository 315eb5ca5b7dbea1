package io.jadis.server.command;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.store.encoding.Listpack;

/** How elements of compact encodings are replied. */
final class Elements {
    private Elements() {}

    /** An entry of a listpack as a bulk string. */
    static void reply(ReplyBuffer reply, long entry) {
        if (Listpack.isInteger(entry)) reply.bulkInteger(Listpack.integer(entry));
        else reply.bulk(Listpack.stringAddress(entry), Listpack.stringLength(entry));
    }
}
