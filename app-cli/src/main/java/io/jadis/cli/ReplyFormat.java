package io.jadis.cli;

import io.jadis.protocol.client.RespValue;

/** A way to print replies. Implementations hold no state between replies. */
interface ReplyFormat {
    /** Adds the reply, without what separates it from the next. */
    void format(RespValue reply, ByteOutput out);
}
