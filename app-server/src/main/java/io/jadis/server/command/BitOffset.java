package io.jadis.server.command;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;

/** A position in a bitmap as clients give it. */
final class BitOffset {
    static final long INVALID = -1;

    private static final ErrorReply OUT_OF_RANGE =
            ErrorReply.of("ERR bit offset is not an integer or out of range");

    private BitOffset() {}

    /**
     * The position in bits; {@link #INVALID}, with the error sent, where it is none or no string is so long.
     *
     * @param width of the field to which {@code #n} says that it is the n-th; 0 where that is not allowed
     */
    static long read(Call call, Config config, int index, int width) {
        long address = call.address(index);
        long length = call.length(index);
        boolean byNumber = width > 0 && length > 0 && Memory.getByte(address) == '#';
        if (byNumber) {
            address++;
            length--;
        }
        long offset = Decimal.parse(address, length);
        boolean isLong = offset != Decimal.NOT_A_LONG || Decimal.isLong(address, length);
        if (byNumber) offset *= width;
        if (isLong && offset >= 0 && offset >>> 3 < Strings.bytesMax(call, config)) return offset;
        call.reply().error(OUT_OF_RANGE);
        return INVALID;
    }
}
