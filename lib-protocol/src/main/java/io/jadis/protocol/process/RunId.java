package io.jadis.protocol.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.HexFormat;

/** Names that are unique for all practical purposes: run ids, replication ids, node names. */
public final class RunId {
    private static final int BYTES = 20;

    private RunId() {}

    /**
     * 40 random lower-case hexadecimal digits, straight from the kernel: SecureRandom would take longer to load than
     * all else here.
     */
    public static String random() {
        try (FileInputStream kernel = new FileInputStream("/dev/urandom")) {
            return HexFormat.of().formatHex(kernel.readNBytes(BYTES));
        } catch (IOException e) {
            throw new IllegalStateException("/dev/urandom cannot be read", e);
        }
    }
}
