package io.jadis.protocol.process;

import java.util.HexFormat;

/** Names that are unique for all practical purposes: run ids, replication ids, node names. */
public final class RunId {
    private static final int BYTES = 20;

    private RunId() {}

    /** 40 random lower-case hexadecimal digits. */
    public static String random() {
        return HexFormat.of().formatHex(KernelRandom.bytes(BYTES));
    }
}
